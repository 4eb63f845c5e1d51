package io.quorate.ensemble;

import java.util.Objects;

/**
 * The two configurations that a server goes by: the committed one, and the last one it has seen proposed. As long as the
 * second is newer, a quorum has to be a quorum of both (spec: election-protocol §6, zab-protocol §8). Immutable.
 */
public final class EnsembleView {
    private final Ensemble committed;
    private final Ensemble lastSeen;
    private final QuorumVerifier verifier;

    /** A view of which both are given; a last seen one that is not newer does not count. */
    public EnsembleView(Ensemble committed, Ensemble lastSeen) {
        this.committed = Objects.requireNonNull(committed, "committed");
        this.lastSeen = Objects.requireNonNull(lastSeen, "lastSeen");
        this.verifier =
                isChanging() ? new JointQuorum(committed.verifier(), lastSeen.verifier()) : committed.verifier();
    }

    /** A view without a change under way. */
    public static EnsembleView of(Ensemble committed) {
        return new EnsembleView(committed, committed);
    }

    public Ensemble committed() {
        return committed;
    }

    public Ensemble lastSeen() {
        return lastSeen;
    }

    /** Whether a newer configuration was proposed than the committed one. */
    public boolean isChanging() {
        return lastSeen.version() > committed.version();
    }

    /** What is a quorum at the moment. */
    public QuorumVerifier verifier() {
        return verifier;
    }

    /** Whether this server votes in a configuration that counts. */
    public boolean isVoter(long sid) {
        return verifier.voters().contains(sid);
    }

    /** The member with this sid in the committed configuration, else in the last seen one, else null. */
    public QuorumServer member(long sid) {
        QuorumServer member = committed.member(sid);
        return member == null ? lastSeen.member(sid) : member;
    }

    /** After the commit of a configuration, which at least then has been seen, too. */
    public EnsembleView withCommitted(Ensemble newer) {
        return new EnsembleView(newer, newer.version() > lastSeen.version() ? newer : lastSeen);
    }

    /** After the proposal of a configuration. */
    public EnsembleView withLastSeen(Ensemble newer) {
        return new EnsembleView(committed, newer);
    }

    @Override
    public String toString() {
        return committed + (isChanging() ? ", to become " + lastSeen : "");
    }
}
