package io.quorate.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import io.quorate.server.admin.Monitor;
import io.quorate.server.config.MetricsConfig;
import io.quorate.server.net.NettyTransport;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for Prometheus ({@code metricsProvider.*}), on a thread of its own. A server that cannot listen here goes on without: clients
 * matter more.
 */
public final class MetricsServer {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final int REQUEST_BYTES_MAX = 64 << 10;
    private static final int IDLE_SECONDS = 120;

    private final Channel listener;

    private MetricsServer(Channel listener) {
        this.listener = listener;
    }

    /**
     * Begins to listen.
     *
     * @return null if it cannot, which is logged with the reason
     */
    public static MetricsServer start(MetricsConfig config, NettyTransport transport, Monitor monitor) {
        InetSocketAddress address = config.socketAddress();
        MetricHelp help = new MetricHelp();
        RecentQuantiles quantiles = new RecentQuantiles();
        ChannelFuture bound = new ServerBootstrap()
                .group(transport.newLoop("metrics"))
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new IdleStateHandler(0, 0, IDLE_SECONDS, TimeUnit.SECONDS),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(REQUEST_BYTES_MAX, true),
                                        new Questions(),
                                        new MetricsHandler(monitor, help, quantiles, config.exportJvmInfo()));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            LOG.warn(
                    "No metrics for Prometheus: cannot listen on {}: {}. Give it another port (metricsProvider.httpPort).",
                    address,
                    bound.cause().getMessage());
            return null;
        }
        LOG.info("Metrics for Prometheus on http:/{}/metrics", bound.channel().localAddress());
        return new MetricsServer(bound.channel());
    }

    /** Stops to listen. */
    public void close() {
        listener.close().awaitUninterruptibly();
    }
}
