package io.quorate.jute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class JuteReaderTest {
    @Test
    void numbersAreBigEndian() {
        ByteBuf buffer = Unpooled.buffer();
        JuteWriter out = new JuteWriter(buffer);
        out.writeByte(-2);
        out.writeBool(true);
        out.writeBool(false);
        out.writeInt(0x01020304);
        out.writeLong(0x0102030405060708L);
        byte[] bytes = buffer.copy().array();
        assertThat(bytes).startsWith(-2, 1, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8);
        JuteReader in = new JuteReader(buffer);
        assertThat(in.readByte()).isEqualTo((byte) -2);
        assertThat(in.readBool()).isTrue();
        assertThat(in.readBool()).isFalse();
        assertThat(in.peekInt()).isEqualTo(0x01020304);
        assertThat(in.readInt()).isEqualTo(0x01020304);
        assertThat(in.position()).isEqualTo(7);
        assertThat(in.remaining()).isEqualTo(8);
        assertThat(in.readLong()).isEqualTo(0x0102030405060708L);
        assertThat(in.hasRemaining()).isFalse();
    }

    @Test
    void anyByteButZeroIsTrue() {
        for (int value = 1; value < 256; value++) {
            assertThat(JuteReader.of(new byte[] {(byte) value}).readBool()).isTrue();
        }
    }

    @Test
    void nullAndEmptyDiffer() {
        byte[] bytes = encode(out -> {
            out.writeBuffer(null);
            out.writeBuffer(new byte[0]);
            out.writeString(null);
            out.writeString("");
            out.writeStrings(null);
            out.writeStrings(List.of());
        });
        JuteReader in = JuteReader.of(bytes);
        assertThat(in.readBuffer()).isNull();
        assertThat(in.readBuffer()).isEmpty();
        assertThat(in.readString()).isNull();
        assertThat(in.readString()).isEmpty();
        assertThat(in.readVector(JuteReader::readString)).isNull();
        assertThat(in.readVector(JuteReader::readString)).isEmpty();
    }

    @Test
    void vectorsMayHoldNullsAndCannotBeChanged() {
        byte[] bytes = encode(out -> out.writeStrings(Arrays.asList("a", null, "")));
        List<String> list = JuteReader.of(bytes).readStrings("names");
        assertThat(list).containsExactly("a", null, "").isUnmodifiable();
    }

    @Test
    void aNestedReaderSeesItsBufferOnly() {
        byte[] bytes = encode(out -> {
            out.writeBuffer(new byte[] {0, 0, 0, 7, 9, 9});
            out.writeInt(5);
        });
        JuteReader in = JuteReader.of(bytes);
        JuteReader nested = in.readNested("record");
        assertThat(nested.readInt()).isEqualTo(7);
        assertThat(failure(nested, JuteReader::readInt).isTruncated()).isTrue();
        assertThat(in.readInt()).isEqualTo(5);
        assertThat(JuteReader.of(encode(out -> out.writeBuffer(null))).readNested("record"))
                .isNull();
    }

    @Test
    void theLengthLimitIsExact() {
        byte[] atLimit = encode(out -> out.writeBuffer(new byte[10]));
        byte[] above = encode(out -> out.writeBuffer(new byte[11]));
        assertThat(new JuteReader(Unpooled.wrappedBuffer(atLimit), 10).readBuffer())
                .hasSize(10);
        MalformedRecordException failure =
                failure(new JuteReader(Unpooled.wrappedBuffer(above), 10), in -> in.readBuffer("data"));
        assertThat(failure).hasMessage("data: length 11 before byte 4 (expected: -1 to 10)");
        assertThat(failure.isTruncated()).isFalse();
        assertThat(JuteLimits.DEFAULT_LENGTH_LIMIT).isEqualTo(2097150);
        assertThat(JuteLimits.lengthLimit(100, 0)).isEqualTo(1124);
        assertThat(JuteLimits.lengthLimit(Integer.MAX_VALUE, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void failuresNameFieldValueAndExpectation() {
        assertThat(failure(JuteReader.of(new byte[] {1, 2}), in -> in.readInt("header.xid")))
                .hasMessage("header.xid: 2 bytes left at byte 0 (expected: 4)");
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(-2))), in -> in.readString("path")))
                .hasMessage("path: length -2 before byte 4 (expected: -1 to 2097150)");
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(7))), in -> in.readString("path")))
                .hasMessage("path: length 7 before byte 4 (expected: at most the 0 bytes left)");
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(-7))), in -> in.readStrings("names")))
                .hasMessage("names: count -7 before byte 4 (expected: >= -1)");
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(1 << 30))), in -> in.readStrings("names")))
                .hasMessage("names: count 1073741824 before byte 4 (expected: at most the 0 bytes left)");
    }

    @Test
    void failuresAreCheap() {
        MalformedRecordException failure = failure(JuteReader.of(new byte[0]), JuteReader::readInt);
        assertThat(failure.getStackTrace()).isEmpty();
        failure.addSuppressed(new IllegalStateException());
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void onlyMissingBytesCountAsTruncation() {
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(9))), JuteReader::readBuffer)
                        .isTruncated())
                .isTrue();
        assertThat(failure(JuteReader.of(encode(out -> out.writeInt(-9))), JuteReader::readBuffer)
                        .isTruncated())
                .isFalse();
    }

    private static byte[] encode(Consumer<JuteWriter> body) {
        ByteBuf buffer = Unpooled.buffer();
        body.accept(new JuteWriter(buffer));
        return buffer.copy().array();
    }

    private static MalformedRecordException failure(JuteReader in, Function<JuteReader, Object> read) {
        return catchThrowableOfType(MalformedRecordException.class, () -> read.apply(in));
    }
}
