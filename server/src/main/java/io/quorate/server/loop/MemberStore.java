package io.quorate.server.loop;

import io.quorate.ensemble.EnsembleView;
import io.quorate.quorum.Proposal;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.Disk;
import io.quorate.txnlog.EpochFile;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.Recovered;
import io.quorate.txnlog.Replayed;
import java.io.IOException;
import java.util.List;

/**
 * What a member of an ensemble does to its files beside appending: epochs, and histories that a leader replaces (spec:
 * zab-protocol §3, §5.2). Each method returns when the result is durable. Used by one thread at a time; {@link #truncate} and
 * {@link #install} must not run beside anything that touches snapshots.
 */
public final class MemberStore {
    private final Disk disk;
    private final DataDirs dirs;
    private final FileSnap snapshots;
    private final FromFiles recovery;
    private final Configurations configurations;

    /** Keeps the configurations of the ensemble. */
    @FunctionalInterface
    public interface Configurations {
        /** Writes what is not written yet; returns when it is durable. */
        void store(EnsembleView view) throws IOException;
    }

    /** Recovers what the files hold. */
    @FunctionalInterface
    public interface FromFiles {
        /** Recovers it, as at the start. */
        Recovered recover() throws IOException;
    }

    /** @param recovery how to recover after the log was cut */
    public MemberStore(
            Disk disk, DataDirs dirs, FileSnap snapshots, FromFiles recovery, Configurations configurations) {
        this.disk = disk;
        this.dirs = dirs;
        this.snapshots = snapshots;
        this.recovery = recovery;
        this.configurations = configurations;
    }

    void storeAcceptedEpoch(long epoch) throws IOException {
        EpochFile.accepted(disk, dirs).write(epoch);
    }

    void storeCurrentEpoch(long epoch) throws IOException {
        EpochFile.current(disk, dirs).write(epoch);
    }

    void storeConfigurations(EnsembleView view) throws IOException {
        configurations.store(view);
    }

    /** Cuts the log back to a zxid and recovers from what is left. */
    Recovered truncate(FileTxnLog log, long zxid) throws IOException {
        log.truncate(zxid);
        return recovery.recover();
    }

    /** Saves a tree that came from the leader, and has the log go on after it. */
    void install(FileTxnLog log, DataTree tree) throws IOException {
        snapshots.save(tree);
        log.continueAfter(tree.lastZxid());
    }

    /** Transactions of the log in the form in which the core keeps them. */
    public static List<Proposal> proposals(List<Replayed> history) {
        return history.stream()
                .map(each -> new Proposal(each.entry(), each.bytes(), each.applied(), null))
                .toList();
    }
}
