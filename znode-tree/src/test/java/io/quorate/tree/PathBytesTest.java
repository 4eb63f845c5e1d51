package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathBytesTest {
    @Test
    void anyStringComesBackAndIsWrittenAsJuteWritesIt() {
        Random random = new Random(31);
        for (int round = 0; round < 2000; round++) {
            int limit = new int[] {0x80, 0x800, 0x10000}[random.nextInt(3)];
            StringBuilder builder = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                builder.append((char) random.nextInt(limit));
            }
            String text = builder.toString();
            byte[] bytes = PathBytes.of(text, 0, text.length());
            assertThat(PathBytes.decode(bytes, 0, bytes.length)).isEqualTo(text);
            assertThat(bytes).isEqualTo(asJute(text));
        }
    }

    private static byte[] asJute(String text) {
        ByteBuf out = Unpooled.buffer();
        new JuteWriter(out).writeString(text);
        byte[] withLength = ByteBufUtil.getBytes(out);
        return Arrays.copyOfRange(withLength, Integer.BYTES, withLength.length);
    }

    @Test
    void encodesPartsIntoRoomThatMustSuffice() {
        byte[] room = new byte[4];
        assertThat(PathBytes.encode("xabcdy", 1, 5, room)).isEqualTo(4);
        assertThat(room).containsExactly('a', 'b', 'c', 'd');
        assertThat(PathBytes.encode("abcde", 0, 5, room)).isEqualTo(-1);
        assertThat(PathBytes.encode("aéb", 0, 3, room)).isEqualTo(4);
        assertThat(PathBytes.encode("aééé", 0, 4, room)).isEqualTo(-1);
        assertThat(PathBytes.encode("€a", 0, 2, room)).isEqualTo(4);
        assertThat(PathBytes.encode("ab€", 0, 3, room)).isEqualTo(-1);
    }
}
