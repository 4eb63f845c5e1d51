package io.quorate.quorum;

import io.quorate.tree.DataTree;
import java.util.List;

/**
 * A core's state at one moment, for people and monitors. Immutable.
 *
 * @param committed the tree of everything committed
 * @param lastProposedZxid the newest zxid given out
 * @param outstandingProposals how many proposals wait for a quorum
 * @param lastProposalBytes the size of the newest proposal, bytes; -1 before the first
 * @param minProposalBytes the smallest so far; -1 before the first
 * @param maxProposalBytes the largest so far; -1 before the first
 * @param sessionDeadlines global sessions by deadline, earliest first; only their leader knows them
 * @param localSessionDeadlines the same of the sessions that only this server knows
 * @param proposals how many proposals there were
 * @param expiredSessions how many sessions expired
 * @param digestMismatches how often the tree after a transaction was not what the leader says
 * @param digests digests of past trees, oldest first
 * @param nowMillis the monotonic clock, to which the deadlines relate
 * @param quorum the server's place in the ensemble; null if it is alone
 */
public record PeerStatus(
        DataTree committed,
        long lastProposedZxid,
        int outstandingProposals,
        int lastProposalBytes,
        int minProposalBytes,
        int maxProposalBytes,
        List<SessionDeadline> sessionDeadlines,
        List<SessionDeadline> localSessionDeadlines,
        long proposals,
        long expiredSessions,
        long digestMismatches,
        List<ZxidDigest> digests,
        long nowMillis,
        QuorumStatus quorum) {
    /**
     * Sessions that expire together.
     *
     * @param deadlineMillis when, on the monotonic clock
     * @param sessionIds which
     */
    public record SessionDeadline(long deadlineMillis, List<Long> sessionIds) {}

    /**
     * The digest of the tree after a transaction.
     *
     * @param zxid the transaction
     * @param digest the digest, version 2
     */
    public record ZxidDigest(long zxid, long digest) {}
}
