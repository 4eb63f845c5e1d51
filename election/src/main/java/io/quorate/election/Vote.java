package io.quorate.election;

import io.quorate.ensemble.QuorumVerifier;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.Notification;

/**
 * A vote: for whom, by which history, in which round (spec: election-protocol §4, §6).
 *
 * @param leader sid of the candidate, {@link #NOBODY} in the vote of a server that may not be voted for
 * @param zxid last one that the candidate has logged
 * @param electionEpoch round of the voter
 * @param peerEpoch epoch of the candidate
 */
public record Vote(long leader, long zxid, long electionEpoch, long peerEpoch) {
    /** The candidate, zxid and epoch of a voter that has no candidate. */
    public static final long NOBODY = Long.MIN_VALUE;

    static Vote of(Notification n) {
        return new Vote(n.leader(), n.zxid(), n.electionEpoch(), n.peerEpoch());
    }

    /**
     * Whether its candidate is to be preferred: the later epoch, then the later zxid, then the greater sid. Candidates without
     * weight never are, and anybody is to nobody: what a server that cannot lead has logged alone was never committed, since the
     * committed configuration has its quorums without it.
     */
    boolean isBetterThan(Vote other, QuorumVerifier verifier) {
        if (verifier.weightOf(leader) == 0) {
            return false;
        }
        if (other.leader == NOBODY) {
            return true;
        }
        if (peerEpoch != other.peerEpoch) {
            return peerEpoch > other.peerEpoch;
        }
        return zxid != other.zxid ? zxid > other.zxid : leader > other.leader;
    }

    Vote inRound(long round) {
        return new Vote(leader, zxid, round, peerEpoch);
    }

    Vote withPeerEpoch(long epoch) {
        return new Vote(leader, zxid, electionEpoch, epoch);
    }

    Notification toNotification(ServerState state, String config) {
        return new Notification(state.code(), leader, zxid, electionEpoch, peerEpoch, config);
    }

    @Override
    public String toString() {
        return (leader == NOBODY ? "nobody" : "server " + leader) + " with " + Zxid.toText(zxid) + " of epoch "
                + Long.toHexString(peerEpoch) + " in round " + electionEpoch;
    }
}
