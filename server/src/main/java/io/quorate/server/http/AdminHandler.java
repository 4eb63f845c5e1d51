package io.quorate.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.quorate.server.admin.AdminCommands;
import io.quorate.server.admin.GuardedCommands;
import io.quorate.server.admin.Health;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of an operator: a question at a time. */
final class AdminHandler extends HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);
    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();
    private static final String LIVE = "/livez";
    private static final String READY = "/readyz";
    private static final String JSON_TYPE = "application/json";
    private static final String TEXT_TYPE = "text/plain; charset=utf-8";

    private final String commandUrl;
    private final AdminCommands commands;
    private final Health health;
    private final DataAnswers data;

    AdminHandler(String commandUrl, AdminCommands commands, Health health, DataAnswers data) {
        super("admin server");
        this.commandUrl = commandUrl;
        this.commands = commands;
        this.health = health;
        this.data = data;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, TEXT_TYPE, "That is not HTTP.\n", false);
            return;
        }
        QueryStringDecoder query;
        String path;
        Map<String, String> arguments = new LinkedHashMap<>();
        try {
            query = new QueryStringDecoder(request.uri());
            path = query.path();
            query.parameters().forEach((name, values) -> arguments.put(name, values.get(0)));
        } catch (IllegalArgumentException e) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, TEXT_TYPE, "The address cannot be decoded.\n", false);
            return;
        }
        if (path.equals(LIVE) && request.method().equals(HttpMethod.GET)) {
            judge(ctx, path, health.alive(), keepAlive);
        } else if (path.equals(READY) && request.method().equals(HttpMethod.GET)) {
            judge(ctx, path, health.ready("true".equals(arguments.get("readonly"))), keepAlive);
        } else if (path.equals(commandUrl) || path.equals(commandUrl + "/")) {
            answer(ctx, HttpResponseStatus.OK, "text/html", index(), keepAlive);
        } else if (!path.startsWith(commandUrl + "/")) {
            answer(ctx, HttpResponseStatus.NOT_FOUND, TEXT_TYPE, "The commands are at " + commandUrl + "\n", keepAlive);
        } else if (data.knows(path.substring(commandUrl.length() + 1))) {
            data.run(ctx, request, path.substring(commandUrl.length() + 1), arguments, keepAlive);
        } else if (!request.method().equals(HttpMethod.GET)) {
            answer(
                    ctx,
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    TEXT_TYPE,
                    "Commands are asked with GET, not " + request.method() + ".\n",
                    keepAlive);
        } else {
            run(ctx, path.substring(commandUrl.length() + 1), arguments, keepAlive);
        }
    }

    private void run(ChannelHandlerContext ctx, String name, Map<String, String> arguments, boolean keepAlive) {
        commands.answer(name, arguments).whenComplete((keys, failure) -> {
            if (failure != null) {
                LOG.error("Cannot answer the admin command {}", name, failure);
                fail(ctx, name, failure.getMessage());
                return;
            }
            try {
                answer(ctx, HttpResponseStatus.OK, JSON_TYPE, JSON.writeValueAsString(keys), keepAlive);
            } catch (JsonProcessingException e) {
                LOG.error("Cannot put the answer to the admin command {} into JSON", name, e);
                fail(ctx, name, e.getMessage());
            }
        });
    }

    /** For those who look at the status only: 200, or 503. */
    private static void judge(
            ChannelHandlerContext ctx, String path, CompletableFuture<Health.Verdict> asked, boolean keepAlive) {
        asked.whenComplete((verdict, failure) -> {
            if (failure != null) {
                LOG.error("Cannot answer {}", path, failure);
                fail(ctx, path, failure.getMessage());
                return;
            }
            try {
                answer(
                        ctx,
                        verdict.good() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                        JSON_TYPE,
                        JSON.writeValueAsString(verdict.keys()),
                        keepAlive);
            } catch (JsonProcessingException e) {
                fail(ctx, path, e.getMessage());
            }
        });
    }

    private static void fail(ChannelHandlerContext ctx, String name, String why) {
        answer(ctx, HttpResponseStatus.INTERNAL_SERVER_ERROR, TEXT_TYPE, name + ": " + why + "\n", false);
    }

    private String index() {
        StringBuilder html = new StringBuilder();
        Set<String> names = new TreeSet<>(commands.names());
        names.addAll(GuardedCommands.names());
        for (String name : names) {
            html.append("<a href=\"")
                    .append(commandUrl)
                    .append('/')
                    .append(name)
                    .append("\">")
                    .append(name)
                    .append("</a>\n<br/>\n");
        }
        return html.toString();
    }
}
