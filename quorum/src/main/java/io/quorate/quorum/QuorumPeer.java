package io.quorate.quorum;

import io.quorate.election.LinkState;
import io.quorate.jute.OpCode;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.PrepRequestProcessor;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One server of an ensemble as a state machine: requests, disk completions and the time go in, calls on {@link Effects}
 * come out. It has no thread, lock, file, socket or clock; whoever drives it calls it from one thread, never from within
 * an effect, and tells it the time before anything else.
 *
 * <p>An ensemble of one is a {@link Leader} whose quorum is itself.
 */
public final class QuorumPeer {
    private final Leader leader;
    private long nowMillis;
    private long wallMillis;

    /**
     * A server of one that leads itself.
     *
     * @param recovered what the disk holds
     * @param random where snapshot thresholds are drawn from; seeded by the driver
     * @param nowNanos the monotonic clock
     * @param wallMillis the wall clock
     */
    public QuorumPeer(
            PeerOptions options,
            PrepRequestProcessor prep,
            DataTree recovered,
            Effects effects,
            RandomGenerator random,
            long nowNanos,
            long wallMillis) {
        this.nowMillis = nowNanos / 1_000_000;
        this.wallMillis = wallMillis;
        this.leader = new Leader(options, prep, recovered, effects, random, nowMillis, wallMillis);
    }

    /** Tells the time: the monotonic clock in ns, the wall clock in ms since 1970. Acts on every deadline passed. */
    public void onTime(long nowNanos, long newWallMillis) {
        nowMillis = nowNanos / 1_000_000;
        wallMillis = newWallMillis;
        leader.onTime(nowMillis, wallMillis);
    }

    /** When {@link #onTime} has to be called at the latest, on the monotonic clock in ms. */
    public long nextDeadlineMillis() {
        return leader.nextDeadlineMillis();
    }

    /**
     * Takes requests of this server's clients, in the order in which each session sent them. Every request is answered
     * by the publication of its transaction, a sync by {@link Effects#synced}; requests of a session that is gone or
     * about to be are dropped, since its connection is about to be closed.
     */
    public void onRequests(List<Request> requests) {
        leader.onRequests(requests, nowMillis, wallMillis);
    }

    /** Takes a client's wish to go on with its session; answered by {@link Effects#reopened}. */
    public void onReopen(Reopen reopen) {
        leader.onReopen(reopen, nowMillis);
    }

    /** Notes that these sessions were heard of. */
    public void onTouched(List<Long> sessionIds) {
        leader.onTouched(sessionIds, nowMillis);
    }

    /** Notes that the log is durable up to this zxid. */
    public void onLogged(long zxid) {
        leader.onLogged(zxid, nowMillis);
    }

    /** Notes that the snapshot asked for is safe on disk. */
    public void onSnapshotSaved() {
        leader.onSnapshotSaved();
    }

    /** Notes that the oldest of the epochs and trees that were to be stored is durable. */
    public void onStored() {
        throw alone();
    }

    /**
     * Notes that the log was cut back.
     *
     * @param tree recovered from what is left
     * @param history the last transactions that led to it, oldest first
     */
    public void onTruncated(DataTree tree, List<Proposal> history) {
        throw alone();
    }

    /** A notification of another server came in. */
    public void onNotification(long sid, Notification notification) {
        throw alone();
    }

    /** The election connection to another server came, went, or is being made. */
    public void onLink(long sid, LinkState link) {
        throw alone();
    }

    /** Somebody has connected to the quorum port. */
    public void onLearnerOpened(long learner, String address) {
        throw alone();
    }

    /** A packet of a learner came in. */
    public void onLearnerPacket(long learner, QuorumPacket packet) {
        throw alone();
    }

    /** The connection of a learner has ended. */
    public void onLearnerClosed(long learner) {
        throw alone();
    }

    /** The connection to the leader is made. */
    public void onLeaderOpened(long connection) {
        throw alone();
    }

    /** A packet of the leader came in; any but SNAP. */
    public void onLeaderPacket(long connection, QuorumPacket packet) {
        throw alone();
    }

    /** SNAP came in, with the whole tree behind it. */
    public void onLeaderSnapshot(long connection, DataTree tree) {
        throw alone();
    }

    /** The connection to the leader could not be made, or has ended. */
    public void onLeaderClosed(long connection, String reason) {
        throw alone();
    }

    private static IllegalStateException alone() {
        return new IllegalStateException("an ensemble of one has no other servers");
    }

    /** The tree of everything committed. */
    public DataTree committed() {
        return leader.committed();
    }

    /** What an operator may want to know of this server, at this moment. */
    public PeerStatus status() {
        return leader.status();
    }

    /** Whether this operation has to go through {@link #onRequests}. */
    public static boolean isForTheLeader(int opCode) {
        return switch (opCode) {
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.SET_DATA,
                    OpCode.SET_ACL,
                    OpCode.MULTI,
                    OpCode.RECONFIG,
                    OpCode.SYNC,
                    OpCode.CREATE_SESSION,
                    OpCode.CLOSE_SESSION -> true;
            default -> false;
        };
    }
}
