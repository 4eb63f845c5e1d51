package io.quorate.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.quorate.server.config.AdminConfig;
import io.quorate.server.net.NettyTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** A connection of somebody who asks faster than he reads. */
class QuestionsTest {
    /** A socket that is full: what was written, and has not gone out. */
    private final ArrayDeque<ChannelPromise> waiting = new ArrayDeque<>();

    @Test
    void aConnectionAsksAgain() throws IOException {
        NettyTransport transport = new NettyTransport();
        AdminConfig config =
                new AdminConfig(true, "127.0.0.1", 0, "/commands", 30_000, true, true, 0, false, false, false);
        AdminServer server = AdminServer.start(config, transport, null, () -> {}, null, null, null);
        InetSocketAddress address = server.localAddress();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            byte[] question = "GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(question);
                assertThat(in.readLine()).isEqualTo("HTTP/1.1 404 Not Found");
                while (!in.readLine().isEmpty()) {
                    // headers
                }
                assertThat(in.readLine()).isEqualTo("The commands are at /commands");
            }
        } finally {
            server.close();
            transport.shutdown(1_000);
        }
    }

    private EmbeddedChannel channel() {
        return new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                        ReferenceCountUtil.release(message);
                        waiting.add(promise);
                    }
                },
                new Questions(),
                new AdminHandler("/commands", null, null, null));
    }

    private static DefaultFullHttpRequest question() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/elsewhere");
    }

    @Test
    void oneQuestionIsLookedAtAtATime() {
        EmbeddedChannel channel = channel();
        channel.writeInbound(question(), question(), question());
        for (int i = 0; i < 3; i++) {
            assertThat(waiting).hasSize(1);
            waiting.remove().setSuccess();
            channel.runPendingTasks();
        }
        assertThat(waiting).isEmpty();
        channel.writeInbound(question());
        assertThat(waiting).hasSize(1);
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void whoAsksOnAndOnIsSentAway() {
        EmbeddedChannel channel = channel();
        for (int i = 0; i <= Questions.WAITING_MAX; i++) {
            channel.writeInbound(question());
        }
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(question());
        assertThat(channel.isOpen()).isFalse();
        assertThat(waiting).hasSize(1);
        channel.finishAndReleaseAll();
    }
}
