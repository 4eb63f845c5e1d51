package io.quorate.txnlog;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Tells the torn tail of a log, which is normal after a power cut, from rot, which is not (hazard D3; spec:
 * storage-format §2.4).
 *
 * <p>What decides, in this order:
 *
 * <ol>
 *   <li>Damage before the {@link DurableMark} is rot: those bytes were forced.
 *   <li>Damage behind the mark that lost sectors explain is a torn tail, even if whole records follow it. A power cut
 *       keeps any subset of the sectors of a batch; a lost one reads as it did before the batch, as zeros.
 *   <li>Otherwise, if a whole record follows, the damage is rot: somebody wrote behind it.
 *   <li>Otherwise, if a write cut short leaves such an end, it is a torn tail. A wrong checksum with the right end byte
 *       is not of that kind.
 * </ol>
 *
 * <p>Limits. Without a mark (a log of Apache ZooKeeper, or any but the newest log) rot in the very last record that
 * also hits its length or end byte is taken for a torn tail, as Apache does; losing a record in the middle of the logs
 * then shows as a gap of zxids. With a mark that a power cut left behind, rot behind it that leaves a whole sector of
 * zeros is taken for a torn tail.
 */
final class TailCheck {
    /** A medium writes all of these bytes or none, aligned in the file. */
    private static final int SECTOR_BYTES = 512;

    private static final String REMEDY =
            "Records that may have been acknowledged are damaged. " + TxnLogException.RESYNC;

    private final Path path;
    private final DiskFile file;
    private final FileWindow window;
    private final long lastZxid;

    /** @param lastZxid the last zxid before the damage, 0 if there is none */
    TailCheck(Path path, DiskFile file, FileWindow window, long lastZxid) {
        this.path = path;
        this.file = file;
        this.window = window;
        this.lastZxid = lastZxid;
    }

    /** The clean end of a log. */
    LogTail clean(long at, DurableMark.Position mark) throws TxnLogException {
        checkMark(at, "log ends", mark);
        return LogTail.clean(at);
    }

    /**
     * The torn end of a log.
     *
     * @param mark null if it does not speak of this file
     * @throws TxnLogException if it is damage and not an end
     */
    LogTail judge(long at, LogDefect defect, DurableMark.Position mark) throws IOException {
        checkMark(at, defect.text(), mark);
        long next = findRecord(at + 1);
        if (mark != null && sectorLost(at, next >= 0 ? next + Integer.BYTES : defect.extent())) {
            return new LogTail(at, defect.text(), next >= 0 || !defect.tornByAppend());
        }
        if (next >= 0) {
            throw new TxnLogException(path, at, defect.text() + ", and a whole record follows at byte " + next, REMEDY);
        }
        if (!defect.tornByAppend()) {
            throw new TxnLogException(path, at, defect.text(), REMEDY);
        }
        return new LogTail(at, defect.text(), false);
    }

    private void checkMark(long at, String found, DurableMark.Position mark) throws TxnLogException {
        if (mark != null && at < mark.offset() && window.size() >= mark.offset()) {
            throw new TxnLogException(
                    path,
                    at,
                    found + " (expected: whole records up to " + mark + ", which were forced as " + DurableMark.NAME
                            + " says)",
                    REMEDY);
        }
    }

    /** Whether a sector that intersects the range has nothing but zeros from {@code from} on. */
    private boolean sectorLost(long from, long to) throws IOException {
        for (long sector = from / SECTOR_BYTES * SECTOR_BYTES; sector < to; sector += SECTOR_BYTES) {
            if (window.isZero(Math.max(sector, from), sector + SECTOR_BYTES)) {
                return true;
            }
        }
        return false;
    }

    /** Where the next whole record begins at or behind a byte, -1 if there is none. */
    private long findRecord(long from) throws IOException {
        FileWindow candidates = new FileWindow(file);
        long last = window.size() - LogFormat.FRAME_BYTES - LogFormat.MIN_TXN_BYTES;
        for (long at = from; at <= last; at++) {
            if (window.intAt(at) == 0 && isRecord(candidates, at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean isRecord(FileWindow candidates, long at) throws IOException {
        int length = window.intAt(at + Long.BYTES);
        long end = at + LogFormat.PREFIX_BYTES + length;
        return length >= LogFormat.MIN_TXN_BYTES
                && end < window.size()
                && candidates.byteAt(end) == LogFormat.END_BYTE
                && candidates.adler(at + LogFormat.PREFIX_BYTES, length) == candidates.longAt(at)
                && candidates.longAt(at + LogFormat.PREFIX_BYTES + LogFormat.ZXID_OFFSET) > lastZxid;
    }
}
