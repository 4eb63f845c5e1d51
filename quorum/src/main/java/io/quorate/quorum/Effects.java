package io.quorate.quorum;

import java.util.List;

/**
 * Everything the protocol core can do to the world. Each method returns at once, never calls back into the core, and
 * takes effect in call order per destination; the driver may batch calls but never reorder them.
 */
public interface Effects {
    /**
     * Appends to the transaction log and makes it durable. Answered by {@link QuorumPeer#onLogged} with the zxid of the
     * last proposal, possibly once for several calls. A log that cannot be written is fatal: there is no failure answer.
     */
    void append(List<Proposal> proposals);

    /** Starts a new log file with the next append. */
    void rollLog();

    /** Saves a snapshot of this tree in the background; answered by {@link QuorumPeer#onSnapshotSaved}. */
    void saveSnapshot(io.quorate.tree.DataTree tree);

    /** Hands committed transactions, in zxid order and without gap, to all clients' sides. */
    void publish(List<Proposal> committed);

    /**
     * Answers a client that wanted to take up a session again. Every other connection of that session on this server is
     * to be closed, whatever the answer (spec: client-protocol §2).
     */
    void reopened(Reopen reopen, boolean valid);

    /** Answers a sync: everything that was committed when the sync arrived has been published before. */
    void synced(Request sync);
}
