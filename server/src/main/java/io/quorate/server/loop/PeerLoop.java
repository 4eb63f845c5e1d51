package io.quorate.server.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.quorum.Effects;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.Proposal;
import io.quorate.quorum.QuorumPeer;
import io.quorate.quorum.Reopen;
import io.quorate.quorum.Request;
import io.quorate.server.net.ClientLoop;
import io.quorate.tree.DataTree;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Drives the protocol core on its event loop: tells it the time, hands it what arrives, and carries its effects out. The
 * core is touched by this loop's thread only; everybody else calls the methods of {@link ClientLoop.CoreInbox} or {@link
 * #status}, which post to it.
 */
public final class PeerLoop implements Effects, ClientLoop.CoreInbox {
    private final EventLoop eventLoop;
    private final LogWriter log;
    private final BulkWorker bulk;
    private final FatalHandler fatal;
    private List<ClientLoop> clients = List.of();
    private QuorumPeer peer;
    private ScheduledFuture<?> timer;
    private long timerMillis = Long.MAX_VALUE;

    /** A driver on this loop; {@link #start} makes and starts the core. */
    public PeerLoop(EventLoop eventLoop, LogWriter log, BulkWorker bulk, FatalHandler fatal) {
        this.eventLoop = eventLoop;
        this.log = log;
        this.bulk = bulk;
        this.fatal = fatal;
    }

    /**
     * Makes the core and gives it the time. Returns when it runs.
     *
     * @param makePeer makes the core around these effects; runs on the loop
     * @param loops who is told of committed transactions
     */
    public void start(Function<Effects, QuorumPeer> makePeer, List<ClientLoop> loops) {
        eventLoop
                .submit(() -> {
                    clients = List.copyOf(loops);
                    peer = makePeer.apply(this);
                    rearm();
                })
                .syncUninterruptibly();
    }

    // ---- inputs, callable from any thread

    @Override
    public void requests(List<Request> batch) {
        input(core -> core.onRequests(batch));
    }

    @Override
    public void reopen(Reopen reopen) {
        input(core -> core.onReopen(reopen));
    }

    @Override
    public void touched(List<Long> sessionIds) {
        input(core -> core.onTouched(sessionIds));
    }

    /** Notes that the log is durable up to this zxid. */
    public void logged(long zxid) {
        input(core -> core.onLogged(zxid));
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

    private void input(Consumer<QuorumPeer> work) {
        eventLoop.execute(() -> guarded(() -> {
            peer.onTime(System.nanoTime(), System.currentTimeMillis());
            work.accept(peer);
            rearm();
        }));
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
        if (deadline >= timerMillis) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timerMillis = deadline;
        long delay = Math.max(0, deadline - System.nanoTime() / 1_000_000);
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
        toClients(loop -> loop.committed(committed));
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
        throw alone();
    }

    @Override
    public void storeCurrentEpoch(long epoch) {
        throw alone();
    }

    @Override
    public void truncate(long zxid) {
        throw alone();
    }

    @Override
    public void install(DataTree tree) {
        throw alone();
    }

    @Override
    public void serve(DataTree tree) {
        throw alone();
    }

    @Override
    public void stopServing() {
        throw alone();
    }

    @Override
    public void notify(long sid, Notification notification) {
        throw alone();
    }

    @Override
    public void ensembleChanged(EnsembleView view) {
        throw alone();
    }

    @Override
    public void connectLeader(long connection, long sid, List<HostPort> addresses) {
        throw alone();
    }

    @Override
    public void toLeader(long connection, QuorumPacket packet) {
        throw alone();
    }

    @Override
    public void closeLeader(long connection) {
        throw alone();
    }

    @Override
    public void toLearners(List<Long> learners, List<QuorumPacket> packets) {
        throw alone();
    }

    @Override
    public void sendSnapshot(long learner, DataTree tree) {
        throw alone();
    }

    @Override
    public void closeLearner(long learner, String reason) {
        throw alone();
    }

    @Override
    public void tell(String sentence) {
        throw alone();
    }

    private static IllegalStateException alone() {
        return new IllegalStateException("an ensemble of one has no other servers");
    }
}
