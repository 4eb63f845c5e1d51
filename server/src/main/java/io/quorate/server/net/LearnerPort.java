package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quorum port, at which learners connect, and the port at which a follower serves observers (spec: zab-protocol §1, §5, §11).
 * What goes to several learners is encoded once; each has a slice of the same bytes. All that an iteration of the loop has collected
 * leaves with one flush a connection. Belongs to the core's loop, but for {@link #bind}, {@link #observersAt}, {@link #unbind},
 * {@link #awaitClosed}, {@link #localAddresses} and {@link #observerAddresses}.
 */
public final class LearnerPort {
    private static final Logger LOG = LoggerFactory.getLogger(LearnerPort.class);
    private static final int LOW_WATER_BYTES = 256 * 1024;
    private static final int HIGH_WATER_BYTES = 1024 * 1024;

    /** So much is collected at most before it is handed to the learners' connections. */
    private static final int COLLECTED_BYTES_MAX = 1024 * 1024;

    private final EventLoop eventLoop;
    private final Executor feeder;
    private final LoggedTransactions logged;
    private final Options options;
    private final PeerAuth auth;
    private final PeerEvents core;
    private final NettyTransport transport;
    private final PeerTls tls;
    private final PeerListener listener;
    private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());
    private final EndOfIteration endOfIteration;
    private final Map<Long, LearnerChannel> learners = new HashMap<>();
    private final Set<LearnerChannel> strangers = new LinkedHashSet<>();
    private final Set<LearnerChannel> dirty = new LinkedHashSet<>();
    /** Connections on which nothing is sent any more, and which the other end has not closed yet. */
    private final ChannelGroup ending;

    private ObserverListener observers;
    private long lastLearner;
    /** Whether this server leads nobody any more. */
    private boolean ended;

    /** Packets that go to the same learners, until others are sent to. */
    private ByteBuf collected;

    private List<Long> collectedFor = List.of();

    /**
     * The limits of the port.
     *
     * @param packetBytesMax the longest data of a packet taken
     * @param firstPacketMillis how long a connection may say nothing, ms
     * @param strangersMax how many connections may have said nothing yet
     * @param outboundBytesMax how much that was sent may wait until a learner reads, before its connection is closed; snapshots and
     *     long histories, which are encoded as the learner reads, do not count
     * @param observerBytesMax the same of an observer at the port for observers
     */
    public record Options(
            int packetBytesMax,
            int firstPacketMillis,
            int strangersMax,
            long outboundBytesMax,
            long observerBytesMax) {}

    /**
     * A port that is not bound.
     *
     * @param feeder encodes snapshots and reads the log, piece by piece, beside the loop
     * @param logged the log on disk
     * @param auth asks those who connect who they are
     */
    public LearnerPort(
            EventLoop eventLoop,
            NettyTransport transport,
            PeerTls tls,
            Executor feeder,
            LoggedTransactions logged,
            Options options,
            PeerAuth auth,
            PeerEvents core) {
        this.eventLoop = eventLoop;
        this.ending = new DefaultChannelGroup(eventLoop);
        this.feeder = feeder;
        this.logged = logged;
        this.options = options;
        this.auth = auth;
        this.core = core;
        this.transport = transport;
        this.tls = tls;
        this.listener = new PeerListener("learners", eventLoop, transport, false, channel -> accepted(channel, false));
        this.endOfIteration = new EndOfIteration(eventLoop, this::flush);
    }

    /**
     * Starts to listen. Whoever connects waits for {@link #accept}.
     *
     * @param attempts to bind each address, one second apart; 0: as many as it takes
     * @throws IOException if an address cannot be bound, saying which and why
     */
    public void bind(List<InetSocketAddress> addresses, int attempts) throws IOException {
        listener.bind(addresses, attempts);
    }

    /**
     * Sets where observers are served when that is asked for; to be called before the core is started, if at all.
     *
     * @param attempts to bind each address, one second apart; 0: as many as it takes
     * @param executor runs what takes its time
     */
    public void observersAt(List<InetSocketAddress> addresses, int attempts, Executor executor) {
        observers = new ObserverListener(
                new PeerListener("observers", eventLoop, transport, false, channel -> accepted(channel, true)),
                addresses,
                attempts,
                executor);
    }

    /** Begins, or ends, to listen for observers. */
    public void serveObservers(boolean serves) {
        observers.want(serves);
    }

    /** Takes the connections that came, and those to come. */
    public void accept() {
        listener.accept();
    }

    /** Where it listens. */
    public List<InetSocketAddress> localAddresses() {
        return listener.localAddresses();
    }

    /** Where it listens for observers; nowhere unless it does. */
    public List<InetSocketAddress> observerAddresses() {
        return observers.localAddresses();
    }

    /** Stops to listen; open connections stay. */
    public void unbind() {
        listener.unbind();
        if (observers != null) {
            observers.end();
        }
    }

    // ---- what the core wants

    /** Sends packets, in order, to each of these learners; those that are gone are left out. */
    public void send(List<Long> ids, List<QuorumPacket> packets) {
        if (ids.size() == 1 && dataBytes(packets) > COLLECTED_BYTES_MAX) {
            handOut();
            LearnerChannel learner = learners.get(ids.get(0));
            if (learner != null) {
                learner.sendPackets(packets);
            }
            return;
        }
        if (!ids.equals(collectedFor)) {
            handOut();
            collectedFor = List.copyOf(ids);
        }
        if (collected == null) {
            collected = PooledByteBufAllocator.DEFAULT.ioBuffer();
            endOfIteration.arm();
        }
        JuteWriter out = new JuteWriter(collected);
        for (QuorumPacket packet : packets) {
            packet.write(out);
        }
        if (collected.readableBytes() > COLLECTED_BYTES_MAX) {
            handOut();
        }
    }

    private static long dataBytes(List<QuorumPacket> packets) {
        long bytes = 0;
        for (QuorumPacket packet : packets) {
            bytes += packet.data() == null ? 0 : packet.data().length;
        }
        return bytes;
    }

    /** Gives what was collected to the connections. */
    private void handOut() {
        if (collected == null) {
            return;
        }
        for (long id : collectedFor) {
            LearnerChannel learner = learners.get(id);
            if (learner != null) {
                learner.sendBytes(collected.retainedSlice());
            }
        }
        collected.release();
        collected = null;
        collectedFor = List.of();
    }

    /** Sends a SNAP packet, the tree, and the signature. */
    public void sendSnapshot(long id, DataTree tree) {
        handOut();
        LearnerChannel learner = learners.get(id);
        if (learner != null) {
            learner.sendSnapshot(tree, feeder);
        }
    }

    /** Looks whether the log on disk may be sent, and tells the core. */
    public void checkLog(long id, long afterZxid, long throughZxid, double share) {
        feeder.execute(() -> {
            String objection = objection(afterZxid, throughZxid, share);
            eventLoop.execute(() -> core.turn(() -> core.onLogChecked(id, objection)));
        });
    }

    /** On a thread of the executor. */
    private String objection(long afterZxid, long throughZxid, double share) {
        try {
            return logged.objection(afterZxid, throughZxid, share);
        } catch (IOException e) {
            return "the log cannot be read: " + e.getMessage();
        }
    }

    /** Sends what the log on disk has, each as PROPOSAL and COMMIT. */
    public void sendLog(long id, long afterZxid, long throughZxid) {
        handOut();
        LearnerChannel learner = learners.get(id);
        if (learner != null) {
            learner.sendPieces(new LogPieces(logged, afterZxid, throughZxid), feeder);
        }
    }

    /** Closes the connection of a learner once everything sent before is out, or at once if it does not read. */
    public void close(long id, String reason) {
        handOut();
        LearnerChannel learner = learners.remove(id);
        if (learner != null) {
            // The core tells people of what matters.
            LOG.debug("Closing the connection of learner {}: {}", learner, reason);
            learner.closeAfterFlush();
        }
    }

    /** Closes all connections and takes no others; part of the end of the server. */
    public void closeAll() {
        ended = true;
        handOut();
        for (LearnerChannel learner : List.copyOf(learners.values())) {
            learners.remove(learner.id());
            learner.closeAfterFlush();
        }
        List.copyOf(strangers).forEach(LearnerChannel::closeAfterFlush);
        strangers.clear();
    }

    void ending(Channel channel) {
        ending.add(channel);
    }

    /** Waits until the learners have taken the end of their connections: what leaves a process that ends may never get there. */
    public void awaitClosed(long millisMax) {
        ending.newCloseFuture().awaitUninterruptibly(millisMax);
    }

    /** How many learners are connected. */
    public int learnerCount() {
        return learners.size();
    }

    // ---- what the connections tell

    private void accepted(Channel channel, boolean forObservers) {
        if (ended) {
            channel.close();
            return;
        }
        if (strangers.size() >= options.strangersMax()) {
            log.info(
                    System.nanoTime(),
                    "Refused a connection to the quorum port from {}: {} others have not yet said anything",
                    channel.remoteAddress(),
                    strangers.size());
            channel.close();
            return;
        }
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
        LearnerChannel learner = new LearnerChannel(this, channel, forObservers);
        strangers.add(learner);
        tls.accepted(channel, why -> complain(learner, why));
        AuthHandler.accepted(auth, channel, learner::onAuthenticated);
        channel.pipeline().addLast(learner);
        learner.awaitFirstPacket(options.firstPacketMillis());
    }

    Options options() {
        return options;
    }

    void turn(Runnable inputs) {
        core.turn(inputs);
    }

    /** A connection has sent what a learner sends first: the number by which the core knows it from now on. */
    long identified(LearnerChannel learner, String address) {
        strangers.remove(learner);
        lastLearner++;
        learners.put(lastLearner, learner);
        if (learner.isObserver()) {
            core.onObserverOpened(lastLearner, address);
        } else {
            core.onLearnerOpened(lastLearner, address);
        }
        return lastLearner;
    }

    void received(long id, QuorumPacket packet) {
        core.onLearnerPacket(id, packet);
    }

    /** A connection has room for a further piece of something long, for the pieces before are under way. */
    void progress(LearnerChannel learner) {
        if (learners.containsKey(learner.id())) {
            core.onLearnerProgress(learner.id());
        }
    }

    /** A connection ended that the core did not close. */
    void ended(LearnerChannel learner) {
        dirty.remove(learner);
        if (!strangers.remove(learner) && learners.remove(learner.id(), learner)) {
            core.turn(() -> core.onLearnerClosed(learner.id()));
        }
    }

    void markDirty(LearnerChannel learner) {
        dirty.add(learner);
        endOfIteration.arm();
    }

    private void flush() {
        handOut();
        List<LearnerChannel> batch = new ArrayList<>(dirty);
        dirty.clear();
        batch.forEach(LearnerChannel::flush);
    }

    void complain(LearnerChannel learner, String what) {
        log.info(System.nanoTime(), "Closed the quorum connection of {}: {}", learner, what);
    }

    void unexpected(LearnerChannel learner, Throwable cause) {
        LOG.error("Closing the quorum connection of {} for an unexpected error", learner, cause);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }
}
