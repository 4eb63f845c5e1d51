package io.quorate.jute;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Encodes jute values at the writer index of a buffer, which grows as needed (spec: README, "Record encoding").
 *
 * <p>A thin view without state of its own; belongs to whoever owns the buffer.
 */
public final class JuteWriter {
    private static final int NULL = -1;

    private final ByteBuf out;

    public JuteWriter(ByteBuf out) {
        this.out = out;
    }

    public void writeBool(boolean value) {
        out.writeByte(value ? 1 : 0);
    }

    public void writeByte(int value) {
        out.writeByte(value);
    }

    public void writeInt(int value) {
        out.writeInt(value);
    }

    public void writeLong(long value) {
        out.writeLong(value);
    }

    /** A string, or null. Characters above U+FFFF come out as two 3-byte surrogates. */
    public void writeString(String value) {
        if (value == null) {
            out.writeInt(NULL);
        } else {
            JuteStrings.write(out, value);
        }
    }

    /** A buffer, or null; the two differ from an empty one. */
    public void writeBuffer(byte[] value) {
        if (value == null) {
            out.writeInt(NULL);
        } else {
            writeBuffer(value, 0, value.length);
        }
    }

    /** Part of an array as a buffer. Also writes a string whose UTF-8 bytes, without characters above U+FFFF, are at hand. */
    public void writeBuffer(byte[] source, int offset, int length) {
        out.ensureWritable(Integer.BYTES + length);
        out.writeInt(length);
        out.writeBytes(source, offset, length);
    }

    /** Bytes as they are, without a length. */
    public void writeRaw(byte[] source, int offset, int length) {
        out.writeBytes(source, offset, length);
    }

    /** A count and the elements, or null; the given function writes one element. */
    public <T> void writeVector(List<T> list, BiConsumer<JuteWriter, ? super T> element) {
        if (list == null) {
            out.writeInt(NULL);
            return;
        }
        out.writeInt(list.size());
        for (T each : list) {
            element.accept(this, each);
        }
    }

    /** A count and records, or null. */
    public void writeVector(List<? extends JuteRecord> list) {
        writeVector(list, (out, record) -> record.write(out));
    }

    /** A count and strings, or null. */
    public void writeStrings(List<String> list) {
        writeVector(list, JuteWriter::writeString);
    }

    /** A record as a buffer: its length, then its encoding. */
    public void writeNested(JuteRecord record) {
        int at = out.writerIndex();
        out.writeInt(0);
        record.write(this);
        out.setInt(at, out.writerIndex() - at - Integer.BYTES);
    }

    /** The buffer written to, for framing and for raw bytes. */
    public ByteBuf buffer() {
        return out;
    }
}
