package io.quorate.quorum;

import io.quorate.ensemble.QuorumVerifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far each server has made the leader's log durable, and thereby how far a quorum has. Acknowledgements of one server
 * arrive in log order, so one number for each says it all.
 *
 * <p>While the ensemble changes, proposals from that of the change on need a quorum of the old and of the new configuration (spec:
 * zab-protocol §8, §10).
 */
final class AckTracker {
    private final TreeMap<Long, Long> ackedBySid = new TreeMap<>();
    private QuorumVerifier verifier;
    /** What counts from a zxid on; null if nothing changes. */
    private QuorumVerifier joint;

    private long jointFromZxid;

    AckTracker(QuorumVerifier verifier, long startZxid) {
        this.verifier = verifier;
        for (long voter : verifier.voters()) {
            ackedBySid.put(voter, startZxid);
        }
    }

    /** Notes that this server has everything up to the zxid on disk. Whether that counts is for the verifiers to say. */
    void acked(long sid, long zxid) {
        ackedBySid.merge(sid, zxid, Math::max);
    }

    /** A server is about to have no more than this on disk, whatever it has acknowledged. */
    void cutBack(long sid, long zxid) {
        ackedBySid.computeIfPresent(sid, (any, acked) -> Math.min(acked, zxid));
    }

    /** From this zxid on, quorums of both configurations are needed. */
    void change(QuorumVerifier both, long fromZxid) {
        joint = both;
        jointFromZxid = fromZxid;
    }

    /** The change is committed: only the new configuration counts. */
    void changed(QuorumVerifier newVerifier) {
        verifier = newVerifier;
        joint = null;
    }

    /** The highest zxid that a quorum has on disk. */
    long quorumZxid() {
        long zxid = quorumZxid(verifier);
        return joint == null || zxid < jointFromZxid
                ? zxid
                : Math.max(jointFromZxid - 1, Math.min(zxid, quorumZxid(joint)));
    }

    /** Up to where a server has it; {@link Long#MIN_VALUE} if it never said. */
    long ackedBy(long sid) {
        return ackedBySid.getOrDefault(sid, Long.MIN_VALUE);
    }

    private long quorumZxid(QuorumVerifier quorum) {
        if (quorum.voters().size() == 1) {
            return ackedBy(quorum.voters().iterator().next());
        }
        long best = Long.MIN_VALUE;
        for (long candidate : ackedBySid.values()) {
            if (candidate > best && quorum.isQuorum(atOrBeyond(candidate))) {
                best = candidate;
            }
        }
        return best;
    }

    private Set<Long> atOrBeyond(long zxid) {
        Set<Long> sids = new HashSet<>();
        for (Map.Entry<Long, Long> entry : ackedBySid.entrySet()) {
            if (entry.getValue() >= zxid) {
                sids.add(entry.getKey());
            }
        }
        return sids;
    }
}
