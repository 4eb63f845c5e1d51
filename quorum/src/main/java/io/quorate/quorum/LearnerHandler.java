package io.quorate.quorum;

import io.quorate.jute.quorum.LearnerInfo;
import java.util.ArrayDeque;

/** What a leader knows of one learner. */
final class LearnerHandler {
    /** How far a learner has come, in this order. */
    enum Phase {
        /** It has not said who it is. */
        INFO,
        /** It waits to hear the new epoch. */
        EPOCH,
        /** It has been told the epoch and is to say which history it has. */
        ACKEPOCH,
        /** It waits until a quorum has said so. */
        HISTORY,
        /** It waits until the leader has looked whether its log on disk has what it lacks. */
        LOG,
        /** It has been sent what it lacks, and is to say that it has it. */
        NEWLEADER,
        /** It has it, and waits until a quorum has. */
        SYNCED,
        /** It takes part and serves clients. */
        STREAMING
    }

    final long id;
    final String address;
    Phase phase = Phase.INFO;
    LearnerInfo info;
    boolean observer;
    long sid;
    /** What it had at first: the epoch of its history, -1 if it had already heard of the new one, and its last zxid. */
    long peerEpoch;

    long peerZxid;
    long acceptedEpoch;
    /** Whether that by which it was brought up to date began with a snapshot. */
    boolean isSentSnapshot;
    /** Up to where it has logged; -1 before anything is known. */
    long ackedZxid = -1;
    /** When it is given up unless something is heard, ms. */
    long deadlineMillis;
    /** When something was heard of it, ms. */
    long heardMillis;
    /** Since when it has been owing an acknowledgement, ms; {@link Long#MAX_VALUE} if it owes none. */
    long owingSinceMillis = Long.MAX_VALUE;

    /** The signs of life that it was asked for and has not given, oldest first, and the last one that it has given. */
    final ArrayDeque<Long> askedRounds = new ArrayDeque<>();

    long answeredRound;

    LearnerHandler(long id, String address, long deadlineMillis) {
        this.id = id;
        this.address = address;
        this.deadlineMillis = deadlineMillis;
    }

    /** Whether it is given what is proposed and committed. */
    boolean isLive() {
        return phase.compareTo(Phase.NEWLEADER) >= 0;
    }

    /** Whether it is certainly there: a server that follows answers a PING every half tick. */
    boolean isHeardOf(long nowMillis, long tickMillis) {
        return phase == Phase.STREAMING && nowMillis - heardMillis <= tickMillis;
    }

    boolean isSynced() {
        return phase.compareTo(Phase.SYNCED) >= 0;
    }

    @Override
    public String toString() {
        return info == null ? address : (observer ? "observer " : "follower ") + sid + " at " + address;
    }

    /** When it has to have acknowledged what it was sent, at the latest; never if it owes nothing, or is still brought up to date. */
    long owedUntilMillis(long limitMillis) {
        return phase == Phase.STREAMING && owingSinceMillis != Long.MAX_VALUE
                ? owingSinceMillis + limitMillis
                : Long.MAX_VALUE;
    }
}
