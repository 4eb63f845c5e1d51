package io.quorate.jute;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JuteStringsTest {
    private static final String CLEF = "\uD834\uDD1E";

    @Test
    void everyUtf16UnitIsWrittenLikeApacheDoes() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            for (String text : List.of("" + (char) c, "/a" + (char) c + "b")) {
                assertThat(write(text)).as("U+%04x", c).isEqualTo(Apache.encodeString(text));
            }
        }
    }

    @Test
    void everyCharacterButLoneSurrogatesComesBack() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x10000 ? 1 : 97) {
            String text = "/a" + Character.toString(c) + "b";
            String expected = c >= 0xD800 && c < 0xE000 ? "/a\uFFFDb" : text;
            assertThat(read(write(text))).as("U+%04x", c).isEqualTo(expected);
        }
    }

    @Test
    void aCharacterAboveTheBasicPlaneTakesSixBytes() {
        assertThat(write(CLEF))
                .isEqualTo(Unpooled.copiedBuffer(new byte[] {
                            0, 0, 0, 6, (byte) 0xED, (byte) 0xA0, (byte) 0xB4, (byte) 0xED, (byte) 0xB4, (byte) 0x9E
                        })
                        .array());
    }

    @Test
    void aCharacterAboveTheBasicPlaneIsReadFromFourBytesAndFromSix() {
        byte[] four = CLEF.getBytes(UTF_8);
        assertThat(four).hasSize(4);
        assertThat(read(withLength(four))).isEqualTo(CLEF);
        assertThat(read(write(CLEF))).isEqualTo(CLEF);
    }

    @Test
    void surrogatesInTheWrongOrderOrAloneAreReplaced() {
        assertThat(read(write("a\uDD1E\uD834b"))).isEqualTo("a\uFFFD\uFFFDb");
        assertThat(read(write("\uD834"))).isEqualTo("\uFFFD");
        assertThat(read(write("\uD834" + CLEF + "\uDD1E"))).isEqualTo("\uFFFD" + CLEF + "\uFFFD");
        assertThat(read(write("\uFFFD" + CLEF))).isEqualTo("\uFFFD" + CLEF);
    }

    @Test
    void malformedBytesReadAsTheStrictDecoderReadsThem() {
        for (long seed = 0; seed < 20_000; seed++) {
            byte[] bytes = unlikelyUtf8(new Random(seed));
            String strict = new String(bytes, UTF_8);
            assertThat(Apache.decodeString(withLength(bytes)))
                    .as("the released reader, seed %d", seed)
                    .isEqualTo(strict);
            if (!holdsSurrogatePair(bytes)) {
                assertThat(read(withLength(bytes))).as("seed %d", seed).isEqualTo(strict);
            }
        }
    }

    @Test
    void surrogatePairsAmongMalformedBytesReadAsTheirFourByteForm() {
        int pairs = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            byte[] bytes = unlikelyUtf8(new Random(seed));
            if (holdsSurrogatePair(bytes)) {
                pairs++;
                assertThat(read(withLength(bytes)))
                        .as("seed %d", seed)
                        .isEqualTo(new String(withFourByteForms(bytes), UTF_8));
            }
        }
        assertThat(pairs).isGreaterThan(100);
    }

    @Test
    void directAndHeapBuffersGetTheSameBytes() {
        for (long seed = 0; seed < 2_000; seed++) {
            String text = new Samples(seed).string();
            ByteBuf direct = Unpooled.directBuffer(1);
            new JuteWriter(direct).writeString(text);
            byte[] written = new byte[direct.readableBytes()];
            direct.getBytes(0, written);
            String read = new JuteReader(direct).readString();
            direct.release();
            assertThat(written).as("seed %d", seed).isEqualTo(write(text));
            assertThat(read).as("seed %d", seed).isEqualTo(text);
        }
    }

    @Test
    void writingLeavesNothingButTheStringBehindWhenTheBufferIsUsedAgain() {
        ByteBuf buffer = Unpooled.buffer(64).writeZero(64).clear();
        JuteWriter out = new JuteWriter(buffer);
        out.writeString("abc\u00e9");
        out.writeString("");
        out.writeString(null);
        JuteReader in = new JuteReader(buffer);
        assertThat(in.readString()).isEqualTo("abc\u00e9");
        assertThat(in.readString()).isEmpty();
        assertThat(in.readString()).isNull();
        assertThat(in.hasRemaining()).isFalse();
    }

    private static byte[] write(String text) {
        ByteBuf buffer = Unpooled.buffer(0);
        new JuteWriter(buffer).writeString(text);
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    private static String read(byte[] bytes) {
        JuteReader in = JuteReader.of(bytes);
        String text = in.readString();
        assertThat(in.hasRemaining()).isFalse();
        return text;
    }

    private static byte[] withLength(byte[] bytes) {
        return Unpooled.buffer().writeInt(bytes.length).writeBytes(bytes).copy().array();
    }

    /** Bytes of which many belong to multi-byte characters, and some to surrogate pairs. */
    private static byte[] unlikelyUtf8(Random random) {
        int[] notable = {'a', 0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xE2, 0xED, 0xA0, 0xB0, 0xF0, 0x90, 0xF4, 0xF8, 0xFF};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(6) == 0) {
                byte[] pair = write(Character.toString(0x10000 + random.nextInt(0x100000)));
                out.write(pair, 4, pair.length - 4 - (random.nextInt(3) == 0 ? 1 : 0));
            } else {
                out.write(notable[random.nextInt(notable.length)]);
            }
        }
        return out.toByteArray();
    }

    private static boolean holdsSurrogatePair(byte[] bytes) {
        return withFourByteForms(bytes).length != bytes.length;
    }

    /** Replaces every six-byte form, found on the hexadecimal text of the bytes, by the four-byte one. */
    private static byte[] withFourByteForms(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < hex.length(); ) {
            String six = hex.substring(i, Math.min(hex.length(), i + 12));
            if (six.matches("eda[0-9a-f][89ab][0-9a-f]edb[0-9a-f][89ab][0-9a-f]")) {
                String pair = "" + surrogate(six.substring(0, 6)) + surrogate(six.substring(6));
                out.append(HexFormat.of().formatHex(pair.getBytes(UTF_8)));
                i += 12;
            } else {
                out.append(hex, i, i + 2);
                i += 2;
            }
        }
        return HexFormat.of().parseHex(out);
    }

    private static char surrogate(String hex) {
        int bits = Integer.parseInt(hex, 16);
        return (char) ((bits >> 16 & 0xf) << 12 | (bits >> 8 & 0x3f) << 6 | (bits & 0x3f));
    }
}
