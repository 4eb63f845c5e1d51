package io.quorate.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.quorate.tls.TlsPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for clients, refuses those above the limits, and deals the others out to the loops in turn. May be called from
 * any thread.
 */
public final class NettyServerCnxnFactory {
    private static final Logger LOG = LoggerFactory.getLogger(NettyServerCnxnFactory.class);
    private static final int LOW_WATER_BYTES = 256 * 1024;
    private static final int HIGH_WATER_BYTES = 1024 * 1024;

    private final NettyTransport transport;
    private final List<ClientLoop> loops;
    private final FourLetterWordHandler words;
    private final Limits limits;
    private final LinkFilter links;
    private final ConcurrentMap<InetAddress, AtomicInteger> connectionsByAddress = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final AtomicInteger nextLoop = new AtomicInteger();
    private EventLoop acceptLoop;
    /** Of clients in plain text, who may have TLS all the same; null if TLS is a must. Replaced on the accepting loop. */
    private volatile Channel listener;

    private ClientTls tls;
    /** Where TLS is a must; null if nowhere. */
    private Channel secureListener;

    /**
     * What is allowed.
     *
     * @param perAddressMax connections from one address; 0: any number ({@code maxClientCnxns})
     * @param totalMax connections in all; 0: any number ({@code maxCnxns})
     * @param backlog the listen backlog; -1: the system's default
     * @param tcpKeepAlive whether the kernel probes idle connections
     */
    public record Limits(int perAddressMax, int totalMax, int backlog, boolean tcpKeepAlive) {}

    /**
     * A factory that deals connections out to these loops.
     *
     * @param links which clients reach this server
     */
    public NettyServerCnxnFactory(
            NettyTransport transport,
            List<ClientLoop> loops,
            FourLetterWordHandler words,
            Limits limits,
            LinkFilter links) {
        this.transport = transport;
        this.loops = List.copyOf(loops);
        this.words = words;
        this.limits = limits;
        this.links = links;
    }

