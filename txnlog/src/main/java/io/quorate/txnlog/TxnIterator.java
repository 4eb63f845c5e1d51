package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The transactions in the logs of a directory, in order (spec: storage-format §2.4, §3.1).
 *
 * <p>Each must follow the one before: the next counter of the same epoch, or the first of a later epoch. A gap is
 * damage, whether inside a file or between two (hazard F2). A zxid that was already seen is skipped and counted: Apache
 * leaders reuse one for a request that did not decode, and a learner may be sent a transaction twice.
 *
 * <p>May be used while the newest log is appended to, if it is not asked for more than was forced when it was opened.
 */
public final class TxnIterator implements Closeable {
    private static final String REMEDY = "Put missing logs back if there are any. Otherwise: " + TxnLogException.RESYNC;

    private final Disk disk;
    private final Path logDir;
    private final List<DataFileName> files;
    private final DurableMark.Position mark;
    private final long from;
    private final long to;
    private int nextFile;
    private LogFileReader reader;
    private boolean firstOfFile;
    private TxnRecord previous;
    private String previousFile = "";
    private boolean done;
    private int filesRead;
    private int repeated;

    private TxnIterator(Disk disk, Path logDir, long from, long to) throws IOException {
        this.disk = disk;
        this.logDir = logDir;
        this.files = DataFileName.list(disk, logDir, DataFileName.LOG);
        this.mark = DurableMark.read(disk, logDir);
        this.from = from;
        this.to = to;
        this.nextFile = indexOfFileWith(files, from);
    }

    /**
     * The transactions with {@code from <= zxid <= to}. Whether the first one is {@code from} is for the caller to see:
     * the logs may begin later.
     */
    public static TxnIterator open(Disk disk, Path logDir, long from, long to) throws IOException {
        return new TxnIterator(disk, logDir, from, to);
    }

    /**
     * The length in bytes of the file with a zxid and of all later ones, padding included: what {@code
     * snapshotSizeFactor} limits.
     */
    public static long bytesOfFilesFrom(Disk disk, Path logDir, long zxid) throws IOException {
        List<DataFileName> files = DataFileName.list(disk, logDir, DataFileName.LOG);
        long bytes = 0;
        for (DataFileName file : files.subList(indexOfFileWith(files, zxid), files.size())) {
            bytes += disk.size(file.in(logDir));
        }
        return bytes;
    }

    /** The newest of the given files that begins at or before a zxid; 0 if there is none. */
    static int indexOfFileWith(List<DataFileName> files, long zxid) {
        int index = 0;
        for (int i = 0; i < files.size() && files.get(i).zxid() <= zxid; i++) {
            index = i;
        }
        return index;
    }

    /**
     * The next transaction, null if there is no further one.
     *
     * @throws TxnLogException if a log is damaged or a transaction is missing
     */
    public TxnRecord next() throws IOException {
        while (!done) {
            TxnRecord record = nextOfAnyFile();
            if (record == null || record.zxid() > to) {
                done = true;
            } else if (record.zxid() >= from && isNew(record)) {
                previous = record;
                previousFile = reader.path().toString();
                done = record.zxid() == to;
                return record;
            }
        }
        return null;
    }

    /** How many files were opened. */
    public int filesRead() {
        return filesRead;
    }

    /** How many records were skipped because their zxid had been seen. */
    public int repeated() {
        return repeated;
    }

    /** The file that was read last, null if there is none. */
    Path lastFile() {
        return reader == null ? null : reader.path();
    }

    /** How the file that was read last ends; null if it was not read to its end. */
    LogTail lastTail() {
        return reader == null ? null : reader.tail();
    }

    private TxnRecord nextOfAnyFile() throws IOException {
        while (true) {
            TxnRecord record = reader == null ? null : reader.next();
            if (record != null) {
                checkName(record);
                return record;
            }
            if (nextFile == files.size()) {
                return null;
            }
            openNext();
        }
    }

    private void openNext() throws IOException {
        close();
        if (reader != null
                && reader.tail().torn() != null
                && previousFile.equals(reader.path().toString())) {
            previousFile += " (which ends at byte " + reader.tail().end() + ": "
                    + reader.tail().torn() + ")";
        }
        reader = LogFileReader.open(disk, logDir, files.get(nextFile++), mark);
        firstOfFile = true;
        filesRead++;
    }

    private void checkName(TxnRecord record) throws TxnLogException {
        if (firstOfFile && !DataFileName.log(record.zxid()).equals(files.get(nextFile - 1))) {
            throw new TxnLogException(
                    reader.path(),
                    record.offset(),
                    "first zxid " + Zxid.toText(record.zxid()) + " (expected: the zxid in the file's name)",
                    "Give the file its right name back");
        }
        firstOfFile = false;
    }

    private boolean isNew(TxnRecord record) throws TxnLogException {
        if (previous == null || follows(previous.zxid(), record.zxid())) {
            return true;
        }
        if (record.zxid() > previous.zxid()) {
            throw gap(record);
        }
        repeated++;
        return false;
    }

    /** Whether a zxid is the next one that a leader hands out after another, or the first of a later leader. */
    static boolean follows(long previous, long zxid) {
        return Zxid.epoch(zxid) == Zxid.epoch(previous)
                ? zxid == previous + 1
                : Zxid.epoch(zxid) > Zxid.epoch(previous) && Zxid.counter(zxid) == 1;
    }

    private TxnLogException gap(TxnRecord record) {
        return new TxnLogException(
                reader.path(),
                record.offset(),
                "zxid " + Zxid.toText(record.zxid()) + " follows zxid " + Zxid.toText(previous.zxid()) + " of "
                        + previousFile + " (expected: the next zxid of the epoch): transactions are missing",
                REMEDY);
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
