package io.quorate.tests.sim;

import io.quorate.election.ServerState;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.Effects;
import io.quorate.quorum.PeerOptions;
import io.quorate.quorum.PeerState;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumPeer;
import io.quorate.quorum.QuorumStatus;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.quorum.SessionPasswords;
import io.quorate.tests.sim.check.Txn;
import io.quorate.tree.DataTree;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One life of a server, from its start to its death: the driver of a real {@link QuorumPeer} in virtual time. */
final class ServerProcess implements Effects, SimNetwork.Host {
    private static final int SNAPSHOT_FACTOR = 20;

    private final Simulation simulation;
    private final SimServer server;
    private final SplittableRandom random;
    private final long hashSeed;
    private final QuorumPeer peer;
    private final ElectionPort election;
    private final QuorumPort quorum;
    private final SimLogThread log;
    private final List<ClientLoopSim> loops = new ArrayList<>();
    private final Mailbox coreMailbox;
    private final ArrayDeque<Runnable> afterThis = new ArrayDeque<>();
    private final ArrayDeque<Runnable> whilePaused = new ArrayDeque<>();
    private boolean alive = true;
    private boolean paused;
    private boolean serving;
    private long servingPeriod;
    /** Whether clients wait for it to serve again. */
    private boolean held;
    /** What ends the process when it has handed over; null while nobody wants that. */
    private Runnable stopping;

    private long wakeAtMillis = Long.MAX_VALUE;
    private ServerState lastState;
    private boolean newlyServing;
    private boolean servedAsLeader;
    private EnsembleView view;

    ServerProcess(Simulation simulation, SimServer server, SplittableRandom random, PeerState state) {
        this.simulation = simulation;
        this.server = server;
        this.random = random;
        this.hashSeed = random.nextLong();
        Knobs knobs = simulation.knobs;
        this.coreMailbox = new Mailbox(simulation.scheduler, random.split(), knobs.mailboxNanosMax, this);
        this.log = new SimLogThread(this, server.storage, server.storage.logAfter(state.lastZxid()), random.split());
        for (int i = 0; i < knobs.loops; i++) {
            loops.add(new ClientLoopSim(this, random.split(), state.tree()));
        }
        boolean alone = knobs.servers == 1;
        this.view = server.startView();
        this.election = alone ? null : new ElectionPort(this, view);
        this.quorum = alone ? null : new QuorumPort(this, random.split());
        PeerOptions options = new PeerOptions(
                server.sid,
                knobs.tickMillis,
                knobs.snapCount,
                0,
                knobs.tickMillis * 10L,
                10_000,
                0,
                SessionPasswords.COMMON);
        PrepRequestProcessor prep = SimOptions.prep(knobs);
        this.peer = alone
                ? new QuorumPeer(options, prep, state.tree(), this, random.split(), nowNanos(), wallMillis())
                : QuorumPeer.member(
                        options,
                        SimOptions.ensemble(knobs),
                        view,
                        prep,
                        state,
                        this,
                        random.split(),
                        nowNanos(),
                        wallMillis());
        trace(
                Trace.Kind.LIFE,
                state.lastZxid(),
                () -> "starts with " + Zxid.toText(state.lastZxid()) + ", epochs " + state.acceptedEpoch()
                        + " accepted, " + state.currentEpoch() + " current");
        if (alone) {
            serving = true;
            simulation.ledger.serves(server.sid, state.tree());
        }
    }

    /** Begins to run. */
    void start() {
        if (election == null) {
            settle();
        } else {
            input("start", QuorumPeer::start);
        }
    }

    // ---- what the parts around it need

    Simulation simulation() {
        return simulation;
    }

    QuorumPeer core() {
        return peer;
    }

    long hashSeed() {
        return hashSeed;
    }

    long nowNanos() {
        return server.clock.nanos();
    }

    long nowMillis() {
        return nowNanos() / Scheduler.MILLI;
    }

    long wallMillis() {
        return server.clock.wallMillis();
    }

    SimLogThread log() {
        return log;
    }

    boolean isLeader() {
        return servedAsLeader;
    }

    /** Whether it does what it is there for: serves clients, or leads without. */
    boolean isServing() {
        return serving || servedAsLeader;
    }

