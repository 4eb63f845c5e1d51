package io.quorate.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The one thread of the load generator: a single event loop, on epoll where there is one. Thread-safe.
 *
 * <p>Without epoll the loop's own timers have a grain of a millisecond, too coarse for the due times of an open loop; a
 * second thread then keeps the time and wakes the loop. It does nothing in a closed loop.
 */
public final class LoadClient implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Class<? extends SocketChannel> channelType;
    private final Class<? extends ServerChannel> serverChannelType;
    private final ScheduledExecutorService fineTimer;
    private final Map<InetSocketAddress, SslContext> encrypted = new ConcurrentHashMap<>();

    public LoadClient() {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.serverChannelType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.group = new MultiThreadIoEventLoopGroup(1, io);
        this.loop = group.next();
        this.fineTimer = epoll ? loop : Executors.newSingleThreadScheduledExecutor(LoadClient::timerThread);
    }

    /**
     * Tries to open a session and closes it again: done when the server has granted it, failed when it could not be
     * reached or refused.
     */
    public CompletableFuture<Void> probe(InetSocketAddress server) {
        CompletableFuture<Void> granted = new CompletableFuture<>();
        LoadSession.Listener listener = new LoadSession.Listener() {
            @Override
            public void onReady(LoadSession session) {
                granted.complete(null);
                session.close();
            }

            @Override
            public void onReply(LoadSession session, long startNanos, long nowNanos, int err, boolean asExpected) {
                throw new IllegalStateException("a reply without a request, err " + err);
            }

            @Override
            public void onClosed(LoadSession session, String reason) {
                granted.completeExceptionally(new IllegalStateException(server + ": " + reason));
            }
        };
        connect(server, new LoadSession((out, xid) -> RequestSource.EXHAUSTED, listener))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        granted.completeExceptionally(connected.cause());
                    }
                });
        return granted;
    }

    /** A loopback port that is free now. */
    public int freePort() {
        Channel listening = new ServerBootstrap()
                .group(loop)
                .channel(serverChannelType)
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        int port = ((InetSocketAddress) listening.localAddress()).getPort();
        listening.close().syncUninterruptibly();
        return port;
    }

    /** Speaks TLS with a server from now on, whatever its certificate says. */
    public void encrypt(InetSocketAddress server) {
        try {
            encrypted.put(
                    server,
                    SslContextBuilder.forClient()
                            .sslProvider(SslProvider.JDK)
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm("")
                            .build());
        } catch (IOException e) {
            throw new IllegalStateException("no TLS here: " + e.getMessage(), e);
        }
    }

    ChannelFuture connect(InetSocketAddress server, LoadSession session) {
        return new Bootstrap()
                .group(loop)
                .channel(channelType)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext tls = encrypted.get(server);
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(session);
                    }
                })
                .connect(server);
    }

    EventLoop loop() {
        return loop;
    }

    /** Runs a task on the loop, {@code nanos} from now, with a grain finer than 0.1 ms. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a tick
    void schedule(Runnable task, long nanos) {
        Runnable onLoop = fineTimer == loop ? task : () -> loop.execute(task);
        fineTimer.schedule(onLoop, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "load-timer");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        if (fineTimer != loop) {
            fineTimer.shutdownNow();
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
