package io.quorate.txnlog;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. All positions are absolute, in bytes; there is no cursor. Owned by one thread. */
public interface DiskFile extends Closeable {
    /** The length in bytes. */
    long size() throws IOException;

    /**
     * Reads once into the remaining space of a buffer.
     *
     * @return the number of bytes read, -1 at or beyond the end of the file
     */
    int read(ByteBuffer into, long position) throws IOException;

    /**
     * Writes once from a buffer, perhaps less than all of it. Writing beyond the end makes the file longer; what lies
     * between reads as zeros.
     *
     * @return the number of bytes written
     */
    int write(ByteBuffer from, long position) throws IOException;

    /** Drops everything from {@code size} on. */
    void truncate(long size) throws IOException;

    /** Makes the file longer; the new part reads as zeros and takes no space yet except at its end. */
    void extend(long size) throws IOException;

    /**
     * Makes all bytes written so far durable, and the length (fdatasync). After a failure nothing is known about any
     * byte written since the last success, and calling again proves nothing: the system may have dropped the dirty
     * pages.
     */
    void force() throws IOException;

    /** Writes all of a buffer. On a failure a part of it may have been written. */
    default void writeFully(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += write(from, at);
        }
    }

    /**
     * Fills the remaining space of a buffer.
     *
     * @throws EOFException if the file ends before
     */
    default void readFully(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = read(into, at);
            if (count < 0) {
                throw new EOFException("file ends at byte " + at + " (expected: " + into.remaining() + " more bytes)");
            }
            at += count;
        }
    }
}
