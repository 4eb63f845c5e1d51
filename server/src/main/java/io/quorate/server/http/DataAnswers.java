package io.quorate.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedNioFile;
import io.quorate.server.admin.GuardedCommands;
import io.quorate.server.admin.GuardedCommands.Answer;
import io.quorate.server.net.LogLimiter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the answers of {@link GuardedCommands}, which may be long files, on a connection; it needs a ChunkedWriteHandler. */
final class DataAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(DataAnswers.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ObjectWriter JSON = MAPPER.writerWithDefaultPrettyPrinter();
    private static final String DATA_TYPE = "application/octet-stream";
    private static final int CHUNK_BYTES = 1 << 16;

    private final GuardedCommands commands;
    private final LogLimiter refusals = new LogLimiter(LOG, System.nanoTime());

    DataAnswers(GuardedCommands commands) {
        this.commands = commands;
    }

    /** Whether it is for this to run a command. */
    boolean knows(String name) {
        return commands.knows(name);
    }

    /** The members of a JSON object in the body count like what stands behind the question mark; another body says nothing. */
    private static Map<String, String> withThoseOfBody(Map<String, String> arguments, ByteBuf body) {
        Map<String, String> all = new HashMap<>(arguments);
        try {
            JsonNode said = MAPPER.readTree(ByteBufUtil.getBytes(body));
            said.fields()
                    .forEachRemaining(
                            field -> all.put(field.getKey(), field.getValue().toString()));
        } catch (IOException e) {
            LOG.debug("The body of an admin command is no JSON: {}", e.getMessage());
        }
        return all;
    }

    /** Runs a command that it {@link #knows}. */
    void run(
            ChannelHandlerContext ctx,
            FullHttpRequest request,
            String name,
            Map<String, String> arguments,
            boolean keepAlive) {
        String address = ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "";
        commands.answer(
                        name,
                        request.method().equals(HttpMethod.GET),
                        withThoseOfBody(arguments, request.content()),
                        request.headers().get(HttpHeaderNames.AUTHORIZATION),
                        address)
                .whenComplete((answer, failure) -> {
                    try {
                        if (failure != null) {
                            throw new IOException(failure);
                        }
                        log(name, address, answer.status());
                        send(ctx, answer, keepAlive);
                    } catch (IOException e) {
                        LOG.error("Cannot answer the admin command {}", name, e);
                        text(ctx, HttpResponseStatus.INTERNAL_SERVER_ERROR, "text/plain", e.getMessage(), false);
                    }
                });
    }

    /** Whoever is refused may ask as often as he likes; what was done is told in any case. */
    private void log(String name, String address, int status) {
        if (status < HttpResponseStatus.BAD_REQUEST.code()) {
            LOG.info("{} for {}: {}", name, address, status);
        } else {
            refusals.info(System.nanoTime(), "{} for {}: {}", name, address, status);
        }
    }

    private static void send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) throws IOException {
        HttpResponseStatus status = HttpResponseStatus.valueOf(answer.status());
        if (answer.file() != null) {
            file(ctx, answer, keepAlive);
            return;
        }
        ByteBuf body = answer.bytes() != null
                ? Unpooled.wrappedBuffer(answer.bytes())
                : Unpooled.copiedBuffer(json(answer.keys()), StandardCharsets.UTF_8);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        if (!status.equals(HttpResponseStatus.NO_CONTENT)) {
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.bytes() != null ? DATA_TYPE : "application/json");
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        }
        Questions.goOn(ctx.writeAndFlush(connection(response, keepAlive)), keepAlive);
    }

    private static String json(Map<String, Object> keys) throws JsonProcessingException {
        return keys == null ? "" : JSON.writeValueAsString(keys);
    }

    private static void file(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) throws IOException {
        FileChannel file = FileChannel.open(answer.file(), StandardOpenOption.READ);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, DATA_TYPE);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, file.size());
        ctx.write(connection(response, keepAlive));
        // Closes the file when it is sent, or cannot be.
        ctx.write(new ChunkedNioFile(file, CHUNK_BYTES));
        Questions.goOn(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keepAlive);
    }

    private static void text(
            ChannelHandlerContext ctx, HttpResponseStatus status, String type, String text, boolean keepAlive) {
        ByteBuf body = Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        Questions.goOn(ctx.writeAndFlush(connection(response, keepAlive)), keepAlive);
    }

    private static <T extends HttpResponse> T connection(T response, boolean keepAlive) {
        response.headers()
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        return response;
    }
}
