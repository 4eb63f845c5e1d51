package io.quorate.server.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.election.LinkState;
import io.quorate.election.ServerState;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.Effects;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumPeer;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.server.meter.Meters;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.PeerClock;
import io.quorate.server.net.PeerEvents;
import io.quorate.server.net.Trace;
import io.quorate.server.session.TraceMask;
import io.quorate.tree.DataTree;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the protocol core on its event loop: tells it the time, hands it what arrives, and carries its effects out. The
 * core is touched by this loop's thread only; everybody else calls the methods of {@link ClientLoop.CoreInbox} or {@link
 * #status}, which post to it.
 */
public final class PeerLoop implements Effects, ClientLoop.CoreInbox, LogWriter.Completions, PeerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLoop.class);

    private final EventLoop eventLoop;
    private final LogWriter log;
    private final BulkWorker bulk;
    private final FatalHandler fatal;
    private final PeerClock clock;
    /** News of election connections that came up within an effect, and wait for the core to be free. */
    private final ArrayDeque<Runnable> links = new ArrayDeque<>();

    private List<ClientLoop> clients = List.of();
    private QuorumPeer peer;
    /**
     * How often this server has begun to serve. Requests that were collected before carry another number and are dropped: those that
     * their session sent before them are lost, and later ones must not be done without them.
     */
    private long servingPeriod;

    private volatile long servingSinceNanos = System.nanoTime();
    private final CoreMeter meter = new CoreMeter(System.nanoTime());
    private PeerPorts ports;
    private ScheduledFuture<?> timer;
    private long timerMillis = Long.MAX_VALUE;
    private boolean inTurn;
    /** Whether nothing is taken up any more. */
    private boolean killed;

    private final CompletableFuture<Void> handedOver = new CompletableFuture<>();

    private Trace trace = new Trace(new TraceMask());

    /** A driver on this loop; {@link #start} makes and starts the core. */
    public PeerLoop(EventLoop eventLoop, LogWriter log, BulkWorker bulk, PeerClock clock, FatalHandler fatal) {
        this.eventLoop = eventLoop;
        this.log = log;
        this.bulk = bulk;
        this.clock = clock;
        this.fatal = fatal;
    }

    /**
     * Makes the core and gives it the time. Returns when it runs.
     *
     * @param makePeer makes the core around these effects; runs on the loop
     * @param loops who is told of committed transactions
     * @param toOthers the sockets of a member of an ensemble; null for a server of one, which serves from the start
     */
    public void start(Function<Effects, QuorumPeer> makePeer, List<ClientLoop> loops, PeerPorts toOthers) {
        eventLoop
                .submit(() -> {
                    clients = List.copyOf(loops);
                    ports = toOthers;
                    peer = makePeer.apply(this);
                    rearm();
                })
                .syncUninterruptibly();
    }

    /**
     * Has a member of an ensemble take part, when its ports are bound.
     *
     * @param join starts the core
     */
    public void join(Consumer<QuorumPeer> join) {
        eventLoop
                .submit(() -> turn(() -> {
                    join.accept(peer);
                    ports.accept();
                }))
                .syncUninterruptibly();
    }

    /**
     * Has this server bring to an end what it does for others, and closes the connections to them.
     *
     * @param millisMax how long to wait for the end, since without a quorum nothing comes to it, and then until the others have taken it
     */
    public void leaveEnsemble(long millisMax) {
        input(QuorumPeer::onStop);
        try {
            handedOver.get(millisMax, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("Stopping without a quorum that would commit what was proposed last");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (ports != null) {
            eventLoop.submit(() -> turn(ports::closeAll)).awaitUninterruptibly();
            ports.learners().awaitClosed(millisMax);
        }
    }

    /** Has the core do nothing any more, whatever it was at, and closes the connections to other servers; returns when that is done. */
    public void kill() {
        eventLoop
                .submit(() -> {
                    killed = true;
                    if (ports != null) {
                        ports.closeAll();
                    }
                })
                .awaitUninterruptibly();
    }

    /** The clock was put forward: what is due by now is done in the turn that this asks for. Safe on any thread. */
    public void clockChanged() {
        eventLoop.execute(() -> {
            if (timer != null) {
                timer.cancel(false);
            }
            timerMillis = Long.MAX_VALUE;
            turn(() -> {});
        });
    }

    /** Has a session closed as if it had expired, if this server leads and knows it. Safe on any thread. */
    public void expire(long sessionId) {
        Request close = new Request(sessionId, 0, OpCode.CLOSE_SESSION, EmptyRequest.INSTANCE, List.of(), null);
        input(core -> {
            // A follower would wait for the leader's answer to a request of a client that is none.
            if (ports == null || core.status().quorum().state() == ServerState.LEADING) {
                core.onRequests(List.of(close));
            }
        });
    }

    /** When this server last began to serve clients, or was started, on the clock of {@link System#nanoTime}. Safe on any thread. */
    public long servingSinceNanos() {
        return servingSinceNanos;
    }

    /** Has it tell what goes to and fro to those who look for a fault; to be called before it starts. */
    public void traceWith(Trace newTrace) {
        trace = newTrace;
    }

    private void trace(String way, Object whom, QuorumPacket packet) {
        if (trace.isOn(packet.type() == PacketType.PING ? TraceMask.SERVER_PING : TraceMask.SERVER_PACKET)) {
            trace.write(
                    "Packet " + way + " {}: {}",
                    whom,
                    PacketType.name(packet.type()) + " zxid " + Zxid.toText(packet.zxid()));
        }
    }

    // ---- inputs, callable from any thread

    @Override
    public void requests(List<Request> batch, long period) {
        long handedOverNanos = System.nanoTime();
        input(core -> {
            if (period == servingPeriod) {
                long begunNanos = System.nanoTime();
                core.onRequests(batch);
                meter.prepared(batch.size(), handedOverNanos, begunNanos, System.nanoTime());
            }
        });
    }

    @Override
    public void reopen(Reopen reopen, long period) {
        input(core -> {
            if (period == servingPeriod) {
                core.onReopen(reopen);
            }
        });
    }

    @Override
    public void touched(List<Long> sessionIds) {
        input(core -> core.onTouched(sessionIds));
    }

    @Override
    public void logged(long zxid) {
        input(core -> {
            meter.logged(zxid, System.nanoTime());
            core.onLogged(zxid);
        });
    }

    @Override
    public void stored() {
        input(QuorumPeer::onStored);
    }

    @Override
    public void truncated(DataTree tree, List<Proposal> history) {
        input(core -> core.onTruncated(tree, history));
    }

    void snapshotSaved() {
        input(QuorumPeer::onSnapshotSaved);
    }

    /** The core's state at one moment between two inputs. */
    public CompletableFuture<PeerStatus> status() {
        CompletableFuture<PeerStatus> status = new CompletableFuture<>();
        input(core -> status.complete(core.status()));
        return status;
    }

    /** What the core's doings were measured to be. */
    public CompletableFuture<Meters.Report> meters() {
        CompletableFuture<Meters.Report> report = new CompletableFuture<>();
        eventLoop.execute(() -> report.complete(meter.report()));
        return report;
    }

    /** Is done when the loop has turned. */
    public CompletableFuture<Void> turned() {
        CompletableFuture<Void> turned = new CompletableFuture<>();
        eventLoop.execute(() -> turned.complete(null));
        return turned;
    }

    private void input(Consumer<QuorumPeer> work) {
        eventLoop.execute(() -> turn(() -> work.accept(peer)));
    }

    // ---- inputs from the sockets, on the loop

    @Override
    public void turn(Runnable inputs) {
        if (killed) {
            return;
        }
        if (inTurn) {
            eventLoop.execute(() -> turn(inputs));
            return;
        }
        inTurn = true;
        guarded(() -> {
            tellTime();
            peer.together(inputs);
            for (Runnable link = links.poll(); link != null; link = links.poll()) {
                link.run();
            }
            if (meter.hasBegunToServe()) {
                meter.served(peer.status().quorum(), System.nanoTime());
            }
            rearm();
        });
        inTurn = false;
    }

    private void tellTime() {
        long nowNanos = clock.nanos();
        if (ports != null) {
            ports.elections().onTime(nowNanos / 1_000_000);
        }
        peer.onTime(nowNanos, clock.wallMillis());
    }

    @Override
    public void onNotification(long sid, Notification notification) {
        peer.onNotification(sid, notification);
    }

    @Override
    public void onLink(long sid, LinkState state) {
        LOG.debug("Election link to server {}: {}", sid, state);
        links.add(() -> peer.onLink(sid, state));
    }

    @Override
    public void onLearnerOpened(long learner, String address) {
        peer.onLearnerOpened(learner, address);
    }

    @Override
    public void onObserverOpened(long learner, String address) {
        peer.onObserverOpened(learner, address);
    }

    @Override
    public void onLearnerPacket(long learner, QuorumPacket packet) {
        trace("from learner", learner, packet);
        meter.fromLearner(learner, packet, System.nanoTime());
        peer.onLearnerPacket(learner, packet);
    }

    @Override
    public void onLearnerProgress(long learner) {
        peer.onLearnerProgress(learner);
    }

    @Override
    public void onLogChecked(long learner, String objection) {
        peer.onLogChecked(learner, objection);
    }

    @Override
    public void onLearnerClosed(long learner) {
        meter.learnerGone(learner);
        peer.onLearnerClosed(learner);
    }

    @Override
    public void onLeaderOpened(long connection) {
        peer.onLeaderOpened(connection);
    }

    @Override
    public void onLeaderPacket(long connection, QuorumPacket packet) {
        trace("from the leader, connection", connection, packet);
        meter.fromLeader(packet, System.currentTimeMillis());
        peer.onLeaderPacket(connection, packet);
    }

    @Override
    public void onLeaderProgress(long connection) {
        peer.onLeaderProgress(connection);
    }

    @Override
    public void onLeaderSnapshot(long connection, DataTree tree) {
        peer.onLeaderSnapshot(connection, tree);
    }

    @Override
    public void onLeaderClosed(long connection, String reason) {
        meter.learns(false);
        peer.onLeaderClosed(connection, reason);
    }

    private void toClients(Consumer<ClientLoop> work) {
        for (ClientLoop loop : clients) {
            loop.post(() -> guarded(() -> work.accept(loop)));
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            fatal.fatal(
                    FatalHandler.Kind.INVARIANT,
                    "A state was met that must not be; the server stops before anything is lost: " + e,
                    e);
        }
    }

    private void rearm() {
        long deadline = peer.nextDeadlineMillis();
        if (ports != null) {
            deadline = Math.min(deadline, ports.elections().nextDeadlineMillis());
        }
        if (deadline >= timerMillis) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerMillis = deadline;
        long delay = Math.max(0, deadline - clock.nanos() / 1_000_000);
        timer = eventLoop.schedule(
                () -> {
                    timerMillis = Long.MAX_VALUE;
                    input(core -> {});
                },
                delay,
                TimeUnit.MILLISECONDS);
    }

    // ---- effects

    @Override
    public void append(List<Proposal> proposals) {
        meter.appended(proposals, System.nanoTime());
        log.append(proposals);
    }

    @Override
    public void rollLog() {
        log.roll();
    }

    @Override
    public void saveSnapshot(DataTree tree) {
        bulk.saveSnapshot(tree, this::snapshotSaved);
    }

    @Override
    public void publish(List<Proposal> committed) {
        long nowNanos = System.nanoTime();
        meter.published(committed, nowNanos, System.currentTimeMillis());
        toClients(loop -> loop.committed(committed, nowNanos));
    }

    @Override
    public void reopened(Reopen reopen, boolean valid) {
        toClients(loop -> loop.reopened(reopen, valid));
    }

    @Override
    public void synced(Request sync) {
        toClients(loop -> loop.synced(sync));
    }

    @Override
    public void storeAcceptedEpoch(long epoch) {
        log.storeAcceptedEpoch(epoch);
    }

    @Override
    public void storeCurrentEpoch(long epoch) {
        log.storeCurrentEpoch(epoch);
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
    public void serve(DataTree tree) {
        meter.serves();
        servingSinceNanos = System.nanoTime();
        long period = ++servingPeriod;
        toClients(loop -> loop.serve(tree, period));
    }

    @Override
    public void serveReadOnly(DataTree tree) {
        servingSinceNanos = System.nanoTime();
        long period = ++servingPeriod;
        toClients(loop -> loop.serveReadOnly(tree, period));
    }

    @Override
    public void opened(Request create, long sessionId) {
        toClients(loop -> loop.opened(create, sessionId));
    }

    @Override
    public void ended(long sessionId, Request close) {
        toClients(loop -> loop.ended(sessionId, close));
    }

    @Override
    public void holdClients() {
        toClients(ClientLoop::hold);
    }

    @Override
    public void resumeClients(DataTree tree) {
        long period = ++servingPeriod;
        toClients(loop -> loop.resume(tree, period));
    }

    @Override
    public void handedOver() {
        // In the same turn, so that nobody asks us who leads: we would still say that we do.
        if (ports != null) {
            ports.closeAll();
        }
        handedOver.complete(null);
    }

    @Override
    public void stopServing() {
        meter.stopsServing(System.nanoTime());
        toClients(ClientLoop::stopServing);
    }

    @Override
    public void notify(long sid, Notification notification) {
        meter.notified(notification, System.nanoTime());
        ports.elections().send(sid, notification);
    }

    @Override
    public void ensembleChanged(EnsembleView view) {
        ports.elections().ensembleChanged(view);
        ports.views().ensembleChanged(view);
    }

    @Override
    public void connectLeader(long connection, long sid, List<HostPort> addresses) {
        meter.learns(true);
        ports.leaders().connect(connection, sid, addresses);
    }

    @Override
    public void toLeader(long connection, QuorumPacket packet) {
        trace("to the leader, connection", connection, packet);
        meter.toLeader(packet, System.currentTimeMillis());
        ports.leaders().send(connection, packet);
    }

    @Override
    public void closeLeader(long connection) {
        meter.learns(false);
        ports.leaders().close(connection);
    }

    @Override
    public void serveObservers(boolean serves) {
        ports.learners().serveObservers(serves);
    }

    @Override
    public void toLearners(List<Long> learners, List<QuorumPacket> packets) {
        if (trace.isOn(TraceMask.SERVER_PACKET | TraceMask.SERVER_PING)) {
            packets.forEach(packet -> trace("to learners", learners, packet));
        }
        meter.toLearners(learners, packets);
        ports.learners().send(learners, packets);
    }

    @Override
    public void sendSnapshot(long learner, DataTree tree) {
        meter.snapshotTo(learner);
        ports.learners().sendSnapshot(learner, tree);
    }

    @Override
    public void checkLog(long learner, long afterZxid, long throughZxid, double share) {
        ports.learners().checkLog(learner, afterZxid, throughZxid, share);
    }

    @Override
    public void sendLog(long learner, long afterZxid, long throughZxid) {
        ports.learners().sendLog(learner, afterZxid, throughZxid);
    }

    @Override
    public void closeLearner(long learner, String reason) {
        meter.learnerGone(learner);
        ports.learners().close(learner, reason);
    }

    @Override
    public void tell(String sentence) {
        LOG.info("{}", sentence);
    }
}
