package io.quorate.quorum;

import io.quorate.ensemble.EnsembleView;
import io.quorate.tree.DataTree;
import java.util.List;

/**
 * What the core does to the disk. All but {@link #saveSnapshot} form one queue: each takes effect, durably, before the next
 * begins, so that a completion tells of everything asked for before it. A disk that fails is fatal to the process: there is no
 * failure answer.
 */
public interface DiskEffects {
    /**
     * Appends to the transaction log and makes it durable. Answered by {@link QuorumPeer#onLogged} with the zxid of the
     * last proposal, possibly once for several calls.
     */
    void append(List<Proposal> proposals);

    /** Starts a new log file with the next append. */
    void rollLog();

    /** Writes the epoch that this server has promised to follow; answered by {@link QuorumPeer#onStored}. */
    void storeAcceptedEpoch(long epoch);

    /** Writes the epoch whose history this server has; answered by {@link QuorumPeer#onStored}. */
    void storeCurrentEpoch(long epoch);

    /**
     * Writes the configurations, for the next start and before what was agreed under them (spec: storage-format §7); answered by {@link
     * QuorumPeer#onStored}.
     */
    void storeConfigurations(EnsembleView view);

    /**
     * Drops all transactions after a zxid and recovers from what is left; answered by {@link QuorumPeer#onTruncated}. If the zxid
     * cannot be reached from what is on disk the process has to end.
     */
    void truncate(long zxid);

    /**
     * Makes a tree that came from the leader the state of this server: saves it as a snapshot, drops what the log has beyond it,
     * and lets the log go on after it. Answered by {@link QuorumPeer#onStored}.
     */
    void install(DataTree tree);

    /** Saves a snapshot of this tree in the background; answered by {@link QuorumPeer#onSnapshotSaved}. */
    void saveSnapshot(DataTree tree);
}
