package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Turns a server's files into its tree: the newest snapshot that is whole, and the log after it (spec: storage-format
 * §3).
 *
 * <p>It writes a little: leftovers of crashes go, the newest log is repaired and forced ({@link LogRepair}), a new
 * server gets its first snapshot, epoch files are made. The directories must be locked. After it {@link
 * FileTxnLog#after} goes on with {@code lastZxid}.
 *
 * <p>Everything acknowledged is in the tree, or this fails: damage and gaps are refused with a {@link TxnLogException}
 * that says what to do.
 */
public final class Recovery {
    private static final int SNAPSHOTS_TRIED_MAX = 100;

    private final Disk disk;
    private final DataDirs dirs;
    private final RecoveryOptions options;
    private final Executor ahead;
    private final List<String> warnings = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /** Null if there is no log. */
    private Path newestLog;

    private LogTail newestTail;
    private long loadNanos;
    private long replayNanos;

    private Recovery(Disk disk, DataDirs dirs, RecoveryOptions options, Executor ahead) {
        this.disk = disk;
        this.dirs = dirs;
        this.options = options;
        this.ahead = ahead;
    }

    /**
     * Recovers what the directories hold.
     *
     * @throws TxnLogException if the files cannot be trusted
     */
    public static Recovered recover(Disk disk, DataDirs dirs, RecoveryOptions options) throws IOException {
        return recover(disk, dirs, options, Runnable::run);
    }

    /**
     * The same in less time.
     *
     * @param ahead runs one task at a time, beside the caller: it reads the bytes of a snapshot while the caller makes the tree.
     *     Nothing runs there any more after the return
     */
    public static Recovered recover(Disk disk, DataDirs dirs, RecoveryOptions options, Executor ahead)
            throws IOException {
        return new Recovery(disk, dirs, options, ahead).recover();
    }

    private Recovered recover() throws IOException {
        FileSnap.cleanUp(disk, dirs);
        SpareSegment.cleanUp(disk, dirs.logDir());
        boolean initialize = takeInitializeMarker();
        LogRepair repair = new LogRepair(disk, dirs, warnings);
        repair.setEmptyLogsAside();
        Recovered recovered = fromSnapshots();
        if (recovered == null) {
            recovered = withoutSnapshot(initialize);
        }
        warnAboutLostLog(recovered);
        if (newestLog != null) {
            repair.settle(newestLog, newestTail, recovered.lastZxid());
        }
        return withEpochs(recovered);
    }

    /** The result from the newest snapshot that leads to one, null if none does. */
    private Recovered fromSnapshots() throws IOException {
        List<DataFileName> snapshots = DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT);
        Collections.reverse(snapshots);
        for (DataFileName name : snapshots.subList(0, Math.min(SNAPSHOTS_TRIED_MAX, snapshots.size()))) {
            Recovered recovered = fromSnapshot(name);
            if (recovered != null) {
                return recovered;
            }
        }
        return null;
    }

    private Recovered fromSnapshot(DataFileName name) throws IOException {
        Path path = name.in(dirs.snapDir());
        SnapshotFile.Loaded loaded;
        long start = System.nanoTime();
        try {
            loaded = SnapshotFile.load(disk, dirs.snapDir(), name, options, ahead);
        } catch (IOException e) {
            refused.add(path + ": " + e.getMessage());
            return null;
        } finally {
            loadNanos += System.nanoTime() - start;
        }
        Replay replay = new Replay(loaded.tree(), loaded.trailers(), options);
        Recovered recovered = replayLog(replay, path);
        if (replay.digests().isWrongSnapshot()) {
            refused.add(path + ": " + replay.digests().firstMismatch());
            return null;
        }
        if (replay.endsInTheFuzz()) {
            refused.add(path + ": holds parts of transactions up to "
                    + Zxid.toText(loaded.trailers().zxid()) + ", but the log ends with "
                    + Zxid.toText(recovered.lastZxid()));
            return null;
        }
        if (loaded.missingAcls() > 0) {
            warnings.add(path + ": " + loaded.missingAcls()
                    + " nodes refer to ACLs that are not in it; those that the log does not"
                    + " repair are closed to everybody");
        }
        return recovered;
    }

    private Recovered withoutSnapshot(boolean initialize) throws IOException {
        List<DataFileName> logs = DataFileName.list(disk, dirs.logDir(), DataFileName.LOG);
        DataTree fresh = DataTree.fresh(options.hashSeed(), options.treeOptions());
        if (CompleteLog.isIn(disk, dirs.logDir(), options)) {
            warnings.add(dirs.snapDir() + ": no snapshot loads, but the log " + logs.get(0)
                    + " begins with the first transaction, and all were replayed");
            return replayLog(onto(fresh), null);
        }
        if (!logs.isEmpty() && options.trustEmptySnapshot() && refused.isEmpty()) {
            warnings.add(dirs.snapDir() + ": no snapshot; the log from " + logs.get(0)
                    + " on was replayed onto an empty tree, because snapshot.trust.empty says so");
            return replayLog(onto(fresh.withZxid(logs.get(0).zxid() - 1)), null);
        }
        if (!refused.isEmpty()) {
            throw new TxnLogException(
                    dirs.snapDir(), "no snapshot can be used: " + String.join("; ", refused), TxnLogException.RESYNC);
        }
        if (!logs.isEmpty()) {
            throw new TxnLogException(
                    dirs.snapDir(),
                    "no snapshot, but the logs " + logs + " (expected: a snapshot to replay them onto)",
                    "Put the snapshots back, or move the logs away too and let this server copy everything from the"
                            + " ensemble; after an upgrade from ZooKeeper 3.4 start once with"
                            + " snapshot.trust.empty=true");
        }
        return empty(fresh, initialize);
    }

    private Recovered empty(DataTree fresh, boolean initialize) throws IOException {
        long epoch = EpochFile.current(disk, dirs).read().orElse(0);
        boolean forgotten = !options.standalone() && epoch > 0;
        if (!initialize && (forgotten || !options.dbAutocreate())) {
            warnings.add(dirs.dataDir() + ": the database is missing"
                    + (forgotten ? ", although this server has been a member in epoch " + epoch : "")
                    + "; it copies everything from the ensemble and does not vote until then. If the whole ensemble"
                    + " is to begin empty, make the file " + dirs.initializeMarker() + " on its servers");
            return result(onto(fresh.withZxid(Zxid.LOST)), null, 0, 0);
        }
        FileSnap.Saved saved = new FileSnap(disk, dirs, options.snapOptions()).save(fresh);
        return result(new Replay(fresh, SnapshotTrailers.NONE.withLastProcessed(0), options), saved.path(), 0, 0);
    }

    private Recovered replayLog(Replay replay, Path snapshot) throws IOException {
        long base = replay.tree().lastZxid();
        long start = System.nanoTime();
        try (TxnIterator log = TxnIterator.open(disk, dirs.logDir(), base + 1, Long.MAX_VALUE)) {
            for (TxnRecord record = log.next(); record != null; record = log.next()) {
                checkFollows(log.lastFile(), replay, record);
                replay.apply(log.lastFile(), record);
            }
            replay.end();
            replayNanos += System.nanoTime() - start;
            newestLog = log.lastFile();
            newestTail = log.lastTail();
            return result(replay, snapshot, log.filesRead(), log.repeated());
        }
    }

    private static void checkFollows(Path file, Replay replay, TxnRecord record) throws TxnLogException {
        long last = replay.tree().lastZxid();
        if (!TxnIterator.follows(last, record.zxid())) {
            throw new TxnLogException(
                    file,
                    record.offset(),
                    "zxid " + Zxid.toText(record.zxid()) + " is the first after the snapshot's, " + Zxid.toText(last)
                            + " (expected: the next one): transactions are missing",
                    "Put missing logs back if there are any. Otherwise: " + TxnLogException.RESYNC);
        }
    }

    private Recovered result(Replay replay, Path snapshot, int files, int repeated) {
        DataTree tree = options.standalone() ? replay.tree().withoutOrphanEphemerals() : replay.tree();
        // The trees in the history do not lead to one that has lost orphans.
        boolean orphans = tree.nodeCount() != replay.tree().nodeCount();
        RecoveryStats stats = new RecoveryStats(
                snapshot,
                refused.size(),
                files,
                replay.txns(),
                repeated,
                replay.digests().compared(),
                replay.digests().mismatches(),
                replay.digests().firstMismatch(),
                loadNanos / 1_000_000,
                replayNanos / 1_000_000);
        return new Recovered(
                orphans ? tree : replay.tree(),
                orphans ? List.of() : replay.history(),
                replay.tree().lastZxid(),
                null,
                stats,
                List.of());
    }

    private Recovered withEpochs(Recovered found) throws IOException {
        Epochs epochs = options.standalone() ? null : Epochs.load(disk, dirs, found.lastZxid());
        List<String> all = new ArrayList<>();
        refused.forEach(reason -> all.add("Snapshot not used: " + reason));
        all.addAll(warnings);
        if (epochs != null) {
            all.addAll(epochs.warnings());
        }
        RecoveryStats stats = found.stats();
        if (stats.repeatedTxns() > 0) {
            all.add(dirs.logDir() + ": " + stats.repeatedTxns()
                    + " transactions are logged more than once; each was applied once");
        }
        if (stats.digestMismatches() > 0) {
            all.add("The digest of the tree was wrong " + stats.digestMismatches()
                    + " times while the log was replayed; first: " + stats.firstDigestMismatch());
        }
        return new Recovered(found.tree(), found.history(), found.lastZxid(), epochs, stats, List.copyOf(all));
    }

    /**
     * Logs that were durable once and are gone cannot be told from a cut by another release, but should be told of
     * (hazard D5).
     */
    private void warnAboutLostLog(Recovered recovered) throws IOException {
        DurableMark.Position mark = DurableMark.read(disk, dirs.logDir());
        if (mark != null && mark.lastZxid() > recovered.lastZxid()) {
            warnings.add(dirs.logDir() + ": transactions up to " + Zxid.toText(mark.lastZxid())
                    + " were durable here, but the files end with " + Zxid.toText(recovered.lastZxid())
                    + ": logs were removed, or cut back by another release");
        }
    }

    private boolean takeInitializeMarker() throws IOException {
        Path marker = dirs.initializeMarker();
        if (!disk.exists(marker)) {
            return false;
        }
        disk.delete(marker);
        disk.forceDirectory(dirs.dataLogDir());
        return true;
    }

    private Replay onto(DataTree exact) {
        return new Replay(exact, SnapshotTrailers.NONE.withLastProcessed(exact.lastZxid()), options);
    }
}
