package io.quorate.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.quorate.server.admin.Monitor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a Prometheus server. */
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);
    private static final String PATH = "/metrics";
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final Monitor monitor;
    private final MetricHelp help;
    private final boolean exportJvmInfo;

    MetricsHandler(Monitor monitor, MetricHelp help, boolean exportJvmInfo) {
        this.monitor = monitor;
        this.help = help;
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
                    PrometheusText text = new PrometheusText(help, wanted);
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

    private static void answer(
            ChannelHandlerContext ctx, HttpResponseStatus status, String type, String text, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        Questions.goOn(ctx.writeAndFlush(response), keepAlive);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug(
                "Closing the connection of {} to the metrics: {}", ctx.channel().remoteAddress(), cause.toString());
        ctx.close();
    }
}
