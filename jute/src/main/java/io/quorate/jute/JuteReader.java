package io.quorate.jute;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Decodes jute values from a buffer, advancing its reader index (spec: README, "Record encoding").
 *
 * <p>Every method throws {@link MalformedRecordException}, and nothing else, for input that does not decode; the reader index is
 * then unspecified. Memory is only taken for bytes that are present: a length or count beyond the input fails before
 * anything is allocated. The methods without a field name serve values that have none; those with one name it in the failure.
 *
 * <p>A thin view without state of its own; belongs to whoever owns the buffer. Reading never keeps a reference to the buffer,
 * except {@link #readNested}.
 */
public final class JuteReader {
    private static final byte[] EMPTY = new byte[0];

    /** No element of any vector in the protocols is shorter than a count or a length. */
    private static final int MIN_USUAL_ELEMENT_BYTES = 4;

    private final ByteBuf in;
    private final int lengthLimit;
    private final int start;

    /** A reader with {@link JuteLimits#DEFAULT_LENGTH_LIMIT}. */
    public JuteReader(ByteBuf in) {
        this(in, JuteLimits.DEFAULT_LENGTH_LIMIT);
    }

    /** A reader that refuses strings and buffers longer than {@code lengthLimit} bytes. */
    public JuteReader(ByteBuf in, int lengthLimit) {
        this.in = in;
        this.lengthLimit = lengthLimit;
        this.start = in.readerIndex();
    }

    /** A reader of an array, with the default limit. */
    public static JuteReader of(byte[] bytes) {
        return new JuteReader(Unpooled.wrappedBuffer(bytes));
    }

    /** Reads an array, with a bound on the strings and buffers in it. */
    public static JuteReader of(byte[] bytes, int lengthLimit) {
        return new JuteReader(Unpooled.wrappedBuffer(bytes), lengthLimit);
    }

    public boolean readBool() {
        return readBool("boolean");
    }

    /** Any byte but 0 is true. */
    public boolean readBool(String field) {
        return readByte(field) != 0;
    }

    public byte readByte() {
        return readByte("byte");
    }

    public byte readByte(String field) {
        require(field, Byte.BYTES);
        return in.readByte();
    }

    public int readInt() {
        return readInt("int");
    }

    public int readInt(String field) {
        require(field, Integer.BYTES);
        return in.readInt();
    }

    /** The next int, which stays unread. */
    public int peekInt() {
        require("int", Integer.BYTES);
        return in.getInt(in.readerIndex());
    }

    public long readLong() {
        return readLong("long");
    }

    public long readLong(String field) {
        require(field, Long.BYTES);
        return in.readLong();
    }

    public String readString() {
        return readString("ustring");
    }

    /** A string, null if its length is -1. Malformed UTF-8 reads as U+FFFD. */
    public String readString(String field) {
        int length = readLength(field);
        if (length <= 0) {
            return length < 0 ? null : "";
        }
        String text = JuteStrings.decode(in, in.readerIndex(), length);
        in.skipBytes(length);
        return text;
    }

    public byte[] readBuffer() {
        return readBuffer("buffer");
    }

    /** A buffer, null if its length is -1, in a new array (all empty buffers share one). */
    public byte[] readBuffer(String field) {
        int length = readLength(field);
        if (length <= 0) {
            return length < 0 ? null : EMPTY;
        }
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    /** A reader of the contents of a buffer, which are not copied and are skipped here; null if the buffer's length is -1. */
    public JuteReader readNested(String field) {
        int length = readLength(field);
        return length < 0 ? null : new JuteReader(in.readSlice(length), lengthLimit);
    }

    public <T> List<T> readVector(Function<JuteReader, T> element) {
        return readVector("vector", element);
    }

    /** An unmodifiable list, which may hold null elements; null if the count is -1. */
    public <T> List<T> readVector(String field, Function<JuteReader, T> element) {
        int count = readCount(field);
        if (count <= 0) {
            return count < 0 ? null : List.of();
        }
        List<T> list = new ArrayList<>(Math.min(count, remaining() / MIN_USUAL_ELEMENT_BYTES));
        for (int i = 0; i < count; i++) {
            list.add(element.apply(this));
        }
        return Collections.unmodifiableList(list);
    }

    /** An unmodifiable list of strings, which may be null; null if the count is -1. */
    public List<String> readStrings(String field) {
        return readVector(field, in -> in.readString(field));
    }

    /** All bytes that are left, in a new array. */
    public byte[] readRemaining() {
        byte[] bytes = new byte[remaining()];
        in.readBytes(bytes);
        return bytes;
    }

    public boolean hasRemaining() {
        return in.isReadable();
    }

    /** The number of bytes left. */
    public int remaining() {
        return in.readableBytes();
    }

    /** The number of bytes read since this reader was made. */
    public int position() {
        return in.readerIndex() - start;
    }

    private int readCount(String field) {
        int count = readInt(field);
        if (count < -1) {
            throw new MalformedRecordException(
                    field + ": count " + count + " before byte " + position() + " (expected: >= -1)");
        }
        if (count > remaining()) {
            throw MalformedRecordException.truncated(field + ": count " + count + " before byte " + position()
                    + " (expected: at most the " + remaining() + " bytes left)");
        }
        return count;
    }

    private int readLength(String field) {
        int length = readInt(field);
        if (length < -1 || length > lengthLimit) {
            throw new MalformedRecordException(field + ": length " + length + " before byte " + position()
                    + " (expected: -1 to " + lengthLimit + ")");
        }
        if (length > remaining()) {
            throw MalformedRecordException.truncated(field + ": length " + length + " before byte " + position()
                    + " (expected: at most the " + remaining() + " bytes left)");
        }
        return length;
    }

    private void require(String field, int bytes) {
        if (in.readableBytes() < bytes) {
            throw MalformedRecordException.truncated(
                    field + ": " + remaining() + " bytes left at byte " + position() + " (expected: " + bytes + ")");
        }
    }
}
