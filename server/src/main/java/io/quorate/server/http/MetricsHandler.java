package io.quorate.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quorate.server.admin.Monitor;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a Prometheus server. */
final class MetricsHandler extends HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);
    private static final String PATH = "/metrics";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Monitor monitor;
    private final MetricHelp help;
    private final RecentQuantiles quantiles;
    private final boolean exportJvmInfo;

    MetricsHandler(Monitor monitor, MetricHelp help, RecentQuantiles quantiles, boolean exportJvmInfo) {
        super("metrics");
        this.monitor = monitor;
        this.help = help;
        this.quantiles = quantiles;
        this.exportJvmInfo = exportJvmInfo;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        QueryStringDecoder query;
        Set<String> wanted;
        try {
            query = new QueryStringDecoder(request.uri());
            wanted = Set.copyOf(query.parameters().getOrDefault("name[]", List.of()));
        } catch (IllegalArgumentException e) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, PLAIN, "The address cannot be decoded.\n", false);
            return;
        }
        if (!request.decoderResult().isSuccess()) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, PLAIN, "That is not HTTP.\n", false);
        } else if (!query.path().equals(PATH)) {
            answer(ctx, HttpResponseStatus.NOT_FOUND, PLAIN, "The metrics are at " + PATH + "\n", keepAlive);
        } else if (!request.method().equals(HttpMethod.GET)) {
            answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, PLAIN, "Metrics are asked with GET.\n", keepAlive);
        } else {
            metrics(ctx, wanted, keepAlive);
        }
    }

    private void metrics(ChannelHandlerContext ctx, Set<String> wanted, boolean keepAlive) {
        monitor.measurements()
                .thenApply(measurements -> {
                    PrometheusText text =
                            new PrometheusText(help, wanted, quantiles.before(measurements, System.nanoTime()));
                    text.add(measurements);
                    if (exportJvmInfo) {
                        JvmText.addTo(text);
                    }
                    return text.toString();
                })
                .whenComplete((text, failure) -> {
                    if (failure == null) {
                        answer(ctx, HttpResponseStatus.OK, PrometheusText.CONTENT_TYPE, text, keepAlive);
                    } else {
                        LOG.error("Cannot tell the metrics", failure);
                        answer(
                                ctx,
                                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                                PLAIN,
                                failure.getMessage() + "\n",
                                false);
                    }
                });
    }
}
