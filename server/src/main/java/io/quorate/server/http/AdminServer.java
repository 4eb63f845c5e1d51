package io.quorate.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.quorate.server.admin.AdminCommands;
import io.quorate.server.admin.GuardedCommands;
import io.quorate.server.admin.Health;
import io.quorate.server.config.AdminConfig;
import io.quorate.server.net.NettyTransport;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsPort;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for operators (spec: admin-interfaces §2), on a thread of its own, so that nothing that they ask delays a client. A server
 * that cannot listen here goes on without: clients matter more.
 */
public final class AdminServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int REQUEST_BYTES_MAX = 64 << 10;
    private static final int BACKLOG = 50;

    private final Channel listener;

    private AdminServer(Channel listener) {
        this.listener = listener;
    }

    /**
     * Begins to listen.
     *
     * @param tls null if only plain text is spoken
     * @param insecure is run for each connection in plain text where TLS is spoken, too
     * @return null if it cannot, which is logged with the reason
     */
    public static AdminServer start(
            AdminConfig config,
            NettyTransport transport,
            TlsContext tls,
            Runnable insecure,
            AdminCommands commands,
            Health health,
            GuardedCommands snapshots) {
        EventLoop loop = transport.newLoop("admin");
        InetSocketAddress address = config.socketAddress();
        TlsPort secure = tls == null ? null : new TlsPort(tls, !config.forceHttps(), AdminServer::refused);
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (secure != null) {
                            secure.secure(channel);
                            channel.pipeline().addLast(new Insecure(insecure));
                        }
                        channel.pipeline()
                                .addLast(
                                        new IdleStateHandler(0, 0, config.idleTimeoutMillis(), TimeUnit.MILLISECONDS),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(REQUEST_BYTES_MAX, true),
                                        new Questions(),
                                        new ChunkedWriteHandler(),
                                        new AdminHandler(
                                                config.commandUrl(), commands, health, new DataAnswers(snapshots)));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            LOG.warn(
                    "No admin server: cannot listen on {}: {}. Give it another port (admin.serverPort), or switch it off"
                            + " (admin.enableServer=false).",
                    address,
                    bound.cause().getMessage());
            return null;
        }
        LOG.info(
                "Admin server on {}:/{}{}",
                secure == null ? "http" : secure.takesPlainText() ? "http and https" : "https",
                bound.channel().localAddress(),
                config.commandUrl());
        return new AdminServer(bound.channel());
    }

    /** Looks at the first bytes of a connection, which come in the clear or not. */
    private static final class Insecure extends ChannelInboundHandlerAdapter {
        private final Runnable noted;

        Insecure(Runnable noted) {
            this.noted = noted;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (ctx.pipeline().get(SslHandler.class) == null) {
                noted.run();
            }
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this);
        }
    }

    private static void refused(Channel channel, String why) {
        LOG.debug("Closed the connection of {} to the admin server: {}", channel.remoteAddress(), why);
    }

    /** Where it listens; the port is the real one even if any was asked for. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Stops to listen. */
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
