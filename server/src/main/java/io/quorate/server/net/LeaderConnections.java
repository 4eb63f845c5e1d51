package io.quorate.server.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.quorate.jute.quorum.HostPort;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.txnlog.SnapshotDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of this server to leaders, of which there is one at a time but for the moments of a change (spec: zab-protocol
 * §4). Belongs to the core's loop.
 */
public final class LeaderConnections {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderConnections.class);

    private final EventLoop eventLoop;
    private final Dialler dialler;
    private final Options options;
    private final Supplier<SnapshotDecoder> snapshotDecoders;
    private final PeerAuth auth;
    private final PeerEvents core;
    private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());
    private final Map<Long, Dialler.Dial> dials = new HashMap<>();
    private final Map<Long, Channel> authenticating = new HashMap<>();
    private final Map<Long, LeaderChannel> channels = new HashMap<>();

    /**
     * The limits of these connections.
     *
     * @param packetBytesMax the longest data of a packet taken
     * @param connectMillisMax time for each address of a leader, ms
     * @param outboundBytesMax how much may wait until the leader reads, before the connection is closed
     */
    public record Options(int packetBytesMax, int connectMillisMax, long outboundBytesMax) {}

    /**
     * No connection yet.
     *
     * @param resolver runs what may block in the resolver of the system
     * @param snapshotDecoders makes a decoder for each SNAP
     * @param auth tells leaders who this server is
     * @param filter which servers can be reached
     */
    public LeaderConnections(
            EventLoop eventLoop,
            NettyTransport transport,
            PeerTls tls,
            Executor resolver,
            Options options,
            Supplier<SnapshotDecoder> snapshotDecoders,
            PeerAuth auth,
            LinkFilter filter,
            PeerEvents core) {
        this.eventLoop = eventLoop;
        this.dialler = new Dialler(eventLoop, transport, resolver, tls, false, filter);
        this.options = options;
        this.snapshotDecoders = snapshotDecoders;
        this.auth = auth;
        this.core = core;
    }

    // ---- what the core wants

    /** Dials a leader at all of these addresses, once, and takes the connection that is made first. */
    public void connect(long id, long sid, List<HostPort> addresses) {
        dials.put(
                id,
                dialler.dial(
                        sid,
                        addresses,
                        options.connectMillisMax(),
                        channel -> core.turn(
                                () -> connected(id, sid, addresses.get(0).host(), channel)),
                        reason -> core.turn(() -> failed(id, reason))));
    }

    /** Sends a packet; nothing if the connection is gone. */
    public void send(long id, QuorumPacket packet) {
        LeaderChannel leader = channels.get(id);
        if (leader != null) {
            leader.send(packet);
        }
    }

    /** Closes a connection, or gives up dialling it; nothing is heard of it any more. */
    public void close(long id) {
        Dialler.Dial dial = dials.remove(id);
        if (dial != null) {
            dial.cancel();
        }
        Channel unready = authenticating.remove(id);
        if (unready != null) {
            unready.close();
        }
        LeaderChannel leader = channels.remove(id);
        if (leader != null) {
            leader.close();
        }
    }

    /** Closes all connections; part of the end of the server. */
    public void closeAll() {
        List.copyOf(dials.keySet()).forEach(this::close);
        List.copyOf(authenticating.keySet()).forEach(this::close);
        List.copyOf(channels.keySet()).forEach(this::close);
    }

    // ---- what the connections tell

    private void connected(long id, long sid, String host, Channel channel) {
        if (dials.remove(id) == null) {
            channel.close();
            return;
        }
        if (!channel.isActive()) {
            core.onLeaderClosed(id, "it closed the connection at once");
            return;
        }
        boolean authenticates = AuthHandler.dialled(
                auth,
                channel,
                host,
                options.connectMillisMax(),
                failure -> core.turn(() -> authenticated(id, sid, channel, failure)));
        if (authenticates) {
            authenticating.put(id, channel);
        } else {
            begin(id, sid, channel);
        }
    }

    private void authenticated(long id, long sid, Channel channel, String failure) {
        if (authenticating.remove(id) == null) {
            channel.close();
        } else if (failure == null && channel.isActive()) {
            begin(id, sid, channel);
        } else {
            channel.close();
            String reason = failure == null ? "it closed the connection" : failure;
            LOG.warn("Not authenticated to the leader, server {}: {}", sid, reason);
            core.onLeaderClosed(id, reason);
        }
    }

    private void begin(long id, long sid, Channel channel) {
        LeaderChannel leader = new LeaderChannel(this, channel, id, sid);
        channels.put(id, leader);
        channel.pipeline().addLast(leader);
        channel.config().setAutoRead(true);
        core.onLeaderOpened(id);
    }

    private void failed(long id, String reason) {
        if (dials.remove(id) != null) {
            core.onLeaderClosed(id, reason);
        }
    }

    /** A connection ended that the core did not close. */
    void ended(LeaderChannel leader, String reason) {
        if (channels.remove(leader.id(), leader)) {
            core.turn(() -> core.onLeaderClosed(leader.id(), reason));
        }
    }

    PeerEvents core() {
        return core;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Options options() {
        return options;
    }

    SnapshotDecoder newSnapshotDecoder() {
        return snapshotDecoders.get();
    }

    void complain(LeaderChannel leader, String what) {
        log.info(System.nanoTime(), "Closed the connection to the leader, {}: {}", leader, what);
    }

    void unexpected(LeaderChannel leader, Throwable cause) {
        LOG.error("Closing the connection to the leader, {}, for an unexpected error", leader, cause);
    }
}
