package io.quorate.election;

import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumVerifier;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.Notification;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * One stretch of LOOKING: from the raised clock to a decision (spec: election-protocol §6). Own votes are not sent but noted, and
 * a notification is dealt with when it arrives, so there is no queue to drain.
 *
 * <p><b>When a quorum agrees</b> a better vote may still be on its way. The protocol waits for it, 200 ms after the last news. With
 * {@link ElectionOptions#fastFinish} the wait is skipped when there is nobody left to bring one: every other voter either has a
 * connection to us and has voted, in this round, exactly as we do, or had one and can no longer be reached. A voter never leaves the
 * best vote that it knows for a worse one, and the best candidate votes for itself; so if all whom we can hear agree, the winner is the
 * best of them. A better one among those we cannot hear can split the election, as it can when it is later than 200 ms. What makes
 * either harmless is discovery: a leader needs a quorum of followers, and gives up without. Servers that wait the 200 ms find one that
 * did not wait LEADING or FOLLOWING, and its last vote in this round was sent before it decided.
 */
final class LeaderSearch {
    private static final long NEVER = Long.MAX_VALUE;

    private final long sid;
    private final ElectionOptions options;
    private final Vote own;
    private final Map<Long, LinkState> links;
    private final BiConsumer<Long, Vote> sender;

    /** Votes of this round. */
    private final VoteTable received = new VoteTable();
    /** Votes of servers that have a leader, whatever their round. */
    private final VoteTable settled = new VoteTable();

    private EnsembleView view;
    private long clock;
    private Vote proposal;
    private long interval;
    private long resendAt = NEVER;
    private long finalizeAt = NEVER;

    /**
     * A search that has not begun.
     *
     * @param own this server's vote for itself, or for nobody
     * @param clock the round to begin with
     * @param links connections by sid, kept up to date by the owner
     * @param sender sends a proposal to one other server
     */
    LeaderSearch(
            long sid,
            EnsembleView view,
            ElectionOptions options,
            Vote own,
            long clock,
            Map<Long, LinkState> links,
            BiConsumer<Long, Vote> sender) {
        this.sid = sid;
        this.view = view;
        this.options = options;
        this.own = own;
        this.clock = clock;
        this.links = links;
        this.sender = sender;
        this.interval = options.notificationIntervalMin();
        this.proposal = own.inRound(clock);
    }

    Decision start(long nowMillis) {
        propose(own.inRound(clock));
        resendAt = nowMillis + interval;
        return finished(nowMillis, true);
    }

    long clock() {
        return clock;
    }

    Vote proposal() {
        return proposal;
    }

    /** Goes by other configurations from now on; if others vote in them, they are told of the proposal. */
    Decision onEnsembles(EnsembleView newView, long nowMillis) {
        boolean sameVoters = newView.verifier().voters().equals(view.verifier().voters());
        view = newView;
        if (!sameVoters) {
            sendProposal();
        }
        return finished(nowMillis, true);
    }

    /** A connection came or went. */
    Decision onLinks(long nowMillis) {
        return finished(nowMillis, false);
    }

    long nextDeadlineMillis() {
        return finalizeAt == NEVER ? resendAt : finalizeAt;
    }

    Decision onTime(long nowMillis) {
        if (finalizeAt != NEVER) {
            return nowMillis >= finalizeAt ? decide() : null;
        }
        if (nowMillis >= resendAt) {
            Decision lacking = joinWhoLacksUs();
            if (lacking != null) {
                return lacking;
            }
            sendProposal();
            interval = Math.min(2 * interval, options.notificationIntervalMax());
            resendAt = nowMillis + interval;
        }
        return null;
    }

    /**
     * A notification of another voter; null if nothing is decided by it. What is heard puts off our own question, unless only asking
     * gets us on.
     */
    Decision onNotification(long from, Notification n, long nowMillis) {
        if (!leavesUsToAsk(n)) {
            resendAt = nowMillis + interval;
        }
        if (!mayLead(n)) {
            return null;
        }
        return switch (ServerState.of(n.state())) {
            case LOOKING -> onLooking(from, n, nowMillis);
            case FOLLOWING, LEADING -> onSettled(from, n, nowMillis);
            case OBSERVING -> null;
        };
    }

    /**
     * Whether the one that is voted for can lead. Who looks votes for voters of its committed configuration, and tells us that if it is
     * newer than ours. A voter of the next one alone is voted for by nobody but itself, for as long as it does not know of the
     * committed one: who took such a vote for the best would keep it, when the candidate has long given up.
     */
    private boolean mayLead(Notification n) {
        return n.state() == ServerState.LOOKING.code()
                ? view.committed().isVoter(n.leader())
                : view.isVoter(n.leader());
    }

    /**
     * Whether our question must not wait for this one. If our database is lost, votes do not count and only asking tells who leads;
     * and a server that has lost its own asks no matter what others know. A vote for nobody, and a worse vote of our round, are answered
     * by nobody (spec: election-protocol §6): who repeats it as often as we ask would never hear of ours again.
     */
    private boolean leavesUsToAsk(Notification n) {
        return own.zxid() == Zxid.LOST
                || n.zxid() == Zxid.LOST
                || !mayLead(n)
                || (n.state() == ServerState.LOOKING.code()
                        && n.electionEpoch() == clock
                        && proposal.isBetterThan(Vote.of(n), view.verifier()));
    }

    private Decision onLooking(long from, Notification n, long nowMillis) {
        // It has no leader any more.
        settled.remove(from);
        boolean isPast = n.electionEpoch() < clock && !takesAnyRound();
        if (own.zxid() == Zxid.LOST || n.zxid() == Zxid.LOST || isPast) {
            return null;
        }
        Vote vote = Vote.of(n);
        if (n.electionEpoch() != clock) {
            clock = n.electionEpoch();
            received.clear();
            Vote mine = own.inRound(clock);
            propose(vote.isBetterThan(mine, view.verifier()) ? vote : mine);
        } else if (vote.isBetterThan(proposal, view.verifier())) {
            propose(vote);
        }
        boolean news = received.put(from, new ReceivedVote(vote, ServerState.LOOKING, n.version()));
        return finished(nowMillis, news);
    }

    /**
     * Whether our round is of no importance. A voter of the next configuration alone has nobody to vote for at first, and nobody takes
     * a round from such a vote: were its round ahead of the others', they would never meet, and the next configuration lack its quorum.
     */
    private boolean takesAnyRound() {
        return proposal.leader() == Vote.NOBODY && view.isVoter(sid);
    }

    private Decision onSettled(long from, Notification n, long nowMillis) {
        ReceivedVote vote = new ReceivedVote(Vote.of(n), ServerState.of(n.state()), n.version());
        boolean news = false;
        if (n.electionEpoch() == clock) {
            // Kept without its version, it is matched by others of this round if only the leader is the same.
            news = received.put(from, new ReceivedVote(vote.vote(), vote.state(), 0));
            Set<Long> supporters = received.matching(vote);
            if (view.verifier().isQuorum(supporters) && isConfirmed(n, received)) {
                return new Decision(vote.vote(), supporters);
            }
        }
        settled.put(from, vote);
        Set<Long> supporters = settled.matching(vote);
        // A change that only this server knows of must not keep it from those who have a leader; discovery says whom it
        // may follow.
        QuorumVerifier verifier =
                n.leader() == sid ? view.verifier() : view.committed().verifier();
        if (verifier.isQuorum(supporters) && isConfirmed(n, settled)) {
            clock = n.electionEpoch();
            return new Decision(vote.vote(), supporters);
        }
        return finished(nowMillis, news);
    }

    /**
     * Somebody was elected by our vote, and we went after another leader meanwhile who is gone: it waits for us, and the answers of the
     * others will never make a quorum without our own. So, when nothing else was heard for a while, our vote counts for whoever says that
     * it leads, if it would have been for that one had it still been looking. Apache's servers leave it to the leader to give up, which
     * takes initLimit.
     */
    private Decision joinWhoLacksUs() {
        if (own.zxid() == Zxid.LOST || !view.committed().isVoter(sid)) {
            return null;
        }
        for (long leader : settled.leaders()) {
            ReceivedVote vote = settled.of(leader);
            if (own.isBetterThan(vote.vote(), view.verifier())) {
                continue;
            }
            Set<Long> supporters = settled.matching(vote);
            supporters.add(sid);
            if (view.verifier().isQuorum(supporters)) {
                clock = vote.vote().electionEpoch();
                return new Decision(vote.vote(), supporters);
            }
        }
        return null;
    }

    /** A leader counts only if it says so itself; we ourselves only for votes of our round. */
    private boolean isConfirmed(Notification n, VoteTable votes) {
        return n.leader() == sid ? n.electionEpoch() == clock : votes.claimsToLead(n.leader());
    }

    private void propose(Vote vote) {
        proposal = vote;
        finalizeAt = NEVER;
        sendProposal();
    }

    private void sendProposal() {
        if (view.isVoter(sid) && view.isVoter(proposal.leader()) && own.zxid() != Zxid.LOST) {
            received.put(sid, new ReceivedVote(proposal, ServerState.LOOKING, Notification.VERSION));
        }
        for (long voter : view.verifier().voters()) {
            if (voter != sid) {
                sender.accept(voter, proposal);
            }
        }
    }

    /** Decides if a quorum agrees and nothing speaks for waiting; else sees to it that the wait for a better vote runs. */
    private Decision finished(long nowMillis, boolean news) {
        Set<Long> supporters = received.voting(proposal);
        if (!view.verifier().isQuorum(supporters)) {
            finalizeAt = NEVER;
            return null;
        }
        if (options.fastFinish() && allAgree(supporters)) {
            return decide();
        }
        if (news || finalizeAt == NEVER) {
            finalizeAt = nowMillis + options.finalizeWait();
        }
        return null;
    }

    private boolean allAgree(Set<Long> supporters) {
        for (long voter : view.verifier().voters()) {
            LinkState link = voter == sid ? LinkState.UP : links.getOrDefault(voter, LinkState.PENDING);
            if (link == LinkState.PENDING || (link == LinkState.UP && !supporters.contains(voter))) {
                return false;
            }
        }
        return true;
    }

    private Decision decide() {
        return new Decision(proposal, received.voting(proposal));
    }

    /** Everything that its behaviour depends on. */
    @Override
    public String toString() {
        return "proposal " + proposal + ", heard " + received + ", settled " + settled + ", sends again at " + resendAt
                + (finalizeAt == NEVER ? "" : ", decides at " + finalizeAt);
    }
}