    /** Tells the core something, at once. */
    void input(String what, Consumer<QuorumPeer> work) {
        if (!alive) {
            return;
        }
        try {
            peer.onTime(nowNanos(), wallMillis());
            work.accept(peer);
            settle();
        } catch (SimulatedCrash e) {
            throw new SimulationFailure("the core of server " + id() + " touched the disk", e);
        } catch (SimulationFailure | io.quorate.tests.sim.check.LedgerViolation e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SimulationFailure("the core of server " + id() + " failed on " + what + ": " + e, e);
        }
    }

    /** Tells the core something, by way of its mailbox. */
    void toCore(Consumer<QuorumPeer> work) {
        coreMailbox.post(() -> input("completion", work));
    }

    /** Does something in another event of the same time. */
    void toSelf(Runnable work) {
        simulation.scheduler.after(0, () -> whenRunning(work));
    }

    /** Does something with the core when the input that runs now is done. */
    void afterThis(Runnable work) {
        afterThis.add(work);
    }

    private void settle() {
        while (!afterThis.isEmpty()) {
            afterThis.poll().run();
        }
        watchRole();
        long deadline = peer.nextDeadlineMillis();
        if (election != null) {
            deadline = Math.min(deadline, election.links().nextDeadlineMillis());
        }
        if (deadline < wakeAtMillis) {
            wakeAtMillis = deadline;
            long mine = deadline;
            simulation.scheduler.at(server.clock.whenMillis(deadline), () -> whenRunning(() -> wake(mine)));
        }
    }

    private void wake(long deadline) {
        if (deadline != wakeAtMillis) {
            return;
        }
        wakeAtMillis = Long.MAX_VALUE;
        input("time", core -> {
            if (election != null) {
                election.links().onTime(nowMillis());
            }
        });
    }

    private void watchRole() {
        QuorumStatus status = election == null ? null : peer.status().quorum();
        if (status == null) {
            return;
        }
        if (status.state() != lastState) {
            ServerState before = lastState;
            lastState = status.state();
            trace(Trace.Kind.ROLE, lastState.name().hashCode(), () -> lastState + " under " + status.leaderSid());
            if (lastState == ServerState.LOOKING) {
                simulation.marks.hit(Mark.ELECTION);
                if (before == ServerState.LEADING) {
                    simulation.marks.hit(servedAsLeader ? Mark.LEADER_WITHOUT_QUORUM : Mark.DISCOVERY_ABANDONED);
                }
                servedAsLeader = false;
            }
        }
        boolean leads = status.state() == ServerState.LEADING && status.phase().equals("broadcast");
        if (leads && !servedAsLeader) {
            servedAsLeader = true;
            if (!serving) {
                simulation.ledger.leadsQuietly(id(), peer.committed());
            }
            simulation.marks.hit(serving ? Mark.LEADER_SERVED : Mark.LEADER_SERVED_NOBODY);
            simulation.ledger.leads(id(), status.currentEpoch());
        } else if (newlyServing) {
            simulation.marks.hit(status.state() == ServerState.OBSERVING ? Mark.OBSERVER_SERVED : Mark.FOLLOWER_SERVED);
        }
        newlyServing = false;
    }

    void trace(Trace.Kind kind, long number, java.util.function.Supplier<String> text) {
        simulation.trace.event(kind, id(), number, text);
    }

    // ---- life and death

    @Override
    public long id() {
        return server.sid;
    }

    @Override
    public void whenRunning(Runnable action) {
        if (!alive) {
            return;
        }
        if (paused) {
            whilePaused.add(action);
        } else {
            action.run();
        }
    }

    /** Stops everything for a while, as a long garbage collection does. */
    void pause(long nanos) {
        if (paused) {
            return;
        }
        paused = true;
        simulation.marks.hit(Mark.PAUSE);
        trace(Trace.Kind.FAULT, nanos, () -> "pauses for " + nanos / Scheduler.MILLI + " ms");
        simulation.scheduler.after(nanos, () -> {
            paused = false;
            while (alive && !paused && !whilePaused.isEmpty()) {
                whilePaused.poll().run();
            }
        });
    }

    /** The process ends in the middle of an operation on its disk, with or without the machine. */
    void torn(SimulatedCrash where) {
        simulation.marks.hit(Mark.TORN);
        tell("dies while it was to " + where.getMessage());
        if (random.nextBoolean()) {
            server.cutPower();
        } else {
            server.kill();
        }
    }

    /** Ends the process because it cannot go on safely. */
    void fatal(String why) {
        tell("ends itself: " + why);
        server.diskFailed();
    }

    void die() {
        if (alive) {
            alive = false;
            trace(Trace.Kind.LIFE, 0, () -> "dies");
            log.die();
        }
    }

