package io.quorate.txnlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads one log as it lies, for tools that show or mend it (spec: storage-format §2). Unlike {@link TxnIterator} it goes on behind a
 * record with a wrong checksum, as long as length and end byte are right, and asks neither the file's name nor the mark.
 */
public final class LogScan implements Closeable {
    private final DiskFile file;
    private final FileWindow window;
    private long at = LogFormat.HEADER_BYTES;
    private String torn;
    private boolean partial;

    /**
     * One record.
     *
     * @param offset where it begins, in bytes
     * @param bytes header, transaction and digest
     * @param checksum as stored
     * @param intact whether the checksum is that of the bytes
     */
    public record Entry(long offset, byte[] bytes, long checksum, boolean intact) {}

    private LogScan(Path path, DiskFile file) throws IOException {
        this.file = file;
        this.window = new FileWindow(file);
        if (window.size() < LogFormat.HEADER_BYTES || window.intAt(0) != LogFormat.MAGIC) {
            throw new TxnLogException(
                    path,
                    "no magic number \"ZKLG\" in its first " + LogFormat.HEADER_BYTES + " bytes",
                    "This is no transaction log");
        }
    }

    /**
     * Opens a log, of any name.
     *
     * @throws TxnLogException if it does not begin as a log does
     */
    public static LogScan open(Disk disk, Path path) throws IOException {
        DiskFile file = disk.openForRead(path);
        try {
            return new LogScan(path, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The version of the format that the file claims. */
    public int version() throws IOException {
        return window.intAt(Integer.BYTES);
    }

    /** The field that no server uses. */
    public long dbId() throws IOException {
        return window.longAt(2 * Integer.BYTES);
    }

    /** The next record; null at the end of the records, whatever it is that ends them. */
    public Entry next() throws IOException {
        long size = window.size();
        int length = size - at < LogFormat.PREFIX_BYTES ? 0 : window.intAt(at + Long.BYTES);
        if (length == 0) {
            if (at < size && !window.isZero(at, size)) {
                torn = LogDefect.zeroLength(at).text();
            }
            return null;
        }
        long end = at + LogFormat.PREFIX_BYTES + length;
        if (length < LogFormat.MIN_TXN_BYTES) {
            torn = LogDefect.tooShort(at, length).text();
            return null;
        }
        if (end >= size) {
            torn = LogDefect.cutOff(length, size).text();
            return null;
        }
        if (window.byteAt(end) != LogFormat.END_BYTE) {
            torn = LogDefect.noEndByte(end, window.byteAt(end)).text();
            partial = true;
            return null;
        }
        long checksum = window.longAt(at);
        long found = window.adler(at + LogFormat.PREFIX_BYTES, length);
        Entry entry = new Entry(at, window.copy(at + LogFormat.PREFIX_BYTES, length), checksum, found == checksum);
        at = end + 1;
        return entry;
    }

    /** What is wrong where the records end; null if only zeros follow, or nothing. */
    public String torn() {
        return torn;
    }

    /** Whether the records end with one whose last byte is not there, or another. */
    public boolean endsInPartialRecord() {
        return partial;
    }

    /** The byte behind the last record that was read. */
    public long position() {
        return at;
    }

    /** The length of the file in bytes, padding included. */
    public long size() {
        return window.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
