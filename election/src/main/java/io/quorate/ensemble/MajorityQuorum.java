package io.quorate.ensemble;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The quorums of equals: more than half of the voters (spec: election-protocol §8). */
public final class MajorityQuorum implements QuorumVerifier {
    private final Set<Long> voters;

    /**
     * The majorities of the given voters.
     *
     * @throws IllegalArgumentException if there is no voter
     */
    public MajorityQuorum(Collection<Long> voters) {
        if (voters.isEmpty()) {
            throw new IllegalArgumentException("voters: none (expected: at least one)");
        }
        this.voters = Collections.unmodifiableSet(new TreeSet<>(voters));
    }

    @Override
    public Set<Long> voters() {
        return voters;
    }

    @Override
    public boolean isQuorum(Set<Long> supporters) {
        int count = 0;
        for (long voter : voters) {
            if (supporters.contains(voter)) {
                count++;
            }
        }
        return count > voters.size() / 2;
    }

    @Override
    public long weightOf(long sid) {
        return voters.contains(sid) ? 1 : 0;
    }

    @Override
    public String toString() {
        return "majority of " + voters;
    }
}
