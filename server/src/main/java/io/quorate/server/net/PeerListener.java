package io.quorate.server.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for other servers; what is accepted stays on the loop that accepts. May be called from
 * any thread, {@link #bind} and {@link #unbind} not from the loop's.
 */
final class PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(PeerListener.class);
    private static final long RETRY_MILLIS = 1_000;

    private final String what;
    private final EventLoop eventLoop;
    private final NettyTransport transport;
    private final boolean keepAlive;
    private final Consumer<Channel> accepted;
    private final LogLimiter log = new LogLimiter(LOG, System.nanoTime());
    private final List<Channel> listeners = new ArrayList<>();

    /**
     * A listener that is not bound.
     *
     * @param what the port is for, for messages
     * @param keepAlive whether what is accepted has SO_KEEPALIVE
     * @param accepted takes each channel, on the loop, and gives it a handler
     */
    PeerListener(
            String what, EventLoop eventLoop, NettyTransport transport, boolean keepAlive, Consumer<Channel> accepted) {
        this.what = what;
        this.eventLoop = eventLoop;
        this.transport = transport;
        this.keepAlive = keepAlive;
        this.accepted = accepted;
    }

    /**
     * Binds all of these addresses. Whoever connects waits for {@link #accept}.
     *
     * @param attempts for each, one second apart; 0: as many as it takes
     * @throws IOException if one cannot be bound, saying which and why; then none is
     */
    void bind(List<InetSocketAddress> addresses, int attempts) throws IOException {
        try {
            for (InetSocketAddress address : addresses) {
                listeners.add(bind(address, attempts));
            }
        } catch (IOException e) {
            unbind();
            throw e;
        }
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(eventLoop, eventLoop)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, keepAlive)
                .handler(new AcceptFailures())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.accept(channel);
                    }
                });
    }

    private Channel bind(InetSocketAddress address, int attempts) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
            if (bound.isSuccess()) {
                return bound.channel();
            }
            String why = "Cannot listen for " + what + " on " + address + ": "
                    + bound.cause().getMessage();
            if (attempt == attempts) {
                throw new IOException(
                        why + ", after " + attempts
                                + " attempts. Is another server running, or the address not this machine's?",
                        bound.cause());
            }
            LOG.warn("{}; trying again in {} ms", why, RETRY_MILLIS);
            pause(address);
        }
    }

    private void pause(InetSocketAddress address) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Gave up to listen for " + what + " on " + address + ": interrupted", e);
        }
    }

    /** Takes the connections that came, and those to come. */
    void accept() {
        listeners.forEach(listener -> listener.config().setAutoRead(true));
    }

    /** Where it listens; the ports are the real ones even if any were asked for. */
    List<InetSocketAddress> localAddresses() {
        return listeners.stream()
                .map(listener -> (InetSocketAddress) listener.localAddress())
                .toList();
    }

    /** Stops to listen; open connections stay. */
    void unbind() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /** A failed accept, for want of file descriptors most likely, costs a line. */
    private final class AcceptFailures extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.info(System.nanoTime(), "Could not accept a connection for {}: {}", what, cause.getMessage());
        }
    }
}
