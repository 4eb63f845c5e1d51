package io.quorate.quorum;

import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.PacketType;
import java.util.List;

/**
 * How a learner is brought up to date: what the leader sends first, and which committed transactions behind it (spec:
 * zab-protocol §5.1).
 *
 * @param first DIFF, TRUNC or SNAP
 * @param zxid of that packet; for SNAP that of the tree to be sent
 * @param loggedThrough if not 0: the transactions behind the learner's last zxid through this one are sent from the log on disk
 * @param rest the transactions to be sent as PROPOSAL and COMMIT behind those, oldest first
 */
record LearnerSync(int first, long zxid, long loggedThrough, List<Proposal> rest) {
    LearnerSync(int first, long zxid, List<Proposal> rest) {
        this(first, zxid, 0, rest);
    }

    /** A learner whose last zxid is before the history is sent what the log on disk has between them, and then the history. */
    static LearnerSync fromLog(History history) {
        return new LearnerSync(
                PacketType.DIFF, history.maxZxid(), history.baseZxid(), history.after(history.baseZxid()));
    }

    /** A tree as it is. */
    static LearnerSync snapshot(long committedZxid) {
        return new LearnerSync(PacketType.SNAP, committedZxid, List.of());
    }

    /**
     * The choice for a learner.
     *
     * @param history of the leader
     * @param committedZxid the zxid of the leader's tree, not less than the history's greatest
     * @param peerZxid the last zxid that the learner has logged
     */
    static LearnerSync plan(History history, long committedZxid, long peerZxid) {
        // A zxid without a transaction: the learner has, or was given, the tree of a leader that had just taken over.
        boolean noTxn = Zxid.counter(peerZxid) == 0;
        if (peerZxid == committedZxid) {
            return new LearnerSync(PacketType.DIFF, peerZxid, List.of());
        }
        if (peerZxid > history.maxZxid()) {
            return noTxn ? snapshot(committedZxid) : truncate(history, history.maxZxid(), peerZxid, committedZxid);
        }
        long floor = history.floor(peerZxid);
        if (floor < 0) {
            return snapshot(committedZxid);
        }
        if (floor == peerZxid || noTxn) {
            return new LearnerSync(PacketType.DIFF, history.maxZxid(), history.after(peerZxid));
        }
        return truncate(history, floor, peerZxid, committedZxid);
    }

    /**
     * The learner has transactions that we lack. It can cut them off only if it has the one before them. That is certain if it
     * is of the same epoch, for an epoch's transactions are logged without gap behind one and the same history. Of another epoch it
     * may lack what was committed only later.
     */
    private static LearnerSync truncate(History history, long zxid, long peerZxid, long committedZxid) {
        return Zxid.epoch(zxid) == Zxid.epoch(peerZxid)
                ? new LearnerSync(PacketType.TRUNC, zxid, history.after(zxid))
                : snapshot(committedZxid);
    }
}
