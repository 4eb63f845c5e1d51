package io.quorate.ensemble;

import java.util.Set;

/**
 * Decides which sets of servers are quorums of one configuration: any two quorums of it share a server. Immutable
 * (spec: election-protocol §8).
 */
public interface QuorumVerifier {
    /** The servers that may vote, in ascending order of their ids. */
    Set<Long> voters();

    /** Whether these servers form a quorum; servers that may not vote are not counted. */
    boolean isQuorum(Set<Long> supporters);

    /** How much this server's vote counts; 0 if it has none, and then it never leads. */
    long weightOf(long sid);
}
