package io.quorate.jute;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.proto.RequestCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodesTest {
    @Test
    void errorCodesAreThoseOfTheProtocol() {
        assertThat(ErrorCode.of(0)).isEqualTo(ErrorCode.OK);
        assertThat(ErrorCode.of(-101)).isEqualTo(ErrorCode.NO_NODE);
        assertThat(ErrorCode.of(-127)).isEqualTo(ErrorCode.THROTTLED_OP);
        assertThat(ErrorCode.of(-126)).isEqualTo(ErrorCode.SYSTEM_ERROR);
        assertThat(ErrorCode.isKnown(-126)).isFalse();
        for (ErrorCode each : ErrorCode.values()) {
            assertThat(ErrorCode.of(each.code())).isEqualTo(each);
            assertThat(ErrorCode.isKnown(each.code())).isTrue();
        }
    }

    @Test
    void clientsMaySendExactlyTheseOperations() {
        List<Integer> accepted = IntStream.rangeClosed(-300, 300)
                .filter(OpCode::isClientRequest)
                .boxed()
                .toList();
        assertThat(accepted)
                .containsExactly(
                        -11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 100, 101, 102, 103,
                        104, 105, 106, 107);
    }

    @Test
    void writesAreTheOperationsThatTakeAZxid() {
        assertThat(IntStream.rangeClosed(-300, 300)
                        .filter(OpCode::isWrite)
                        .boxed()
                        .toList())
                .containsExactly(-11, -10, 1, 2, 5, 7, 14, 15, 16, 19, 20, 21);
    }

    @Test
    void everyKnownRequestHasAName() {
        for (int op = -300; op <= 300; op++) {
            if (RequestCodec.isKnown(op)) {
                assertThat(OpCode.name(op)).doesNotContain("unknown");
            }
        }
        assertThat(OpCode.name(10)).isEqualTo("unknown(10)");
    }

    @Test
    void flagsSayWhatIsCreated() {
        List<String> kinds = new ArrayList<>();
        for (int flags = -1; flags <= 7; flags++) {
            kinds.add((CreateFlags.isValid(flags) ? "v" : "")
                    + (CreateFlags.isEphemeral(flags) ? "e" : "")
                    + (CreateFlags.isSequential(flags) ? "s" : "")
                    + (CreateFlags.isContainer(flags) ? "c" : "")
                    + (CreateFlags.isTtl(flags) ? "t" : ""));
        }
        assertThat(kinds).containsExactly("", "v", "ve", "vs", "ves", "vc", "vt", "vst", "");
    }
}