    @Override
    public boolean accept(SimNetwork.Port port, SimEnd end) {
        return switch (port) {
            case ELECTION -> election.accept(end);
            case QUORUM -> quorum.accept(end);
            case OBSERVERS -> quorum.acceptObserver(end);
            case CLIENT -> loops.get(random.nextInt(loops.size())).accept(end);
        };
    }

    // ---- effects on the disk

    @Override
    public void append(List<Proposal> proposals) {
        log.append(proposals);
    }

    @Override
    public void rollLog() {
        log.roll();
    }

    @Override
    public void storeAcceptedEpoch(long epoch) {
        log.storeAccepted(epoch);
    }

    @Override
    public void storeCurrentEpoch(long epoch) {
        log.storeCurrent(epoch);
    }

    @Override
    public void storeConfigurations(EnsembleView view) {
        log.storeConfigurations(view);
    }

    @Override
    public void truncate(long zxid) {
        log.truncate(zxid);
    }

    @Override
    public void install(DataTree tree) {
        log.install(tree);
    }

    @Override
    public void saveSnapshot(DataTree tree) {
        long nanos = random.nextLong(simulation.knobs.diskNanosMax * SNAPSHOT_FACTOR + 1);
        simulation.scheduler.after(
                nanos,
                () -> whenRunning(() -> {
                    try {
                        server.storage.snapshots().save(tree);
                    } catch (IOException e) {
                        fatal("a snapshot failed: " + e.getMessage());
                        return;
                    } catch (SimulatedCrash e) {
                        torn(e);
                        return;
                    }
                    simulation.marks.hit(Mark.SNAPSHOT);
                    trace(Trace.Kind.DISK, tree.lastZxid(), () -> "saved a snapshot of " + tree);
                    toCore(QuorumPeer::onSnapshotSaved);
                }));
    }

    // ---- effects on clients

    @Override
    public void serve(DataTree tree) {
        trace(Trace.Kind.ROLE, tree.lastZxid(), () -> "serves from " + tree);
        simulation.ledger.serves(id(), tree);
        serving = true;
        newlyServing = true;
        servingPeriod++;
        loops.forEach(loop -> loop.serve(tree, servingPeriod));
    }

    @Override
    public void serveReadOnly(DataTree tree) {
        simulation.marks.hit(Mark.READ_ONLY);
        trace(Trace.Kind.ROLE, tree.lastZxid(), () -> "serves reads from " + tree);
        servingPeriod++;
        loops.forEach(loop -> loop.serveReadOnly(tree, servingPeriod));
    }

    @Override
    public void opened(Request create, long sessionId) {
        simulation.marks.hit(Mark.LOCAL_SESSION);
        loops.forEach(loop -> loop.opened(create, sessionId));
    }

    @Override
    public void ended(long sessionId, Request close) {
        simulation.marks.hit(close == null ? Mark.LOCAL_SESSION_EXPIRED : Mark.LOCAL_SESSION_CLOSED);
        loops.forEach(loop -> loop.ended(sessionId, close));
    }

    @Override
    public void holdClients() {
        simulation.marks.hit(Mark.HELD);
        trace(Trace.Kind.ROLE, 1, () -> "holds its clients");
        // They still see what was published last, so the ledger goes on from there.
        serving = false;
        held = true;
        loops.forEach(ClientLoopSim::hold);
    }

    @Override
    public void resumeClients(DataTree tree) {
        simulation.marks.hit(Mark.RESUMED);
        trace(Trace.Kind.ROLE, tree.lastZxid(), () -> "goes on with its clients from " + tree);
        simulation.ledger.resumes(id(), tree);
        serving = true;
        held = false;
        newlyServing = true;
        servingPeriod++;
        loops.forEach(loop -> loop.resume(tree, servingPeriod));
    }

    @Override
    public void handedOver() {
        trace(Trace.Kind.ROLE, 2, () -> "has handed over");
        if (stopping != null) {
            toSelf(stopping);
        }
    }

    /** Ends the process as an operator does: clients are answered, a leader hands over, then it is gone, at the latest after a while. */
    void stop(long nanosMax, Runnable gone) {
        trace(Trace.Kind.LIFE, 1, () -> "is told to stop");
        int[] answering = {loops.size()};
        Runnable handOver = () -> {
            if (--answering[0] == 0) {
                toCore(QuorumPeer::onStop);
            }
        };
        stopping = gone;
        loops.forEach(loop -> loop.drain(handOver));
        simulation.scheduler.after(nanosMax, () -> whenRunning(gone));
    }

