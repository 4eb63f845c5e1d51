package io.quorate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.quorate.election.ElectionLinks;
import io.quorate.election.LinkEffects;
import io.quorate.election.LinkOptions;
import io.quorate.election.LinkState;
import io.quorate.election.LinkWarning;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The election port (spec: election-protocol §1 to §3): carries out what {@link ElectionLinks} decides, on sockets. Belongs to
 * the core's loop, but for {@link #bind}, {@link #unbind} and {@link #localAddresses}.
 */
public final class ElectionPort {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionPort.class);

    private final PeerEvents core;
    private final PeerAuth auth;
    private final PeerTls tls;
    private final PeerListener listener;
    private final Dialler dialler;
    private final ElectionLinks links;
    private final int dialMillisMax;
    private final PeerClock clock;
    private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());
    private final Map<Long, ElectionConnection> connections = new HashMap<>();
    private final Map<Long, Dialler.Dial> dials = new HashMap<>();
    /** Whether nobody is to hear of this server any more. */
    private boolean ended;

    /**
     * A port that is not bound.
     *
     * @param view has to contain this server
     * @param keepAlive whether the connections have SO_KEEPALIVE
     * @param resolver runs what may block in the resolver of the system
     * @param auth tells who servers are
     * @param clock by which the links go
     * @param filter which servers can be reached
     */
    public ElectionPort(
            long ownSid,
            EnsembleView view,
            LinkOptions options,
            boolean keepAlive,
            EventLoop eventLoop,
            NettyTransport transport,
            PeerTls tls,
            Executor resolver,
            PeerAuth auth,
            PeerClock clock,
            LinkFilter filter,
            PeerEvents core) {
        this.core = core;
        this.auth = auth;
        this.clock = clock;
        this.tls = tls;
        this.listener = new PeerListener("elections", eventLoop, transport, keepAlive, this::accepted);
        this.dialler = new Dialler(eventLoop, transport, resolver, tls, keepAlive, filter);
        this.dialMillisMax = (int) options.dialMillisMax();
        this.links = new ElectionLinks(ownSid, view, options, new Sockets());
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

    /** Takes the connections that came, and those to come. */
    public void accept() {
        listener.accept();
    }

    /** Where it listens. */
    public List<InetSocketAddress> localAddresses() {
        return listener.localAddresses();
    }

    /** Stops to listen; open connections stay. */
    public void unbind() {
        listener.unbind();
    }

    // ---- what the core wants

    /** Sends a vote to another server when it can. */
    public void send(long sid, Notification notification) {
        if (!ended) {
            links.send(sid, notification, nowMillis());
        }
    }

    /** Other configurations count from now on. */
    public void ensembleChanged(EnsembleView view) {
        links.onEnsembles(view, nowMillis());
    }

    /** Acts on every deadline passed; part of each turn. */
    public void onTime(long nowMillis) {
        links.onTime(nowMillis);
    }

    /** When {@link #onTime} has something to do, on the monotonic clock in ms. */
    public long nextDeadlineMillis() {
        return links.nextDeadlineMillis();
    }

    /** Closes all connections and takes no others, so that nobody is told any more who leads; part of the end of the server. */
    public void closeAll() {
        ended = true;
        links.closeAll();
    }

    private long nowMillis() {
        return clock.nanos() / 1_000_000;
    }

    // ---- what the connections tell

    PeerAuth auth() {
        return auth;
    }

    /** How long a connection that was made here may take to authenticate, ms. */
    int authMillisMax() {
        return dialMillisMax;
    }

    void turn(Runnable inputs) {
        core.turn(inputs);
    }

    private void accepted(Channel channel) {
        core.turn(() -> {
            long id = ended ? ElectionLinks.REFUSED : links.onAccepted(nowMillis());
            if (id == ElectionLinks.REFUSED) {
                channel.close();
                return;
            }
            ElectionConnection connection = new ElectionConnection(this, channel, id, null);
            connections.put(id, connection);
            tls.accepted(channel, why -> complain(connection, why));
            channel.pipeline().addLast(connection);
        });
    }

    private void dialled(long id, String host, Channel channel) {
        if (dials.remove(id) == null) {
            channel.close();
            return;
        }
        if (!channel.isActive()) {
            links.onClosed(id, nowMillis());
            return;
        }
        ElectionConnection connection = new ElectionConnection(this, channel, id, host);
        connections.put(id, connection);
        channel.pipeline().addLast(connection);
        links.onDialled(id, nowMillis());
        channel.config().setAutoRead(true);
    }

    private void dialFailed(long id, String reason) {
        if (dials.remove(id) != null) {
            LOG.debug("Dialled in vain: {}", reason);
            links.onClosed(id, nowMillis());
        }
    }

    void identified(long id, InitialMessage message) {
        links.onInitialMessage(id, message, nowMillis());
    }

    void received(long id, Notification notification) {
        links.onNotification(id, notification);
    }

    void written(long id) {
        links.onWritten(id);
    }

    void ended(long id) {
        connections.remove(id);
        links.onClosed(id, nowMillis());
    }

    void complain(ElectionConnection connection, String what) {
        log.info(System.nanoTime(), "Closed the election connection of {}: {}", connection, what);
    }

    void ignored(ElectionConnection connection, String what) {
        log.info(System.nanoTime(), "Ignored an election message of {}: {}", connection, what);
    }

    void unexpected(ElectionConnection connection, Throwable cause) {
        LOG.error("Closing the election connection of {} for an unexpected error", connection, cause);
    }

    /** What {@link ElectionLinks} does to the sockets. */
    private final class Sockets implements LinkEffects {
        @Override
        public void dial(long connection, long sid, List<HostPort> addresses) {
            dials.put(
                    connection,
                    dialler.dial(
                            sid,
                            addresses,
                            dialMillisMax,
                            channel -> core.turn(
                                    () -> dialled(connection, addresses.get(0).host(), channel)),
                            reason -> core.turn(() -> dialFailed(connection, "server " + sid + ": " + reason))));
        }

        @Override
        public void introduce(long connection, InitialMessage message) {
            connections.get(connection).introduce(message);
        }

        @Override
        public void write(long connection, Notification notification) {
            connections.get(connection).write(notification);
        }

        @Override
        public void close(long connection) {
            Dialler.Dial dial = dials.remove(connection);
            if (dial != null) {
                dial.cancel();
            }
            ElectionConnection open = connections.remove(connection);
            if (open != null) {
                open.closeAfterFlush();
            }
        }

        @Override
        public void received(long sid, Notification notification) {
            core.onNotification(sid, notification);
        }

        @Override
        public void linkChanged(long sid, LinkState state) {
            core.onLink(sid, state);
        }

        @Override
        public void warn(LinkWarning warning, long connection, long sid) {
            ElectionConnection open = connections.get(connection);
            log.info(
                    System.nanoTime(),
                    "Election port: {}{}{}",
                    Warnings.text(warning),
                    sid < 0 ? "" : ", server " + sid,
                    open == null ? "" : ", from " + open);
        }
    }
}
