package io.quorate.quorum;

import io.quorate.tree.DataTree;
import java.util.List;

/** What the core tells the clients' side, which takes it in order. */
public interface ClientEffects {
    /**
     * This server serves clients from now on, beginning with this tree. An ensemble of one serves from the start and is not told.
     */
    void serve(DataTree tree);

    /**
     * This server serves reads of this tree from now on, to clients that are content with that; it has no quorum. Ended by {@link
     * #stopServing}. Sessions are opened and ended as usual, everything else that {@link QuorumPeer#isForTheLeader} is not for it.
     */
    void serveReadOnly(DataTree tree);

    /**
     * This server serves clients no longer: all connections are closed and new ones are refused until {@link #serve}. Requests
     * that were handed to the core and not answered stay so.
     */
    void stopServing();

    /**
     * This server serves clients no longer, but soon may again: connections with a session stay and are read no more, what they asked
     * waits, new ones are refused; until {@link #resumeClients} or {@link #stopServing}. Sessions that only this server knows end.
     */
    void holdClients();

    /**
     * This server serves the clients again that it {@link #holdClients held}, and others, from this tree on, which differs from the one
     * before in nothing but what was published. What was handed to the core and not answered is to be handed to it again, in order.
     */
    void resumeClients(DataTree tree);

    /** Hands committed transactions, in zxid order and without gap, to all clients' sides. */
    void publish(List<Proposal> committed);

    /**
     * Answers a client that wanted to take up a session again. Every other connection of that session on this server is
     * to be closed, whatever the answer (spec: client-protocol §2).
     */
    void reopened(Reopen reopen, boolean valid);

    /**
     * Answers a request for a session with one that only this server knows. All others are answered by the publication of the
     * transaction.
     */
    void opened(Request create, long sessionId);

    /**
     * A session that only this server knew has ended.
     *
     * @param close the client's request, to be answered; null if the session has expired
     */
    void ended(long sessionId, Request close);

    /** Answers a sync: everything that was committed when the sync arrived has been published before. */
    void synced(Request sync);
}
