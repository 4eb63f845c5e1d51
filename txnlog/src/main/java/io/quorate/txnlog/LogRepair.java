package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts the newest log into a state that later starts read in the same way, and makes durable what was read of it.
 *
 * <p>What a process wrote but did not force before it died is in the system's cache, and is read at the next start;
 * from then on it counts as logged, so it must be forced. A force that once failed may have left pages that the system
 * takes for clean although they are not on the medium (hazard D2): everything behind the {@link DurableMark} is
 * therefore written again before it is forced.
 */
final class LogRepair {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final Path logDir;
    private final List<String> warnings;

    LogRepair(Disk disk, DataDirs dirs, List<String> warnings) {
        this.disk = disk;
        this.logDir = dirs.logDir();
        this.warnings = warnings;
    }

    /**
     * Renames newest logs without a whole record, torn when they were made (hazard F6): the next log may need the name.
     *
     * @throws TxnLogException if such a log is damaged
     */
    void setEmptyLogsAside() throws IOException {
        List<DataFileName> logs = DataFileName.list(disk, logDir, DataFileName.LOG);
        DurableMark.Position mark = DurableMark.read(disk, logDir);
        for (int i = logs.size() - 1; i >= 0 && isEmpty(logs.get(i), mark); i--) {
            Path log = logs.get(i).in(logDir);
            Path aside = aside(log);
            disk.rename(log, aside);
            warnings.add(
                    log + ": holds no whole transaction, torn when it was begun; renamed to " + aside.getFileName());
        }
        disk.forceDirectory(logDir);
    }

    /** Makes the newest log durable up to its end, and moves the mark there. */
    void settle(Path newest, LogTail tail, long lastZxid) throws IOException {
        long logZxid = DataFileName.parse(newest.getFileName().toString()).zxid();
        DurableMark.Position mark = DurableMark.read(disk, logDir);
        boolean marked = mark != null && mark.logZxid() == logZxid;
        try (DiskFile file = disk.open(newest)) {
            if (tail.torn() != null) {
                warnings.add(newest + ": ends torn at byte " + tail.end() + " behind zxid " + Zxid.toText(lastZxid)
                        + " (" + tail.torn() + "): what followed was never acknowledged");
            }
            if (tail.mustCut()) {
                setTailAside(file, newest, tail.end());
                file.truncate(tail.end());
            }
            if (marked && mark.offset() < tail.end()) {
                writeAgain(file, mark.offset(), tail.end());
            }
            file.force();
        }
        if (!marked || mark.offset() != tail.end()) {
            DurableMark.moveTo(disk, logDir, new DurableMark.Position(logZxid, tail.end(), lastZxid))
                    .close();
        }
    }

    private boolean isEmpty(DataFileName log, DurableMark.Position mark) throws IOException {
        try (LogFileReader reader = LogFileReader.open(disk, logDir, log, mark)) {
            return reader.next() == null && reader.tail().isEmpty();
        }
    }

    /** Keeps what is cut off, up to its last byte that is not zero, for whoever wants to look at it. */
    private void setTailAside(DiskFile file, Path log, long from) throws IOException {
        Path aside = aside(log);
        if (disk.exists(aside)) {
            disk.delete(aside);
        }
        try (DiskFile copy = disk.create(aside)) {
            copy(file, from, file.size(), copy, 0);
            copy.force();
        }
        disk.forceDirectory(logDir);
    }

    private static void writeAgain(DiskFile file, long from, long to) throws IOException {
        copy(file, from, to, file, from);
    }

    private static void copy(DiskFile source, long from, long to, DiskFile target, long position) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, to - from));
        for (long at = from; at < to; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), to - at));
            source.readFully(chunk, at);
            chunk.flip();
            if (source == target || !isZero(chunk)) {
                target.writeFully(chunk, position + at - from);
            }
        }
    }

    private static boolean isZero(ByteBuffer chunk) {
        for (int i = 0; i < chunk.limit(); i++) {
            if (chunk.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Path aside(Path log) {
        return log.resolveSibling(DataFileName.TORN_PREFIX + log.getFileName());
    }
}
