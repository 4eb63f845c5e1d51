package io.quorate.jute.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Apache;
import io.quorate.jute.Hex;
import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.Samples;
import java.util.List;
import org.apache.zookeeper.proto.SetWatches;
import org.junit.jupiter.api.Test;

class CodecTest {
    @Test
    void exactlyTheKnownOperationsAreRead() {
        byte[] zeros = new byte[200];
        for (int op = -300; op <= 300; op++) {
            int opCode = op;
            if (RequestCodec.isKnown(op) && op != OpCode.MULTI && op != OpCode.MULTI_READ) {
                assertThat(RequestCodec.read(op, JuteReader.of(zeros)))
                        .as(OpCode.name(op))
                        .isNotNull();
            } else if (!RequestCodec.isKnown(op)) {
                assertThatThrownBy(() -> RequestCodec.read(opCode, JuteReader.of(zeros)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(String.valueOf(op));
            }
        }
    }

    @Test
    void everyRequestThatAClientMaySendHasAResponse() {
        byte[] zeros = new byte[200];
        for (int op = -300; op <= 300; op++) {
            if (OpCode.isClientRequest(op) && op != OpCode.MULTI && op != OpCode.MULTI_READ) {
                assertThat(ResponseCodec.read(op, JuteReader.of(zeros)))
                        .as(OpCode.name(op))
                        .isNotNull();
            }
        }
        assertThat(ResponseCodec.read(OpCode.MULTI, JuteReader.of(MultiHeader.END.toBytes())))
                .isEqualTo(new MultiResponse(List.of()));
        assertThatThrownBy(() -> ResponseCodec.read(OpCode.ERROR, JuteReader.of(zeros)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bytesBeyondABodyAreLeft() {
        JuteReader in = JuteReader.of(Hex.bytes("00000002 2f61 00000001 aabb"));
        assertThat(RequestCodec.read(OpCode.DELETE, in)).isEqualTo(new DeleteRequest("/a", 1));
        assertThat(in.remaining()).isEqualTo(2);
    }

    @Test
    void aBodyThatIsTooShortNamesItsField() {
        assertThatThrownBy(
                        () -> RequestCodec.read(OpCode.SET_DATA, JuteReader.of(Hex.bytes("00000002 2f61 00000000 00"))))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("setDataRequest.version: 1 bytes left at byte 10 (expected: 4)");
    }

    @Test
    void anEventSeenOnTheWire() {
        byte[] seen = Hex.bytes("ffffffff 0000000000000019 00000000 00000003 00000003 00000002 2f61");
        JuteReader in = JuteReader.of(seen);
        assertThat(ReplyHeader.read(in)).isEqualTo(new ReplyHeader(-1, 0x19, 0));
        assertThat(WatcherEvent.read(in))
                .isEqualTo(new WatcherEvent(WatcherEvent.NODE_DATA_CHANGED, WatcherEvent.SYNC_CONNECTED, "/a"));
        assertThat(Hex.text(new WatcherEvent(3, 3, "/a").toBytes()))
                .isEqualTo(Hex.text(seen).substring(32));
    }

    @Test
    void theOldSetWatchesHasThreeLists() {
        for (long seed = 0; seed < 300; seed++) {
            SetWatchesRequest five = new Samples(seed).record(SetWatchesRequest.class);
            SetWatchesRequest three =
                    new SetWatchesRequest(five.relativeZxid(), five.data(), five.exist(), five.child());
            byte[] bytes = three.toBytes();
            assertThat(Apache.values(Apache.decode(SetWatches.class, bytes)))
                    .as("seed %d", seed)
                    .isEqualTo(Apache.values(three).subList(0, 4));
            assertThat(RequestCodec.read(OpCode.SET_WATCHES, JuteReader.of(bytes)))
                    .as("seed %d", seed)
                    .isEqualTo(three);
            assertThat(RequestCodec.read(OpCode.SET_WATCHES2, JuteReader.of(five.toBytes())))
                    .as("seed %d", seed)
                    .isEqualTo(five);
        }
    }

    @Test
    void watchListsThatAreNullReadAsEmpty() {
        String nulls = "0000000000000005" + "ffffffff".repeat(5);
        assertThat(RequestCodec.read(OpCode.SET_WATCHES2, JuteReader.of(Hex.bytes(nulls))))
                .isEqualTo(new SetWatchesRequest(5, List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThatThrownBy(() -> new SetWatchesRequest(5, List.of(), List.of(), List.of(), null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bodilessRecordsTakeNoBytes() {
        assertThat(EmptyRequest.INSTANCE.toBytes()).isEmpty();
        assertThat(EmptyResponse.INSTANCE.toBytes()).isEmpty();
        assertThat(new CreateSessionRequest(10000).toBytes()).isEqualTo(Hex.bytes("00002710"));
        assertThat(RequestCodec.read(OpCode.CREATE_SESSION, JuteReader.of(Hex.bytes("00002710"))))
                .isEqualTo(new CreateSessionRequest(10000));
    }
}
