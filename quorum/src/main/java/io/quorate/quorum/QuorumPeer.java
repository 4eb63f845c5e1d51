package io.quorate.quorum;

import io.quorate.election.ElectionEffects;
import io.quorate.election.FastLeaderElection;
import io.quorate.election.LinkState;
import io.quorate.election.ServerState;
import io.quorate.election.Vote;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.PrepRequestProcessor;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One server of an ensemble as a state machine: packets, requests, disk completions and the time go in, calls on {@link Effects}
 * come out. It has no thread, lock, file, socket or clock; whoever drives it calls it from one thread, never from within
 * an effect, and tells it the time before anything else.
 *
 * <p>It always has one {@link Role}. When a role ends, what is on its way to the disk is waited for; all that is logged then is this
 * server's history, and it looks for a leader. An ensemble of one is a {@link Leader} whose quorum is itself, for ever.
 */
public final class QuorumPeer {
    private static final long NO_LEADER = -1;

    /** The pauses before another attempt while none comes to serving: the first, and the longest. */
    private static final long RETRY_MILLIS_MIN = 10;

    private static final long RETRY_MILLIS_MAX = 1_000;

    private final PeerContext context;
    private final FastLeaderElection election;
    private Role role;
    private long lastConnection;

    /** Why the role has ended, until what follows from it has been done; else null. */
    private String leaving;
    /** Who leads from now on by the word of the leader before; else anybody, whom an election has to find. */
    private long successor = RoleExit.ANYBODY;
    /** Whether the role has ended with everything done that it had begun. */
    private boolean orderly;

    /** Whether this server is about to end, and whether the driver was told that it may. */
    private boolean stopping;

    private boolean stopped;
    /** Whether the next election waits for the disk. */
    private boolean draining;
    /** What the election has decided, until the role is taken; else null. */
    private Vote decided;

    private boolean inBatch;
    private boolean serving;
    /** The pause after the next role that ends without having served; 0 after one that has. */
    private long retryMillis;

    private long electAtMillis;
    private long electionStartMillis;
    private long electionMillis = -1;

    /**
     * A server of one that leads itself.
     *
     * @param recovered what the disk holds
     * @param random where snapshot thresholds are drawn from; seeded by the driver
     * @param nowNanos the monotonic clock
     * @param wallMillis the wall clock
     */
    public QuorumPeer(
            PeerOptions options,
            PrepRequestProcessor prep,
            DataTree recovered,
            Effects effects,
            RandomGenerator random,
            long nowNanos,
            long wallMillis) {
        PeerState state = new PeerState(recovered, List.of(), recovered.lastZxid(), 0, 0);
        this.context = new PeerContext(options, null, prep, effects, state, random, wallMillis);
        this.context.nowMillis = nowNanos / 1_000_000;
        this.election = null;
        this.role = Leader.alone(context);
    }

    private QuorumPeer(PeerContext context, RandomGenerator random) {
        this.context = context;
        this.election = new FastLeaderElection(
                context.sid(), context.view, context.ensemble.election(), random, new Election());
        context.claimedEpoch = election::claimedEpoch;
        this.role = new Looking(context);
        this.draining = true;
    }

    /**
     * A member of an ensemble; {@link #start} has to follow.
     *
     * @param view the configurations found at the start
     * @param recovered what the disk holds
     * @param random seeded by the driver
     * @param nowNanos the monotonic clock
     * @param wallMillis the wall clock
     */
    public static QuorumPeer member(
            PeerOptions options,
            EnsembleOptions ensembleOptions,
            EnsembleView view,
            PrepRequestProcessor prep,
            PeerState recovered,
            Effects effects,
            RandomGenerator random,
            long nowNanos,
            long wallMillis) {
        PeerContext context = new PeerContext(options, ensembleOptions, prep, effects, recovered, random, wallMillis);
        context.view = view;
        context.nowMillis = nowNanos / 1_000_000;
        return new QuorumPeer(context, random);
    }

    /** Begins the first election of a member; to be called once. */
    public void start() {
        settle();
    }

    // ---- inputs

    /** Tells the time: the monotonic clock in ns, the wall clock in ms since 1970. Acts on every deadline passed. */
    public void onTime(long nowNanos, long newWallMillis) {
        context.nowMillis = nowNanos / 1_000_000;
        context.wallMillis = newWallMillis;
        if (context.nowMillis >= nextDeadlineMillis()) {
            role.onTime();
            context.clients.onTime(context.nowMillis);
            if (election != null && context.nowMillis >= election.nextDeadlineMillis()) {
                election.onTime(context.nowMillis);
            }
            settle();
        }
    }

