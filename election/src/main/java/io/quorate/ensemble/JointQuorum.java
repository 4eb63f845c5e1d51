package io.quorate.ensemble;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The quorums of two configurations at once, while one takes over from the other: what is a quorum of both. So neither can
 * decide anything without the other knowing (spec: election-protocol §6, zab-protocol §10).
 */
public final class JointQuorum implements QuorumVerifier {
    private final QuorumVerifier present;
    private final QuorumVerifier next;
    private final Set<Long> voters;

    public JointQuorum(QuorumVerifier present, QuorumVerifier next) {
        this.present = present;
        this.next = next;
        Set<Long> all = new TreeSet<>(present.voters());
        all.addAll(next.voters());
        this.voters = Collections.unmodifiableSet(all);
    }

    /** Those who may vote in at least one of the two. */
    @Override
    public Set<Long> voters() {
        return voters;
    }

    @Override
    public boolean isQuorum(Set<Long> supporters) {
        return present.isQuorum(supporters) && next.isQuorum(supporters);
    }

    /** The weight in the present configuration; for those who vote only in the next, their weight there. */
    @Override
    public long weightOf(long sid) {
        return present.voters().contains(sid) ? present.weightOf(sid) : next.weightOf(sid);
    }

    @Override
    public String toString() {
        return "(" + present + ") and (" + next + ")";
    }
}
