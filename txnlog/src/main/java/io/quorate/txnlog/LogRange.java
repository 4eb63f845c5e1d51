package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * The logged transactions behind one zxid up to another one, for a learner that has the first and lacks the rest (spec:
 * zab-protocol §5.1). The first has to be in the log itself, and each of the others has to follow the one before it: nothing is ever
 * handed out with a hole (hazards S13, S15).
 *
 * <p>Where an epoch ends, its last zxid cannot be told from any other. A hole there comes from a snapshot that a leader sent, behind which
 * the log went on; so a snapshot that lies between two transactions is taken for one. {@link Purge} keeps each such snapshot for as
 * long as the log before it.
 *
 * <p>May be used while the newest log is appended to, if everything asked for was forced before. For one thread at a time.
 */
public final class LogRange implements Closeable {
    private final DataDirs dirs;
    private final TxnIterator log;
    /** Snapshots that are not passed yet, oldest first. */
    private final ArrayDeque<Long> snapshots;

    private final long through;
    private long last;

    private LogRange(DataDirs dirs, TxnIterator log, ArrayDeque<Long> snapshots, long after, long through) {
        this.dirs = dirs;
        this.log = log;
        this.snapshots = snapshots;
        this.last = after;
        this.through = through;
    }

    /**
     * The transactions with {@code after < zxid <= through}.
     *
     * @throws TxnLogException if {@code after} is not in the log
     */
    public static LogRange open(Disk disk, DataDirs dirs, long after, long through) throws IOException {
        TxnIterator log = TxnIterator.open(disk, dirs.logDir(), after, through);
        try {
            TxnRecord first = log.next();
            if (first == null || first.zxid() != after) {
                throw missing(dirs, after, first == null ? "its end" : "zxid " + Zxid.toText(first.zxid()));
            }
            return new LogRange(dirs, log, snapshotsBetween(disk, dirs, after, through), after, through);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /**
     * As {@link #open}; and also behind the zxid with which an epoch begins, which no transaction has: then what follows has to be the
     * first transaction of that epoch.
     */
    public static LogRange openBehind(Disk disk, DataDirs dirs, long after, long through) throws IOException {
        if (Zxid.counter(after) != 0) {
            return open(disk, dirs, after, through);
        }
        ArrayDeque<Long> snapshots = snapshotsBetween(disk, dirs, after, through);
        return new LogRange(dirs, TxnIterator.open(disk, dirs.logDir(), after + 1, through), snapshots, after, through);
    }

    private static TxnLogException missing(DataDirs dirs, long zxid, String found) {
        return new TxnLogException(
                dirs.logDir(),
                "the log has no zxid " + Zxid.toText(zxid) + " (found: " + found + ")",
                "Nothing is to be done; the learner is sent a snapshot");
    }

    /**
     * The next transaction; null behind the last.
     *
     * @throws TxnLogException if the log is damaged, or a transaction is missing
     */
    public TxnRecord next() throws IOException {
        if (last == through) {
            return null;
        }
        TxnRecord record = log.next();
        if (record == null) {
            throw missing(dirs, through, "its end behind zxid " + Zxid.toText(last));
        }
        if (Zxid.counter(last) == 0 && record.zxid() != last + 1) {
            throw missing(dirs, last + 1, "zxid " + Zxid.toText(record.zxid()));
        }
        while (!snapshots.isEmpty() && snapshots.peekFirst() <= record.zxid()) {
            long snapshot = snapshots.pollFirst();
            if (last < snapshot && snapshot < record.zxid()) {
                throw missing(dirs, snapshot, "zxid " + Zxid.toText(record.zxid()) + " behind " + Zxid.toText(last));
            }
        }
        last = record.zxid();
        return record;
    }

    /**
     * Reads the whole range and says why it is not to be sent; null if it is.
     *
     * @param share what the newest snapshot's length is multiplied with to get the longest range that is to be sent; 0: no limit
     */
    public static String objection(Disk disk, DataDirs dirs, long after, long through, double share)
            throws IOException {
        long bytesMax = share == 0 ? Long.MAX_VALUE : (long) (share * newestSnapshotBytes(disk, dirs));
        try (LogRange range = open(disk, dirs, after, through)) {
            long bytes = 0;
            for (TxnRecord record = range.next(); record != null; record = range.next()) {
                bytes += record.bytes().length + LogFormat.FRAME_BYTES;
                if (bytes > bytesMax) {
                    return "the log behind zxid " + Zxid.toText(after) + " is longer than " + bytesMax + " bytes";
                }
            }
            return null;
        } catch (TxnLogException e) {
            return e.getMessage();
        }
    }

    private static long newestSnapshotBytes(Disk disk, DataDirs dirs) throws IOException {
        FileSnap.Newest newest = FileSnap.newest(disk, dirs);
        return newest == null ? 0 : disk.size(newest.path());
    }

    /** Those that may lie between two of the transactions; there may be thousands of others. */
    private static ArrayDeque<Long> snapshotsBetween(Disk disk, DataDirs dirs, long after, long through)
            throws IOException {
        ArrayDeque<Long> between = new ArrayDeque<>();
        for (DataFileName name : DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT)) {
            if (after < name.zxid() && name.zxid() < through) {
                between.add(name.zxid());
            }
        }
        return between;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
