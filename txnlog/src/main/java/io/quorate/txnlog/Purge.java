package io.quorate.txnlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Removes snapshots and logs that no start needs any more (spec: storage-format §6).
 *
 * <p>Only snapshots that turn out to be whole are counted as kept (ZOOKEEPER-3231), so it reads the newest ones in
 * full. Of the logs it keeps all from the newest one that begins at or before the oldest kept snapshot. May run while
 * the log is appended to and snapshots are saved, on one thread at a time.
 */
public final class Purge {
    /** Fewer are never kept. */
    public static final int RETAIN_COUNT_MIN = 3;

    private Purge() {}

    /**
     * Keeps the newest snapshots and what a recovery from the oldest of them needs.
     *
     * @param retainCount {@code autopurge.snapRetainCount}
     * @return the files removed
     */
    public static List<Path> run(Disk disk, DataDirs dirs, int retainCount) throws IOException {
        if (retainCount < RETAIN_COUNT_MIN) {
            throw new IllegalArgumentException(
                    "retainCount: " + retainCount + " (expected: >= " + RETAIN_COUNT_MIN + ")");
        }
        List<DataFileName> snapshots = DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT);
        DataFileName oldestKept = oldestKept(disk, dirs, snapshots, retainCount);
        if (oldestKept == null) {
            return List.of();
        }
        long keptZxid = oldestKept.zxid();
        List<Path> removed = new ArrayList<>();
        for (DataFileName snapshot : snapshots) {
            if (snapshot.zxid() < keptZxid) {
                remove(disk, snapshot.in(dirs.snapDir()), removed);
            }
        }
        removeLogs(disk, dirs, keptZxid, removed);
        return removed;
    }

    /** Null if there are not that many whole snapshots: then nothing is to go. */
    private static DataFileName oldestKept(Disk disk, DataDirs dirs, List<DataFileName> snapshots, int count)
            throws IOException {
        List<DataFileName> newestFirst = new ArrayList<>(snapshots);
        Collections.reverse(newestFirst);
        int kept = 0;
        for (DataFileName snapshot : newestFirst) {
            if (isWhole(disk, dirs, snapshot) && ++kept == count) {
                return snapshot;
            }
        }
        return null;
    }

    private static boolean isWhole(Disk disk, DataDirs dirs, DataFileName snapshot) {
        try {
            SnapshotFile.check(disk, dirs.snapDir(), snapshot);
            return true;
        } catch (IOException damaged) {
            return false;
        }
    }

    private static void removeLogs(Disk disk, DataDirs dirs, long keptZxid, List<Path> removed) throws IOException {
        List<DataFileName> logs = DataFileName.list(disk, dirs.logDir(), DataFileName.LOG);
        int firstKept = TxnIterator.indexOfFileWith(logs, keptZxid);
        for (DataFileName log : logs.subList(0, firstKept)) {
            remove(disk, log.in(dirs.logDir()), removed);
        }
        for (String name : disk.list(dirs.logDir())) {
            DataFileName torn = name.startsWith(DataFileName.TORN_PREFIX)
                    ? DataFileName.parse(name.substring(DataFileName.TORN_PREFIX.length()))
                    : null;
            if (torn != null && torn.zxid() < keptZxid) {
                remove(disk, dirs.logDir().resolve(name), removed);
            }
        }
    }

    private static void remove(Disk disk, Path file, List<Path> removed) throws IOException {
        disk.delete(file);
        removed.add(file);
    }
}
