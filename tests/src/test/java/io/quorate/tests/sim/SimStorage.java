package io.quorate.tests.sim;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.JuteLimits;
import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerState;
import io.quorate.quorum.Proposal;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.EpochFile;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.LogRange;
import io.quorate.txnlog.Recovered;
import io.quorate.txnlog.Recovery;
import io.quorate.txnlog.RecoveryOptions;
import io.quorate.txnlog.SnapOptions;
import io.quorate.txnlog.TxnLogOptions;
import io.quorate.txnlog.TxnRecord;
import io.quorate.txnlog.sim.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one simulated server, which outlive its processes. */
final class SimStorage {
    private static final Path DATA = Path.of("data");

    private final SimDisk disk;
    private final DataDirs dirs = new DataDirs(DATA, DATA);
    private final RecoveryOptions options;
    private final TxnLogOptions logOptions;
    private EnsembleView configurations;

    SimStorage(long diskSeed, long hashSeed, Knobs knobs) {
        this.disk = new SimDisk(diskSeed);
        this.options = new RecoveryOptions(
                hashSeed,
                TreeOptions.DEFAULT,
                JuteLimits.DEFAULT_LENGTH_LIMIT,
                knobs.commitLogCount,
                false,
                true,
                knobs.servers == 1,
                SnapOptions.DEFAULT);
        this.logOptions = new TxnLogOptions(knobs.preAllocBytes, knobs.logSizeLimitBytes, true);
        disk.createDirectories(dirs.snapDir());
    }

    SimDisk disk() {
        return disk;
    }

    DataDirs dirs() {
        return dirs;
    }

    FileSnap snapshots() {
        return new FileSnap(disk, dirs, options.snapOptions());
    }

    FileTxnLog logAfter(long zxid) {
        return FileTxnLog.after(disk, dirs, logOptions, zxid);
    }

    /** Keeps the configurations for the next start; their files are written whole or not at all. */
    void storeConfigurations(EnsembleView view, Bug bug) {
        if (bug == Bug.TRUST_PROPOSED_CONFIGURATION) {
            configurations = EnsembleView.of(view.lastSeen());
        } else if (bug == Bug.FORGET_PROPOSED_CONFIGURATION) {
            configurations = EnsembleView.of(view.committed());
        } else {
            configurations = view;
        }
    }

    /** The configurations that were stored last; null if there are none. */
    EnsembleView configurations() {
        return configurations;
    }

    /** Loses the configurations, as when an operator puts a file of his own in their place. */
    void forgetConfigurations() {
        configurations = null;
    }

    /** Lets the server begin with this tree, in the epoch of its zxid. */
    void begin(DataTree tree) {
        try {
            snapshots().save(tree);
            EpochFile.accepted(disk, dirs).write(Zxid.epoch(tree.lastZxid()));
            EpochFile.current(disk, dirs).write(Zxid.epoch(tree.lastZxid()));
        } catch (IOException e) {
            throw new SimulationFailure("a healthy disk failed", e);
        }
    }

    /** Loses the database but not the epochs, as when somebody deletes logs and snapshots. */
    void wipe() throws IOException {
        for (String name : disk.list(dirs.snapDir())) {
            if (!name.endsWith("Epoch")) {
                disk.delete(dirs.snapDir().resolve(name));
            }
        }
        disk.forceDirectory(dirs.snapDir());
    }

    /** Why what the log has behind one zxid through another is not to be sent to a learner; null if it is. */
    String logObjection(long afterZxid, long throughZxid, double share) {
        try {
            return LogRange.objection(disk, dirs, afterZxid, throughZxid, share);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** What the log has behind one zxid through another; null if it cannot be read. */
    List<TxnRecord> logged(long afterZxid, long throughZxid) {
        List<TxnRecord> records = new ArrayList<>();
        try (LogRange range = LogRange.open(disk, dirs, afterZxid, throughZxid)) {
            for (TxnRecord record = range.next(); record != null; record = range.next()) {
                records.add(record);
            }
            return records;
        } catch (IOException e) {
            return null;
        }
    }

    /** How much of the disk is taken. */
    long usedBytes() {
        return Long.MAX_VALUE - disk.usableSpace(DATA);
    }

    /** Reads everything, as a start does. */
    PeerState read() throws IOException {
        return state(Recovery.recover(disk, dirs, options));
    }

    /** What a start would warn of. */
    List<String> warnings() throws IOException {
        return Recovery.recover(disk, dirs, options).warnings();
    }

    private static PeerState state(Recovered recovered) {
        List<Proposal> history = recovered.history().stream()
                .map(each -> new Proposal(each.entry(), each.bytes(), each.applied(), null))
                .toList();
        return new PeerState(
                recovered.tree(),
                history,
                recovered.lastZxid(),
                recovered.epochs() == null ? 0 : recovered.epochs().accepted(),
                recovered.epochs() == null ? 0 : recovered.epochs().current());
    }
}
