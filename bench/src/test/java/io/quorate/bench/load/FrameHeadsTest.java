package io.quorate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameHeadsTest {
    private final List<String> heads = new ArrayList<>();
    private final FrameHeads frames = new FrameHeads(this::note);

    @Test
    void headsDoNotDependOnWhereTheStreamIsCut() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            heads.clear();
            List<String> expected = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = 0; i < 50; i++) {
                int length = random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(24);
                stream.writeInt(length);
                for (int j = 0; j < length; j++) {
                    stream.writeByte(i);
                }
                expected.add(length + ":" + ("" + i + ",").repeat(Math.min(length, 16)));
            }
            while (stream.isReadable()) {
                frames.feed(stream.readSlice(Math.min(1 + random.nextInt(60), stream.readableBytes())));
            }
            assertThat(heads).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void aLengthThatCannotBeOneIsRefused() {
        ByteBuf negative = Unpooled.buffer().writeInt(-1);

        assertThatThrownBy(() -> frames.feed(negative))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("frame length: -1");
    }

    private void note(int length, ByteBuf head, int at) {
        assertThat(head.getInt(at)).isEqualTo(length);
        StringBuilder bytes = new StringBuilder(length + ":");
        for (int i = 0; i < Math.min(length, FrameHeads.HEAD_BYTES - 4); i++) {
            bytes.append(head.getByte(at + 4 + i)).append(',');
        }
        heads.add(bytes.toString());
    }
}
