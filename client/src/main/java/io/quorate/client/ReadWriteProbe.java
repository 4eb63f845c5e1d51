package io.quorate.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a server with the four-letter word {@code isro} whether it takes writes (spec: admin-interfaces §1). */
final class ReadWriteProbe extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int LIMIT_MILLIS = 1000;
    private static final int ANSWER_BYTES = 2;

    private final StringBuilder answer = new StringBuilder();
    private final Consumer<Boolean> listener;

    private ReadWriteProbe(Consumer<Boolean> listener) {
        this.listener = listener;
    }

    /**
     * The listener is told on the bootstrap's event loop; not at all if the server cannot be reached.
     *
     * @param secured adds TLS to the channel, if there is to be any
     */
    static void ask(
            Bootstrap bootstrap, Consumer<Channel> secured, InetSocketAddress server, Consumer<Boolean> listener) {
        bootstrap
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LIMIT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        secured.accept(channel);
                        channel.pipeline().addLast(new ReadWriteProbe(listener));
                    }
                })
                .connect(server);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(Unpooled.copiedBuffer("isro", StandardCharsets.US_ASCII));
        context.executor().schedule(() -> context.close(), LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
        answer.append(message.toString(StandardCharsets.US_ASCII));
        if (answer.length() >= ANSWER_BYTES) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.accept(answer.toString().startsWith("rw"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