    /** When {@link #onTime} has to be called at the latest, on the monotonic clock in ms. */
    public long nextDeadlineMillis() {
        long next = role.nextDeadlineMillis();
        if (election == null) {
            return next;
        }
        next = Math.min(next, Math.min(election.nextDeadlineMillis(), context.clients.nextDeadlineMillis()));
        return draining && context.disk.isIdle() ? Math.min(next, electAtMillis) : next;
    }

    /**
     * Gives several inputs as one batch: what they lead to is sent, logged and published together, behind the last of them.
     *
     * @param inputs calls the other methods for inputs, but not {@link #onTime}
     */
    public void together(Runnable inputs) {
        inBatch = true;
        try {
            inputs.run();
        } finally {
            inBatch = false;
        }
        settle();
    }

    /**
     * Takes requests of this server's clients, in the order in which each session sent them. Every request is answered
     * by the publication of its transaction, a sync by {@link Effects#synced}; requests of a session that is gone or
     * about to be are dropped, since its connection is about to be closed, and so are all while this server does not serve.
     */
    public void onRequests(List<Request> requests) {
        role.onRequests(requests);
        settle();
    }

    /** Takes a client's wish to go on with its session; answered by {@link Effects#reopened} if this server serves. */
    public void onReopen(Reopen reopen) {
        role.onReopen(reopen);
        settle();
    }

    /** Notes that these sessions were heard of. */
    public void onTouched(List<Long> sessionIds) {
        role.onTouched(sessionIds);
        settle();
    }

    /** Notes that the log is durable up to this zxid. */
    public void onLogged(long zxid) {
        context.disk.onLogged(zxid);
        role.onLogged();
        settle();
    }

    /** Notes that the oldest of the epochs and trees that were to be stored is durable. */
    public void onStored() {
        context.disk.onStored();
        settle();
    }

    /**
     * Notes that the log was cut back.
     *
     * @param tree recovered from what is left
     * @param history the last transactions that led to it, oldest first
     */
    public void onTruncated(DataTree tree, List<Proposal> history) {
        context.database.reset(tree, history);
        context.unlogged = false;
        context.disk.onTruncated(tree.lastZxid());
        settle();
    }

    /** Notes that the snapshot asked for is safe on disk. */
    public void onSnapshotSaved() {
        context.snapshots.saved();
    }

    /** A notification of another server came in. */
    public void onNotification(long sid, Notification notification) {
        election.onNotification(sid, notification, context.nowMillis);
        settle();
    }

    /** The election connection to another server came, went, or is being made. */
    public void onLink(long sid, LinkState link) {
        election.onLink(sid, link, context.nowMillis);
        settle();
    }

    /** Somebody has connected to the quorum port. */
    public void onLearnerOpened(long learner, String address) {
        role.onLearnerOpened(learner, address);
        settle();
    }

    /** Somebody has connected to the port for observers. */
    public void onObserverOpened(long learner, String address) {
        if (role instanceof Follower follower && leaving == null) {
            follower.onObserverOpened(learner, address);
        } else {
            context.effects.closeLearner(learner, "this server does not follow a leader");
        }
        settle();
    }

    /** A packet of a learner came in. */
    public void onLearnerPacket(long learner, QuorumPacket packet) {
        if (leaving == null) {
            role.onLearnerPacket(learner, packet);
        }
        settle();
    }

    /** A learner has taken a further piece of something long that it was sent, such as a snapshot. */
    public void onLearnerProgress(long learner) {
        role.onLearnerProgress(learner);
        settle();
    }

    /**
     * The log on disk was looked at for a learner.
     *
     * @param objection why it is not to be sent; null if it is
     */
    public void onLogChecked(long learner, String objection) {
        role.onLogChecked(learner, objection);
        settle();
    }

    /** The connection of a learner has ended. */
    public void onLearnerClosed(long learner) {
        role.onLearnerClosed(learner);
        settle();
    }

    /** The connection to the leader is made. */
    public void onLeaderOpened(long connection) {
        if (role instanceof Learner learner) {
            learner.onOpened(connection);
        }
        settle();
    }

