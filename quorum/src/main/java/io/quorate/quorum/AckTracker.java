package io.quorate.quorum;

import io.quorate.ensemble.QuorumVerifier;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How far each voter has made the leader's log durable, and thereby how far a quorum has. Acknowledgements of one voter
 * arrive in log order, so one number per voter says it all.
 */
final class AckTracker {
    private final QuorumVerifier verifier;
    private final TreeMap<Long, Long> ackedByVoter = new TreeMap<>();

    AckTracker(QuorumVerifier verifier, long startZxid) {
        this.verifier = verifier;
        for (long voter : verifier.voters()) {
            ackedByVoter.put(voter, startZxid);
        }
    }

    /** Notes that this server has everything up to the zxid on disk; servers without a vote are not counted. */
    void acked(long sid, long zxid) {
        ackedByVoter.computeIfPresent(sid, (voter, before) -> Math.max(before, zxid));
    }

    /** The highest zxid that a quorum has on disk. */
    long quorumZxid() {
        if (ackedByVoter.size() == 1) {
            return ackedByVoter.firstEntry().getValue();
        }
        long best = Long.MIN_VALUE;
        for (long candidate : ackedByVoter.values()) {
            if (candidate > best && verifier.isQuorum(votersAtOrBeyond(candidate))) {
                best = candidate;
            }
        }
        return best;
    }

    private Set<Long> votersAtOrBeyond(long zxid) {
        Set<Long> voters = new HashSet<>();
        for (Map.Entry<Long, Long> entry : ackedByVoter.entrySet()) {
            if (entry.getValue() >= zxid) {
                voters.add(entry.getKey());
            }
        }
        return voters;
    }
}