    /** Tells the core what clients have asked, unless it was in another time of serving. */
    void requests(List<Request> batch, long period) {
        if (period == servingPeriod) {
            input("requests", core -> core.onRequests(batch));
        }
    }

    /** The same of a client that wants to go on with its session. */
    void reopen(Reopen reopen, long period) {
        if (period == servingPeriod) {
            input("reopen", core -> core.onReopen(reopen));
        }
    }

    @Override
    public void stopServing() {
        trace(Trace.Kind.ROLE, 0, () -> "serves no longer");
        simulation.ledger.stopsServing(id());
        serving = false;
        held = false;
        loops.forEach(ClientLoopSim::stop);
    }

    @Override
    public void publish(List<Proposal> committed) {
        if (!serving && !held) {
            simulation.ledger.leadsQuietly(id(), peer.committed());
        }
        for (Proposal proposal : committed) {
            Txn txn = simulation.ledger.published(id(), proposal);
            trace(Trace.Kind.COMMIT, txn.zxid(), txn::toString);
            boolean byServer = proposal.request() != null && proposal.request().origin() == null;
            if (byServer && proposal.entry().header().type() == OpCode.CREATE_SESSION) {
                simulation.marks.hit(Mark.SESSION_UPGRADED);
            }
        }
        loops.forEach(loop -> loop.publish(committed));
    }

    @Override
    public void reopened(Reopen reopen, boolean valid) {
        loops.forEach(loop -> loop.reopened(reopen, valid));
    }

    @Override
    public void synced(Request sync) {
        loops.forEach(loop -> loop.synced(sync));
    }

    // ---- effects on other servers

    @Override
    public void notify(long sid, Notification notification) {
        if (notification.state() == Notification.LOOKING && notification.leader() == id()) {
            simulation.ledger.proposesItself(id(), notification.zxid());
        }
        election.links().send(sid, notification, nowMillis());
    }

    @Override
    public void ensembleChanged(EnsembleView newView) {
        ChangeMarks.note(simulation, server, view, newView, lastState == ServerState.LEADING);
        view = newView;
        trace(
                Trace.Kind.ROLE,
                newView.lastSeen().version() * 31 + newView.committed().version(),
                () -> "goes by " + newView);
        afterThis(() -> election.links().onEnsembles(newView, nowMillis()));
    }

    /** Whether it keeps a log, as all but observers do in any case. */
    boolean keepsLog() {
        return simulation.knobs.observerLogs || lastState != ServerState.OBSERVING;
    }

    /** The configurations that it goes by. */
    EnsembleView view() {
        return view;
    }

    @Override
    public void connectLeader(long connection, long sid, List<HostPort> addresses) {
        quorum.connectLeader(connection, sid, addresses);
    }

    @Override
    public void toLeader(long connection, QuorumPacket packet) {
        quorum.toLeader(connection, packet);
    }

    @Override
    public void serveObservers(boolean serves) {
        quorum.serveObservers(serves);
    }

    @Override
    public void closeLeader(long connection) {
        quorum.closeLeader(connection);
    }

    @Override
    public void toLearners(List<Long> learners, List<QuorumPacket> packets) {
        quorum.toLearners(learners, packets);
    }

    @Override
    public void sendSnapshot(long learner, DataTree tree) {
        quorum.sendSnapshot(learner, tree);
    }

    @Override
    public void checkLog(long learner, long afterZxid, long throughZxid, double share) {
        long nanos = random.nextLong(simulation.knobs.diskNanosMax * SNAPSHOT_FACTOR + 1);
        simulation.scheduler.after(
                nanos,
                () -> whenRunning(() -> {
                    String objection = server.storage.logObjection(afterZxid, throughZxid, share);
                    toCore(core -> core.onLogChecked(learner, objection));
                }));
    }

    @Override
    public void sendLog(long learner, long afterZxid, long throughZxid) {
        quorum.sendLog(learner, server.storage.logged(afterZxid, throughZxid));
    }

    @Override
    public void closeLearner(long learner, String reason) {
        quorum.closeLearner(learner);
    }

    @Override
    public String toString() {
        return (serving ? "serves as " : "does not serve as ")
                + lastState
                + (paused ? ", paused" : "")
                + (log.isBusy() ? ", disk busy" : "");
    }

    @Override
    public void tell(String sentence) {
        trace(Trace.Kind.LIFE, sentence.hashCode(), () -> sentence);
    }
}
