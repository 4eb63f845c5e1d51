package io.quorate.txnlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Reads the records of one log in order, and judges how they end. */
final class LogFileReader implements Closeable {
    /**
     * Records longer than this have their end byte looked at before their bytes are loaded: the length may be nonsense.
     */
    private static final int LARGE_BYTES = 1 << 16;

    private static final int PREFIX = LogFormat.PREFIX_BYTES;

    private final Path path;
    private final DurableMark.Position mark;
    private final DiskFile file;
    private final FileWindow window;
    private long at = LogFormat.HEADER_BYTES;
    private long lastZxid;
    private LogTail tail;

    private LogFileReader(Path path, DurableMark.Position mark, DiskFile file) throws IOException {
        this.path = path;
        this.mark = mark;
        this.file = file;
        this.window = new FileWindow(file);
        checkHeader();
    }

    /** @param mark null if the directory has none */
    static LogFileReader open(Disk disk, Path logDir, DataFileName name, DurableMark.Position mark) throws IOException {
        boolean marked = mark != null && mark.logZxid() == name.zxid();
        Path path = name.in(logDir);
        DiskFile file = disk.openForRead(path);
        try {
            return new LogFileReader(path, marked ? mark : null, file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** How the records end; null until {@link #next} has returned null. */
    LogTail tail() {
        return tail;
    }

    /**
     * The next record, null at the end.
     *
     * @throws TxnLogException if a record is damaged
     */
    TxnRecord next() throws IOException {
        if (tail != null) {
            return null;
        }
        long size = window.size();
        int length = size - at < PREFIX ? 0 : window.intAt(at + Long.BYTES);
        if (length == 0) {
            return end(at >= size || window.isZero(at, size) ? null : LogDefect.zeroLength(at));
        }
        if (length < 0) {
            return end(LogDefect.badLength(at, length));
        }
        return at + PREFIX + length >= size ? end(LogDefect.cutOff(length, size)) : record(length);
    }

    private TxnRecord record(int length) throws IOException {
        long body = at + PREFIX;
        long last = body + length;
        if (length <= LARGE_BYTES) {
            window.longAt(at);
        }
        if (window.byteAt(last) != LogFormat.END_BYTE) {
            return end(LogDefect.noEndByte(last, window.byteAt(last)));
        }
        long checksum = window.longAt(at);
        long found = window.adler(body, length);
        boolean hasHeader = length >= LogFormat.MIN_TXN_BYTES;
        long zxid = hasHeader ? window.longAt(body + LogFormat.ZXID_OFFSET) : -1;
        if (found != checksum) {
            return end(LogDefect.badChecksum(last, zxid, checksum, found));
        }
        if (!hasHeader) {
            return end(LogDefect.tooShort(last, length));
        }
        TxnRecord record = new TxnRecord(zxid, window.copy(body, length), at);
        at = last + 1;
        lastZxid = zxid;
        return record;
    }

    private TxnRecord end(LogDefect defect) throws IOException {
        TailCheck check = new TailCheck(path, file, window, lastZxid);
        tail = defect == null ? check.clean(at, mark) : check.judge(at, defect, mark);
        return null;
    }

    /** A file without a header has no records: it was made, and the power went before its first sector was written. */
    private void checkHeader() throws IOException {
        long size = window.size();
        if (size < LogFormat.HEADER_BYTES || window.isZero(0, size)) {
            tail = new LogTail(0, "no header", false);
        } else if (window.intAt(0) != LogFormat.MAGIC) {
            throw new TxnLogException(
                    path,
                    0,
                    "magic number " + Integer.toHexString(window.intAt(0)) + " (expected: "
                            + Integer.toHexString(LogFormat.MAGIC) + ", \"ZKLG\")",
                    "This is no transaction log, or it is damaged. Remove it if it does not belong here; else: "
                            + TxnLogException.RESYNC);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
