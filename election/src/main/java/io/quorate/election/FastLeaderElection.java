package io.quorate.election;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.MalformedEnsembleException;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.Notification;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Finds a leader, and answers others who look for one, for as long as the server lives (spec: election-protocol §5 to §9).
 *
 * <p>Driven by calls, on one thread and never re-entrant: {@link #start} to look for a leader, everything that arrives, and the time.
 * Times are milliseconds of one monotonic clock. It answers through {@link ElectionEffects}. Transitions of {@link #state}: any state to
 * LOOKING by {@link #start}; LOOKING to another one by {@link ElectionEffects#decided}; between the others by {@link #designate}.
 */
public final class FastLeaderElection {
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * How old the vote of a server may be that began to look for a leader before we did. It was first to notice what we notice
     * now, and will not say it again soon; but somebody who looked for a leader long ago has found one.
     */
    private static final long EARLY_VOTE_MILLIS_MAX = 400;

    private final long sid;
    private final ElectionOptions options;
    private final RandomGenerator random;
    private final ElectionEffects effects;
    private final Map<Long, LinkState> links = new TreeMap<>();
    /** Servers that have been connected at least once. */
    private final Set<Long> met = new TreeSet<>();
    /** Votes that came while we had a leader, newest of each sender. */
    private final Map<Long, EarlyVote> earlyVotes = new TreeMap<>();

    private EnsembleView view;
    private String config;
    private ServerState state = ServerState.LOOKING;
    /** The logical clock: the round of the present or last election. */
    private long clock;

    private long zxid;
    private long currentEpoch;
    /** While LOOKING, once the round has begun; else null. */
    private LeaderSearch search;
    /** When an observer's round is to begin. */
    private long beginAt = NEVER;

    private Vote finalVote;
    private Set<Long> leadingVoteSet = Set.of();

    /** The epoch of each server's history, as it said when it proposed itself. */
    private final Map<Long, Long> claimedEpochs = new TreeMap<>();

    private record EarlyVote(Notification notification, long atMillis) {}

    /**
     * An election that has not started; until then it leaves notifications unanswered.
     *
     * @param random for the delay of observers
     */
    public FastLeaderElection(
            long sid, EnsembleView view, ElectionOptions options, RandomGenerator random, ElectionEffects effects) {
        this.sid = sid;
        this.options = options;
        this.random = random;
        this.effects = effects;
        setView(view);
    }

    private void setView(EnsembleView newView) {
        view = newView;
        config = newView.committed().toText();
    }

    /**
     * Looks for a leader, in a new round: at start-up, and whenever the leader or the leadership is lost. An observer that had a
     * leader first waits a random time, so that all observers of a lost leader do not come at once.
     *
     * @param lastLoggedZxid of the durable log; {@link Zxid#LOST} if the database is lost: then this server
     *     does not count, and waits for others to have a leader
     * @param epoch the durable current epoch, not lower than that of the zxid
     */
    public void start(long nowMillis, long lastLoggedZxid, long epoch) {
        if (epoch < Zxid.epoch(lastLoggedZxid)) {
            throw new IllegalArgumentException("current epoch: " + epoch + " with a last zxid of "
                    + Zxid.toText(lastLoggedZxid) + " (expected: at least its epoch)");
        }
        boolean delayed = state == ServerState.OBSERVING && isObserver() && options.observerDelayMax() > 0;
        state = ServerState.LOOKING;
        zxid = lastLoggedZxid;
        currentEpoch = epoch;
        search = null;
        leadingVoteSet = Set.of();
        beginAt = NEVER;
        if (delayed) {
            beginAt = nowMillis + random.nextInt(options.observerDelayMax());
        } else {
            begin(nowMillis);
        }
    }

    private void begin(long nowMillis) {
        beginAt = NEVER;
        clock++;
        search = new LeaderSearch(sid, view, options, ownVote(), clock, links, this::sendProposal);
        conclude(search.start(nowMillis));
        replayEarlyVotes(nowMillis);
    }

    /** Observers have no history to offer, and who has no vote cannot be voted for. */
    private Vote ownVote() {
        long candidate = view.committed().isVoter(sid) ? sid : Vote.NOBODY;
        return isObserver()
                ? new Vote(candidate, Vote.NOBODY, clock, Vote.NOBODY)
                : new Vote(candidate, zxid, clock, currentEpoch);
    }

    private boolean isObserver() {
        return view.committed().isObserver(sid);
    }

    private void replayEarlyVotes(long nowMillis) {
        Map<Long, EarlyVote> early = new TreeMap<>(earlyVotes);
        earlyVotes.clear();
        early.forEach((from, vote) -> {
            boolean counts = search != null
                    && view.isVoter(from)
                    && vote.notification.electionEpoch() >= clock
                    && nowMillis - vote.atMillis <= EARLY_VOTE_MILLIS_MAX;
            if (counts) {
                conclude(search.onNotification(from, vote.notification, nowMillis));
            }
        });
    }

    /** A notification of another server came in. */
    public void onNotification(long from, Notification n, long nowMillis) {
        if (hasNotStarted() || (state == ServerState.LOOKING && restartedFor(n, nowMillis))) {
            return;
        }
        if (n.state() == Notification.LOOKING && n.leader() == from) {
            claimedEpochs.put(from, n.peerEpoch());
        }
        if (!view.isVoter(from)) {
            Vote vote = state == ServerState.LOOKING ? proposal() : finalVote;
            effects.send(from, vote.inRound(clock).toNotification(state, config));
        } else if (state == ServerState.LOOKING) {
            onVote(from, n, nowMillis);
        } else if (n.state() == Notification.LOOKING) {
            EarlyVote before = earlyVotes.put(from, new EarlyVote(n, nowMillis));
            // A voter answers an observer at once; the same again is its answer to ours, and would go on for as long as
            // it looks.
            if (!isObserver() || before == null || !before.notification.equals(n)) {
                effects.send(from, finalVote.toNotification(state, config));
            }
        }
    }

    private boolean hasNotStarted() {
        return state == ServerState.LOOKING && search == null && beginAt == NEVER;
    }

    private Vote proposal() {
        return search == null ? ownVote() : search.proposal();
    }

    private void onVote(long from, Notification n, long nowMillis) {
        // A voter answers an observer at once but takes no round from it: the two would go on for as long as both look.
        if (n.state() == Notification.LOOKING && n.electionEpoch() < clock && !isObserver()) {
            sendProposal(from, proposal());
        }
        if (search != null) {
            conclude(search.onNotification(from, n, nowMillis));
        }
    }

    /** Takes over a newer configuration; true if it changes the ensemble, so that the election began anew. */
    private boolean restartedFor(Notification n, long nowMillis) {
        Ensemble newer = newerEnsemble(n);
        if (newer == null) {
            return false;
        }
        boolean changed = !newer.isSameAs(view.committed());
        effects.adopted(newer);
        onEnsembles(view.withCommitted(newer), nowMillis);
        return changed;
    }

    /** The committed configuration of the sender if it is newer than ours, else null. One that cannot be read is none. */
    private Ensemble newerEnsemble(Notification n) {
        try {
            boolean newer = !n.config().isEmpty()
                    && Ensemble.versionOf(n.config()) > view.committed().version();
            return newer ? Ensemble.parse(n.config()) : null;
        } catch (MalformedEnsembleException e) {
            return null;
        }
    }

    /**
     * Other configurations count from now on. If the committed one really changed, the clock is set back, and an election that
     * is under way begins anew (spec: election-protocol §9).
     */
    public void onEnsembles(EnsembleView newView, long nowMillis) {
        boolean changed = !newView.committed().isSameAs(view.committed());
        setView(newView);
        if (changed) {
            clock = 0;
            earlyVotes.clear();
        }
        if (search != null && changed) {
            begin(nowMillis);
        } else if (search != null) {
            conclude(search.onEnsembles(newView, nowMillis));
        }
    }

    /** The connection to another server came, went, or is being made. */
    public void onLink(long other, LinkState link, long nowMillis) {
        if (link == LinkState.UP) {
            met.add(other);
        }
        // A server that we have never met may be starting as we are.
        boolean mayBeStarting = link == LinkState.DOWN && !met.contains(other);
        links.put(other, mayBeStarting ? LinkState.PENDING : link);
        if (search != null) {
            conclude(search.onLinks(nowMillis));
        }
    }

    /** To be called at {@link #nextDeadlineMillis} at the latest. */
    public void onTime(long nowMillis) {
        if (nowMillis >= beginAt) {
            begin(nowMillis);
        } else if (search != null) {
            conclude(search.onTime(nowMillis));
        }
    }

    /** When {@link #onTime} has something to do; {@link Long#MAX_VALUE} if never. */
    public long nextDeadlineMillis() {
        return search == null ? beginAt : search.nextDeadlineMillis();
    }

    private void conclude(Decision decision) {
        if (search == null) {
            return;
        }
        clock = search.clock();
        if (decision != null) {
            search = null;
            finalVote = decision.vote();
            state = roleUnder(finalVote.leader());
            leadingVoteSet = state == ServerState.LEADING
                    ? Collections.unmodifiableSet(new TreeSet<>(decision.supporters()))
                    : Set.of();
            effects.decided(finalVote, state);
        }
    }

    private ServerState roleUnder(long leader) {
        if (leader == sid) {
            return ServerState.LEADING;
        }
        return isObserver() ? ServerState.OBSERVING : ServerState.FOLLOWING;
    }

    private void sendProposal(long to, Vote vote) {
        // Whoever could not be reached is dialled again now.
        links.computeIfPresent(to, (any, link) -> link == LinkState.DOWN ? LinkState.PENDING : link);
        effects.send(to, vote.toNotification(state, config));
    }

    /** Discovery and synchronisation have established this epoch; it stands in all answers from now on. */
    public void onEpochEstablished(long epoch) {
        requireLeader("established epoch " + epoch);
        finalVote = finalVote.withPeerEpoch(epoch);
    }

    /**
     * A reconfig has named the leader: the server takes its role under it without an election (spec: zab-protocol §10).
     *
     * @param lastZxid of this server
     */
    public void designate(long leader, long lastZxid) {
        requireLeader("designated leader " + leader);
        finalVote = new Vote(leader, lastZxid, finalVote.electionEpoch(), finalVote.peerEpoch());
        state = roleUnder(leader);
        leadingVoteSet = Set.of();
        effects.decided(finalVote, state);
    }

    private void requireLeader(String what) {
        if (state == ServerState.LOOKING) {
            throw new IllegalStateException(what + " while LOOKING (expected: in another state)");
        }
    }

    public ServerState state() {
        return state;
    }

    /** The round of the present or last election; 0 before the first and after a change of the ensemble. */
    public long round() {
        return clock;
    }

    /** What this server votes for: while LOOKING its proposal, else the vote that decided. */
    public Vote vote() {
        return state == ServerState.LOOKING ? proposal() : finalVote;
    }

    /** The epoch of another server's history as it said last when it proposed itself as leader; {@link Vote#NOBODY} if it never did. */
    public long claimedEpoch(long other) {
        return claimedEpochs.getOrDefault(other, Vote.NOBODY);
    }

    /** While LEADING by an election: the servers whose votes made this one the leader; else empty. */
    public Set<Long> leadingVoteSet() {
        return leadingVoteSet;
    }

    public EnsembleView view() {
        return view;
    }

    /** For people: everything that its behaviour depends on, but for the configurations. */
    @Override
    public String toString() {
        return "server " + sid + " " + state + " in round " + clock + ", links " + links
                + (search == null ? ", vote " + finalVote : ", " + search)
                + (earlyVotes.isEmpty() ? "" : ", early votes " + earlyVotes);
    }
}