    /** A packet of the leader came in; any but SNAP. */
    public void onLeaderPacket(long connection, QuorumPacket packet) {
        if (role instanceof Learner learner && leaving == null) {
            learner.onPacket(connection, packet);
        }
        settle();
    }

    /** A further piece of the tree behind a SNAP came in. */
    public void onLeaderProgress(long connection) {
        if (role instanceof Learner learner) {
            learner.onProgress(connection);
        }
        settle();
    }

    /** SNAP came in, with the whole tree behind it. */
    public void onLeaderSnapshot(long connection, DataTree tree) {
        if (role instanceof Learner learner && leaving == null) {
            learner.onSnapshot(connection, tree);
        }
        settle();
    }

    /** The connection to the leader could not be made, or has ended. */
    public void onLeaderClosed(long connection, String reason) {
        if (role instanceof Learner learner) {
            learner.onClosed(connection, reason);
        }
        settle();
    }

    /**
     * This server is about to end. A leader begins nothing any more, has committed what it has proposed, and tells the others; {@link
     * Effects#handedOver} follows, at once or later. If there is no quorum for that it does not follow, so the driver waits for a
     * limited time only.
     */
    public void onStop() {
        stopping = true;
        role.onStop();
        settle();
    }

    // ---- from role to role

    /** Does what the input has led to. */
    private void settle() {
        if (inBatch) {
            return;
        }
        role.flush();
        if (stopping && !stopped && role.hasStopped()) {
            stopped = true;
            context.effects.handedOver();
        }
        if (election == null) {
            return;
        }
        if (context.viewChanged) {
            context.viewChanged = false;
            election.onEnsembles(context.view, context.nowMillis);
        }
        if (leaving != null) {
            endRole();
        }
        if (!serving && role.isServing()) {
            serving = true;
            retryMillis = 0;
            election.onEpochEstablished(context.currentEpoch);
        }
        // An election that goes on meanwhile decides nothing: it begins anew.
        draining |= role instanceof Looking && hasToBeOnDisk();
        if (draining && context.nowMillis >= electAtMillis && context.disk.isIdle()) {
            lookForLeader();
        }
        if (draining) {
            decided = null;
        } else if (decided != null) {
            takeRole();
        }
    }

    private void leave(String reason, long next, boolean inOrder) {
        if (leaving == null) {
            leaving = reason;
            orderly = inOrder;
            successor = context.view.committed().isVoter(next) ? next : RoleExit.ANYBODY;
        }
    }

    private void endRole() {
        context.effects.tell((isDesignated() ? "Changing the leader: " : "Looking for a leader: ") + leaving);
        leaving = null;
        role.end();
        context.keepForReading(serving);
        if (serving) {
            serving = false;
            if (orderly) {
                // Even if it never comes to anything: clients time out later than that, and go elsewhere.
                context.clients.hold(context.database.committed().lastZxid(), context.nowMillis + context.tickMillis());
            } else {
                context.clients.stop();
            }
        } else {
            // Nothing may have changed since: a leader that this server cannot follow is found again at once.
            retryMillis = Math.min(RETRY_MILLIS_MAX, Math.max(RETRY_MILLIS_MIN, 2 * retryMillis));
        }
        electAtMillis = context.nowMillis + retryMillis;
        context.disk.abandon();
        role = new Looking(context);
        draining = true;
    }

    private boolean isDesignated() {
        return successor != RoleExit.ANYBODY;
    }

    /** All that is logged is what this server has, whether it was committed or not; the next leader will say. */
    private void lookForLeader() {
        context.database.commitAll();
        context.seeLoggedConfig();
        if (hasToBeOnDisk()) {
            putOnDisk();
            return;
        }
        draining = false;
        long logged = context.disk.appendedZxid();
        DataTree tree = context.database.committed();
        if (Zxid.counter(tree.lastZxid()) == 0 && tree.lastZxid() > logged && !context.unlogged) {
            // A leader's tree stands at the beginning of its epoch before there is a transaction. That of an observer
            // without a log
            // is another one than what it has on its disk.
            context.database.replaceTree(tree.withZxid(logged));
        }
        electionStartMillis = context.nowMillis;
        if (isDesignated()) {
            election.designate(successor, context.database.committed().lastZxid());
            return;
        }
        // What is on no disk is no reason for a vote, if others tell this server now that it has one.
        long lastZxid = context.unlogged ? logged : context.database.committed().lastZxid();
        long epoch = context.unlogged ? Zxid.epoch(logged) : Math.max(context.currentEpoch, Zxid.epoch(lastZxid));
        election.start(context.nowMillis, context.lost ? Zxid.LOST : lastZxid, epoch);
    }

