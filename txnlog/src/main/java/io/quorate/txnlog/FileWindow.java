package io.quorate.txnlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Adler32;

/** A part of a file in memory that moves to where it is asked for. The file's length is taken once, at the start. */
final class FileWindow {
    private static final int MIN_BYTES = 1 << 17;
    private static final byte[] ZEROS = new byte[1 << 13];

    private final DiskFile file;
    private final long size;
    private final Adler32 adler = new Adler32();
    private ByteBuffer bytes;
    private long start;
    private int length;

    FileWindow(DiskFile file) throws IOException {
        this.file = file;
        this.size = file.size();
        this.bytes = ByteBuffer.allocate((int) Math.min(MIN_BYTES, size));
    }

    long size() {
        return size;
    }

    int intAt(long offset) throws IOException {
        return bytes.getInt(load(offset, Integer.BYTES));
    }

    long longAt(long offset) throws IOException {
        return bytes.getLong(load(offset, Long.BYTES));
    }

    byte byteAt(long offset) throws IOException {
        return bytes.get(load(offset, 1));
    }

    byte[] copy(long offset, int count) throws IOException {
        int at = load(offset, count);
        return Arrays.copyOfRange(bytes.array(), at, at + count);
    }

    long adler(long offset, int count) throws IOException {
        int at = load(offset, count);
        adler.reset();
        adler.update(bytes.array(), at, count);
        return adler.getValue();
    }

    /**
     * Whether there are only zeros from {@code from} up to, not including, {@code to}; what lies beyond the file counts
     * as zeros.
     */
    boolean isZero(long from, long to) throws IOException {
        long end = Math.min(to, size);
        for (long at = from; at < end; ) {
            int count = (int) Math.min(ZEROS.length, end - at);
            int index = load(at, count);
            if (!Arrays.equals(bytes.array(), index, index + count, ZEROS, 0, count)) {
                return false;
            }
            at += count;
        }
        return true;
    }

    /** Brings a range into memory, which must lie in the file, and returns where it begins in the buffer. */
    private int load(long offset, int count) throws IOException {
        if (offset < 0 || offset + count > size) {
            throw new IllegalArgumentException(
                    "bytes " + offset + " to " + (offset + count) + " (expected: within 0 to " + size + ")");
        }
        if (offset < start || offset + count > start + length) {
            move(offset, count);
        }
        return (int) (offset - start);
    }

    private void move(long offset, int count) throws IOException {
        if (count > bytes.capacity()) {
            bytes = ByteBuffer.allocate(Math.max(count, 2 * MIN_BYTES));
        }
        length = 0;
        start = offset;
        int wanted = (int) Math.min(bytes.capacity(), size - offset);
        bytes.clear().limit(wanted);
        file.readFully(bytes, offset);
        length = wanted;
        bytes.clear();
    }
}
