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
 * <p>Order, each step durable before the next: snapshots after the zxid go, for they contain what is to be dropped (hazard S9);
 * the {@link DurableMark} is lowered; later logs go, newest first, so that no gap ever shows; the log with the zxid is cut behind the
 * last record up to it. A crash in between leaves a directory that still has a part of what was to be dropped; it recovers, and the
 * server is told to cut again.
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
        checkBase(disk, dirs, zxid, last);
        deleteSnapshotsAfter(disk, dirs, zxid);
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
    }

    private static void checkBase(Disk disk, DataDirs dirs, long zxid, DataFileName last) throws IOException {
        List<DataFileName> snapshots = DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT);
        boolean base = last != null && Recovery.isBeginning(DataFileName.list(disk, dirs.logDir(), DataFileName.LOG));
        for (int i = snapshots.size() - 1; i >= 0 && !base; i--) {
            base = snapshots.get(i).zxid() <= zxid && isUsable(disk, dirs, snapshots.get(i), zxid);
        }
        if (!base) {
            throw new TxnLogException(
                    dirs.snapDir(),
                    "cannot be cut back to zxid " + Zxid.toText(zxid) + ": no whole snapshot up to it among "
                            + snapshots,
                    "Move this server's version-2 directories away and let it copy everything from the ensemble");
        }
    }

    /** Whether a snapshot is whole and holds nothing of later transactions, as a fuzzy one may. */
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