    /** Whether this server is to vote, and was an observer without a log: it has to have what it says that it has. */
    private boolean hasToBeOnDisk() {
        return context.unlogged && !context.view.committed().isObserver(context.sid());
    }

    private void putOnDisk() {
        context.unlogged = false;
        // It may have been left in the midst of a later history.
        long epoch = Math.max(
                context.currentEpoch, Zxid.epoch(context.database.committed().lastZxid()));
        context.disk.install(context.database.committed());
        context.disk.storeCurrentEpoch(epoch, () -> context.currentEpoch = epoch, () -> context.lost = false);
    }

    private void takeRole() {
        Vote vote = decided;
        decided = null;
        electionMillis = context.nowMillis - electionStartMillis;
        TreeMap<Long, Looking.Parked> early = new TreeMap<>();
        if (role instanceof Looking looking) {
            early = looking.takeParked();
            looking.stopServing();
        }
        ServerState state = election.state();
        boolean designated = isDesignated();
        successor = RoleExit.ANYBODY;
        context.effects.tell(
                designated
                        ? "Server " + vote.leader() + " is to lead: this server is " + state
                        : "Elected server " + vote.leader() + " in round " + vote.electionEpoch() + " after "
                                + electionMillis + " ms, its history ends with " + Zxid.toText(vote.zxid())
                                + ": this server is " + state);
        switch (state) {
            case LEADING -> role = Leader.of(context, this::leave, designated);
            case FOLLOWING -> follow(new Follower(context, this::leave, vote.leader(), () -> ++lastConnection));
            case OBSERVING -> follow(new Observer(context, this::leave, vote.leader(), () -> ++lastConnection));
            default -> throw new IllegalStateException("decided, but " + state);
        }
        early.forEach((learner, parked) -> {
            role.onLearnerOpened(learner, parked.address());
            for (QuorumPacket packet : parked.packets()) {
                role.onLearnerPacket(learner, packet);
            }
        });
        settle();
    }

    private void follow(Learner learner) {
        role = learner;
        learner.start();
    }

    /** What the election asks for. */
    private final class Election implements ElectionEffects {
        @Override
        public void send(long sid, Notification notification) {
            context.effects.notify(sid, notification);
        }

        @Override
        public void decided(Vote vote, ServerState state) {
            decided = vote;
        }

        @Override
        public void adopted(Ensemble newer) {
            context.changeView(context.view.withCommitted(newer));
            // The election goes by it already.
            context.viewChanged = false;
            context.seeLoggedConfig();
            context.effects.tell(
                    "Took over configuration version " + Long.toHexString(newer.version()) + " of another server");
        }
    }

    // ---- what others ask

    /** The tree of everything committed. */
    public DataTree committed() {
        return context.database.committed();
    }

    /** What an operator may want to know of this server, at this moment. */
    public PeerStatus status() {
        return StatusReport.of(context, role, election == null ? null : quorumStatus());
    }

    private QuorumStatus quorumStatus() {
        return new QuorumStatus(
                role.state(),
                role.phase(),
                leaderSid(),
                context.acceptedEpoch,
                context.currentEpoch,
                election.round(),
                context.view.committed().toText(),
                StatusReport.learners(role),
                StatusReport.pendingSyncs(role),
                context.view.committed().voters().size(),
                electionMillis,
                role instanceof Looking looking && looking.isReadOnly(),
                role instanceof Learner learner ? learner.masterSid() : NO_LEADER,
                role instanceof Follower follower && follower.servesObservers());
    }

    private long leaderSid() {
        if (role instanceof Learner learner) {
            return learner.leaderSid();
        }
        return role instanceof Leader ? context.sid() : NO_LEADER;
    }

    /** Whether this operation has to go through {@link #onRequests}. */
    public static boolean isForTheLeader(int opCode) {
        return switch (opCode) {
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.SET_DATA,
                    OpCode.SET_ACL,
                    OpCode.MULTI,
                    OpCode.RECONFIG,
                    OpCode.SYNC,
                    OpCode.CREATE_SESSION,
                    OpCode.CLOSE_SESSION -> true;
            default -> false;
        };
    }
}
