package io.quorate.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.quorate.election.LinkState;
import io.quorate.jute.quorum.Notification;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A loop with sockets and, in the place of the core, a list of what they told. */
final class Edge implements PeerEvents, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    final NettyTransport transport = new NettyTransport();
    final EventLoop loop = transport.newLoop("core");
    final ExecutorService threads = Executors.newCachedThreadPool();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    final BlockingQueue<QuorumPacket> packets = new LinkedBlockingQueue<>();
    final BlockingQueue<DataTree> trees = new LinkedBlockingQueue<>();

    /** How often pieces of a snapshot were under way, and had come. */
    final AtomicInteger learnerProgress = new AtomicInteger();

    final AtomicInteger leaderProgress = new AtomicInteger();

    /** What the core does when a packet of a learner comes. */
    BiConsumer<Long, QuorumPacket> onPacket = (learner, packet) -> {};

    private boolean inTurn;

    Executor executor() {
        return threads;
    }

    /** Runs something on the loop, as a turn, and waits for it. */
    void run(Runnable work) {
        loop.submit(() -> turn(work)).syncUninterruptibly();
    }

    /** Waits for the next thing told. */
    String next() throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("something told in time").isNotNull();
        return next;
    }

    QuorumPacket nextPacket() throws InterruptedException {
        QuorumPacket next = packets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a packet in time").isNotNull();
        return next;
    }

    DataTree nextTree() throws InterruptedException {
        DataTree next = trees.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("a tree in time").isNotNull();
        return next;
    }

    @Override
    public void turn(Runnable inputs) {
        if (inTurn) {
            loop.execute(() -> turn(inputs));
            return;
        }
        assertThat(loop.inEventLoop()).isTrue();
        inTurn = true;
        try {
            inputs.run();
        } finally {
            inTurn = false;
        }
    }

    private void tell(String what) {
        assertThat(inTurn).as("told within a turn: " + what).isTrue();
        told.add(what);
    }

    @Override
    public void onNotification(long sid, Notification notification) {
        tell("vote of " + sid + " for " + notification.leader());
    }

    @Override
    public void onLink(long sid, LinkState state) {
        told.add("link to " + sid + " " + state);
    }

    @Override
    public void onLearnerOpened(long learner, String address) {
        tell("learner " + learner);
    }

    @Override
    public void onObserverOpened(long learner, String address) {
        tell("observer " + learner);
    }

    @Override
    public void onLearnerPacket(long learner, QuorumPacket packet) {
        assertThat(inTurn).isTrue();
        packets.add(packet);
        onPacket.accept(learner, packet);
    }

    @Override
    public void onLearnerProgress(long learner) {
        assertThat(inTurn).isTrue();
        learnerProgress.incrementAndGet();
    }

    @Override
    public void onLeaderProgress(long connection) {
        assertThat(inTurn).isTrue();
        leaderProgress.incrementAndGet();
    }

    @Override
    public void onLogChecked(long learner, String objection) {
        tell("log for learner " + learner + ": " + objection);
    }

    @Override
    public void onLearnerClosed(long learner) {
        tell("learner " + learner + " closed");
    }

    @Override
    public void onLeaderOpened(long connection) {
        tell("leader " + connection);
    }

    @Override
    public void onLeaderPacket(long connection, QuorumPacket packet) {
        assertThat(inTurn).isTrue();
        packets.add(packet);
    }

    @Override
    public void onLeaderSnapshot(long connection, DataTree tree) {
        assertThat(inTurn).isTrue();
        trees.add(tree);
        // Its place among the packets.
        packets.add(new QuorumPacket(-1, tree.lastZxid(), null));
    }

    @Override
    public void onLeaderClosed(long connection, String reason) {
        tell("leader " + connection + " closed: " + reason);
    }

    @Override
    public void close() {
        transport.shutdown(2_000);
        threads.shutdownNow();
    }
}