    /** Takes TLS from clients; to be called before they are listened for, if at all. */
    public void secureWith(ClientTls clientTls) {
        tls = clientTls;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if the address cannot be bound, saying which and why
     */
    public void bind(EventLoop loop, InetSocketAddress address) throws IOException {
        acceptLoop = loop;
        listener = bind("clients", bootstrap(unifiedPort()), address);
    }

    /**
     * Starts to listen for clients who speak TLS, beside {@link #bind} or without.
     *
     * @throws IOException if the address cannot be bound, saying which and why
     */
    public void bindSecure(EventLoop loop, InetSocketAddress address) throws IOException {
        acceptLoop = loop;
        secureListener = bind("clients with TLS", bootstrap(tls.port()), address);
    }

    private static Channel bind(String whom, ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "Cannot listen for " + whom + " on " + address + ": "
                            + bound.cause().getMessage()
                            + ". Is another server running, or the address not this machine's?",
                    bound.cause());
        }
        return bound.channel();
    }

    /** What the port for plain text takes besides; null if nothing. */
    private TlsPort unifiedPort() {
        return tls == null ? null : tls.unifiedPort();
    }

    private ServerBootstrap bootstrap(TlsPort tlsPort) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptLoop, acceptLoop)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Acceptor(tlsPort));
        if (limits.backlog() > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, limits.backlog());
        }
        return bootstrap.childHandler(new ChannelInboundHandlerAdapter());
    }

    /**
     * Listens at another address instead; open connections stay. If that cannot be bound, a line in the log says so, and it listens where
     * it did. Callable from any thread once bound; returns before it is done.
     */
    public void rebind(InetSocketAddress address) {
        acceptLoop.execute(() -> {
            if (listener == null) {
                rebind(address, null);
                return;
            }
            InetSocketAddress before = localAddress();
            if (isSame(before, address)) {
                return;
            }
            if (before.getPort() == address.getPort()) {
                // One of them may be every address, which leaves no room for the other.
                listener.close().addListener(closed -> rebind(address, before));
            } else {
                rebind(address, null);
            }
        });
    }

    private static boolean isSame(InetSocketAddress one, InetSocketAddress other) {
        boolean everywhere = one.getAddress().isAnyLocalAddress()
                && other.getAddress() != null
                && other.getAddress().isAnyLocalAddress();
        return one.getPort() == other.getPort()
                && (everywhere || one.getAddress().equals(other.getAddress()));
    }

    /** @param otherwise what to bind if that fails; null if the present listener stays until then */
    private void rebind(InetSocketAddress address, InetSocketAddress otherwise) {
        ChannelFuture binding = bootstrap(unifiedPort()).bind(address);
        binding.addListener(bound -> {
            if (bound.isSuccess()) {
                if (listener != null) {
                    listener.close();
                }
                listener = binding.channel();
                LOG.info("Listening for clients on {} from now on", localAddress());
            } else {
                LOG.warn(
                        "Cannot listen for clients on {}, as the ensemble's configuration says: {}",
                        address,
                        bound.cause().getMessage());
                if (otherwise != null) {
                    rebind(otherwise, null);
                }
            }
        });
    }

    /** Where it listens for plain text; the port is the real one even if any was asked for. Null if it does not. */
    public InetSocketAddress localAddress() {
        return listener == null ? null : (InetSocketAddress) listener.localAddress();
    }

    /** Where it listens for TLS only; null if it does not. */
    public InetSocketAddress secureAddress() {
        return secureListener == null ? null : (InetSocketAddress) secureListener.localAddress();
    }

    /** The port for plain text; -1 if there is none. */
    public int plainPort() {
        return portOf(localAddress());
    }

    /** The port for TLS only; -1 if there is none. */
    public int securePort() {
        return portOf(secureAddress());
    }

    private static int portOf(InetSocketAddress address) {
        return address == null ? -1 : address.getPort();
    }

    /** How many clients are in the middle of a TLS handshake. */
    public int outstandingHandshakes() {
        return tls == null ? 0 : tls.outstanding();
    }

    /** How many TLS handshakes failed. */
    public long failedHandshakes() {
        return tls == null ? 0 : tls.failed();
    }

    /** How many connections were refused because of others that were shaking hands. */
    public long refusedHandshakes() {
        return tls == null ? 0 : tls.exceeded();
    }

    /** Stops to listen; open connections stay. */
    public void unbind() {
        for (Channel each : new Channel[] {listener, secureListener}) {
            if (each != null) {
                each.close().awaitUninterruptibly();
            }
        }
    }

    /** How many connections are open, with and without sessions. */
    public int connectionCount() {
        return connections.get();
    }

    /** How many connections were closed, by either side. */
    public long closedCount() {
        return closed.sum();
    }

    /** How many connections were refused for a limit. */
    public long rejectedCount() {
        return rejected.sum();
    }

    /** Takes accepted channels and registers them where they belong; Netty's own acceptor knows one group only. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());
        private final TlsPort tlsPort;

        /** @param tlsPort null if only plain text is spoken */
        Acceptor(TlsPort tlsPort) {
            this.tlsPort = tlsPort;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            Channel channel = (Channel) message;
            InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
            InetAddress address = peer == null ? null : peer.getAddress();
            if (address == null || !admit(address)) {
                channel.unsafe().closeForcibly();
                return;
            }
            if (tlsPort != null && !tlsPort.takesPlainText() && !tls.admits()) {
                release(address);
                refuse(address, "too many TLS handshakes at a time, or the server does not serve now");
                channel.unsafe().closeForcibly();
                return;
            }
            channel.closeFuture().addListener(done -> {
                closed.increment();
                release(address);
            });
            configure(channel);
            ClientLoop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
            NettyServerCnxn cnxn = new NettyServerCnxn(loop, words);
            if (tlsPort != null) {
                tls.secure(tlsPort, channel, cnxn);
            }
            channel.pipeline().addLast(cnxn);
            loop.eventLoop().register(channel).addListener(registered -> {
                if (!registered.isSuccess()) {
                    channel.unsafe().closeForcibly();
                } else if (!links.accepted(channel)) {
                    channel.close();
                }
            });
        }

        private boolean admit(InetAddress address) {
            int total = connections.incrementAndGet();
            if (limits.totalMax() > 0 && total > limits.totalMax()) {
                connections.decrementAndGet();
                refuse(address, "too many connections in all: the limit is " + limits.totalMax() + " (maxCnxns)");
                return false;
            }
            int ofAddress = connectionsByAddress
                    .merge(address, new AtomicInteger(1), (before, one) -> {
                        before.incrementAndGet();
                        return before;
                    })
                    .get();
            if (limits.perAddressMax() > 0 && ofAddress > limits.perAddressMax()) {
                release(address);
                refuse(
                        address,
                        "too many connections from one address: the limit is " + limits.perAddressMax()
                                + " (maxClientCnxns)");
                return false;
            }
            return true;
        }

        private void refuse(InetAddress address, String reason) {
            rejected.increment();
            log.info(System.nanoTime(), "Refused a connection from {}: {}", address.getHostAddress(), reason);
        }

        private void configure(Channel channel) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, limits.tcpKeepAlive());
            // Who asks a four-letter word may end its side before it reads, as Apache's own tools do; NettyServerCnxn
            // closes for all others.
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
            channel.config()
                    .setOption(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Out of file descriptors, most likely: the listener goes on when connections have gone.
            log.info(System.nanoTime(), "Could not accept a connection: {}", cause.getMessage());
        }
    }

    private void release(InetAddress address) {
        connections.decrementAndGet();
        connectionsByAddress.computeIfPresent(address, (key, count) -> count.decrementAndGet() <= 0 ? null : count);
    }
}
