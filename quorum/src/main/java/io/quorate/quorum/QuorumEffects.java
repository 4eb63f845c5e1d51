package io.quorate.quorum;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import java.util.List;

/**
 * What the core does to the other servers. An ensemble of one never calls any of it.
 *
 * <p>Connections are numbers: those to a leader are given out by the core with {@link #connectLeader}, those of learners by the
 * driver with {@link QuorumPeer#onLearnerOpened} and {@link QuorumPeer#onObserverOpened}; no number is ever used again. What is
 * sent on one connection arrives in order or not at all. A connection that this server closes is not heard of again; one that ends otherwise is reported once.
 */
public interface QuorumEffects {
    /** Sends a vote: {@link io.quorate.election.ElectionLinks#send}. */
    void notify(long sid, Notification notification);

    /** Other configurations count from now on: for {@link io.quorate.election.ElectionLinks#onEnsembles}. */
    void ensembleChanged(EnsembleView view);

    /**
     * Dials a leader's quorum port, or a follower's port for observers, at all of these addresses, once, and takes the first that
     * answers; answered by {@link QuorumPeer#onLeaderOpened} or {@link QuorumPeer#onLeaderClosed}. Whoever is dialled is the leader
     * for this connection.
     */
    void connectLeader(long connection, long sid, List<HostPort> addresses);

    /** Sends a packet to the leader. */
    void toLeader(long connection, QuorumPacket packet);

    /** Closes the connection to a leader, or gives up dialling it. */
    void closeLeader(long connection);

    /**
     * Begins, or ends, to listen for observers at their port; whoever connects there is told of with {@link
     * QuorumPeer#onObserverOpened}, and is a learner like those of a leader from then on.
     */
    void serveObservers(boolean serves);

    /** Sends packets, in order, to each of these learners. They are encoded once. */
    void toLearners(List<Long> learners, List<QuorumPacket> packets);

    /**
     * Sends a SNAP packet, the tree behind it, and the signature (spec: zab-protocol §5.1). What is sent to this learner later
     * arrives later, however long the tree takes.
     */
    void sendSnapshot(long learner, DataTree tree);

    /**
     * Looks whether the log on disk has a zxid and everything behind it through another, and is short enough to be sent to a learner;
     * everything asked for is durable. Answered by {@link QuorumPeer#onLogChecked}.
     *
     * @param share of the newest snapshot, as in {@link LearnerOptions}
     */
    void checkLog(long learner, long afterZxid, long throughZxid, double share);

    /**
     * Sends what the log on disk has behind a zxid through another, each as PROPOSAL and COMMIT. What is sent to this learner later
     * arrives later, however long that takes. If the log cannot be read to the end after all, the connection is closed, and
     * reported as if the learner had closed it.
     */
    void sendLog(long learner, long afterZxid, long throughZxid);

    /** Closes the connection of a learner once everything sent before is out, or at once if it does not read. */
    void closeLearner(long learner, String reason);

    /** Something for people to read in the log, one sentence. */
    void tell(String sentence);
}
