package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The two epochs of a member of an ensemble as found at its start (spec: zab-protocol §3).
 *
 * @param accepted the newest epoch promised to a leader
 * @param current the epoch whose history this server has; at most {@code accepted}
 * @param warnings what was put right, one sentence each
 */
public record Epochs(long accepted, long current, List<String> warnings) {
    /**
     * Reads both files, and puts right what a crash between their writes left behind (hazard S20).
     *
     * <ul>
     *   <li>File missing: the number is that of a write that was not finished, else the epoch of the last zxid.
     *   <li>{@code currentEpoch} older than the last zxid's, which a crash leaves between the storing of a leader's
     *       history and of its epoch: as if missing. The log up to a transaction of an epoch contains all that came
     *       before that epoch.
     *   <li>File there but not a number, which no crash of ours leaves: as if missing; for {@code acceptedEpoch} one
     *       more than is known, for the promise that it held may have been of the next epoch.
     *   <li>{@code acceptedEpoch} less than {@code currentEpoch}: refused, a promise was forgotten.
     * </ul>
     *
     * What was missing or put right is written.
     *
     * @param lastZxid the last zxid recovered
     */
    public static Epochs load(Disk disk, DataDirs dirs, long lastZxid) throws IOException {
        List<String> warnings = new ArrayList<>();
        long zxidEpoch = Zxid.epoch(lastZxid);
        EpochFile currentFile = EpochFile.current(disk, dirs);
        EpochFile acceptedFile = EpochFile.accepted(disk, dirs);
        long current = current(currentFile, zxidEpoch, warnings);
        long accepted = accepted(acceptedFile, Math.max(zxidEpoch, current), warnings);
        if (accepted < current) {
            throw new TxnLogException(
                    acceptedFile.path(),
                    "acceptedEpoch " + accepted + " (expected: >= currentEpoch and the epoch of the last zxid, "
                            + current + ")",
                    "Promises of this server are lost. " + TxnLogException.RESYNC);
        }
        return new Epochs(accepted, current, List.copyOf(warnings));
    }

    private static long current(EpochFile file, long zxidEpoch, List<String> warnings) throws IOException {
        OptionalLong stored = file.read();
        if (stored.isPresent() && stored.getAsLong() >= zxidEpoch) {
            return stored.getAsLong();
        }
        OptionalLong unfinished = file.readUnfinished();
        return unfinished.isPresent() && unfinished.getAsLong() >= zxidEpoch
                ? repaired(file, unfinished.getAsLong(), "from its unfinished write", warnings)
                : repaired(file, zxidEpoch, "from the last zxid", warnings);
    }

    private static long accepted(EpochFile file, long known, List<String> warnings) throws IOException {
        OptionalLong stored = file.read();
        if (stored.isPresent()) {
            return stored.getAsLong();
        }
        OptionalLong unfinished = file.readUnfinished();
        if (unfinished.isPresent() && unfinished.getAsLong() >= known) {
            return repaired(file, unfinished.getAsLong(), "from its unfinished write", warnings);
        }
        return file.exists()
                ? repaired(file, known + 1, "to one more than the newest epoch known here", warnings)
                : repaired(file, known, "from the newest epoch known here", warnings);
    }

    private static long repaired(EpochFile file, long epoch, String how, List<String> warnings) throws IOException {
        if (file.exists() || epoch > 0) {
            warnings.add(file.path() + ": set to " + epoch + ", " + how + "; it was "
                    + (file.exists() ? "too old or not a number" : "missing"));
        }
        file.write(epoch);
        return epoch;
    }
}
