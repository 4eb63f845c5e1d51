package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Cuts a data directory back to a zxid (TRUNC; spec: storage-format §2.6, pitfall 39).
 *
 * <p>Order, each step durable before the next: the {@link DurableMark} is lowered; later logs go, newest first; the log
 * with the zxid is cut behind the last record up to it; snapshots after the zxid go, for they contain what is to be
 * dropped (hazard S9). A crash in between leaves a directory that still has a part of what was to be dropped, without a
 * gap: the snapshots, which the logs may need to follow, go last. It recovers, and the server is told to cut again.
 */
final class LogTruncation {
    private LogTruncation() {}

    static void truncate(Disk disk, DataDirs dirs, long zxid) throws IOException {
        List<DataFileName> later = new ArrayList<>();
        DataFileName last = null;
        for (DataFileName log : DataFileName.list(disk, dirs.logDir(), DataFileName.LOG)) {
            if (log.zxid() <= zxid) {
                last = log;
            } else {
                later.add(log);
            }
        }
        long end = last == null ? 0 : endOf(disk, dirs.logDir(), last, zxid);
        lowerMark(disk, dirs.logDir(), last, end, zxid);
        Collections.reverse(later);
        for (DataFileName log : later) {
            disk.delete(log.in(dirs.logDir()));
            disk.forceDirectory(dirs.logDir());
        }
        if (last != null) {
            cut(disk, last.in(dirs.logDir()), end);
        }
        deleteSnapshotsAfter(disk, dirs, zxid);
    }

    /**
     * Fails unless a recovery after the cut would come to the zxid: there must be a whole snapshot up to it, and the
     * log from there on. Changes nothing. A zxid with counter 0 is that of a leader that took over, not of a
     * transaction.
     */
    static void checkReachable(Disk disk, DataDirs dirs, long zxid) throws IOException {
        long base = newestBase(disk, dirs, zxid);
        long last = base;
        boolean reached = base >= 0;
        try (TxnIterator log = TxnIterator.open(disk, dirs.logDir(), base + 1, zxid)) {
            for (TxnRecord record = log.next(); reached && record != null; record = log.next()) {
                reached = TxnIterator.follows(last, record.zxid());
                last = record.zxid();
            }
        }
        if (!reached || (last != zxid && Zxid.counter(zxid) != 0)) {
            throw new TxnLogException(
                    dirs.logDir(),
                    "cannot be cut back to zxid " + Zxid.toText(zxid) + ": from its snapshots and logs only zxid "
                            + Zxid.toText(last) + " is reached",
                    TxnLogException.RESYNC);
        }
    }

    /** The zxid of the newest snapshot that is whole and holds nothing of later transactions; -1 if there is none. */
    private static long newestBase(Disk disk, DataDirs dirs, long zxid) throws IOException {
        List<DataFileName> snapshots = DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT);
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            if (snapshots.get(i).zxid() <= zxid && isUsable(disk, dirs, snapshots.get(i), zxid)) {
                return snapshots.get(i).zxid();
            }
        }
        return CompleteLog.isIn(disk, dirs.logDir(), RecoveryOptions.defaults(0, true)) ? 0 : -1;
    }

    private static boolean isUsable(Disk disk, DataDirs dirs, DataFileName snapshot, long zxid) {
        try {
            return SnapshotFile.check(disk, dirs.snapDir(), snapshot).zxid() <= zxid;
        } catch (IOException damaged) {
            return false;
        }
    }

    private static void deleteSnapshotsAfter(Disk disk, DataDirs dirs, long zxid) throws IOException {
        for (DataFileName snapshot : DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT)) {
            if (snapshot.zxid() > zxid) {
                disk.delete(snapshot.in(dirs.snapDir()));
            }
        }
        disk.forceDirectory(dirs.snapDir());
    }

    /** The byte behind the last record up to a zxid. */
    private static long endOf(Disk disk, Path logDir, DataFileName log, long zxid) throws IOException {
        try (LogFileReader reader = LogFileReader.open(disk, logDir, log, null)) {
            for (TxnRecord record = reader.next(); record != null; record = reader.next()) {
                if (record.zxid() > zxid) {
                    return record.offset();
                }
            }
            return reader.tail().end();
        }
    }

    private static void lowerMark(Disk disk, Path logDir, DataFileName log, long end, long zxid) throws IOException {
        Path mark = logDir.resolve(DurableMark.NAME);
        if (log != null) {
            DurableMark.moveTo(disk, logDir, new DurableMark.Position(log.zxid(), end, zxid))
                    .close();
        } else if (disk.exists(mark)) {
            disk.delete(mark);
            disk.forceDirectory(logDir);
        }
    }

    private static void cut(Disk disk, Path log, long end) throws IOException {
        try (DiskFile file = disk.open(log)) {
            file.truncate(end);
            file.force();
        }
    }
}
