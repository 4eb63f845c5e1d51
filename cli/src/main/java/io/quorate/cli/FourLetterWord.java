package io.quorate.cli;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.quorate.client.EventLoops;
import io.quorate.tls.ClientProperties;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsException;
import io.quorate.tls.TlsFailures;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a server a four-letter word, with TLS if the properties of clients say so. */
final class FourLetterWord {
    private static final int LIMIT_MILLIS = 5_000;

    private FourLetterWord() {}

    /** The whole answer. */
    static String ask(String host, int port, String word, Properties properties)
            throws CommandException, InterruptedException {
        EventLoopGroup group = EventLoops.create(1);
        try {
            return ask(group, host, port, word, ClientProperties.context(properties));
        } catch (TlsException e) {
            throw new CommandException(e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new CommandException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new CommandException("No answer within " + LIMIT_MILLIS + " ms", e);
        } finally {
            group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
        }
    }

    private static String ask(EventLoopGroup group, String host, int port, String word, TlsContext tls)
            throws InterruptedException, ExecutionException, TimeoutException {
        Answer answer = new Answer(word);
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LIMIT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline()
                                    .addLast(
                                            tls.newHandler(channel.alloc(), host, port),
                                            new TlsFailures(why ->
                                                    answer.text.completeExceptionally(new IllegalStateException(why))));
                        }
                        channel.pipeline().addLast(answer);
                    }
                })
                .connect(host, port);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                answer.text.completeExceptionally(done.cause());
            }
        });
        return answer.text.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Collects what comes until the end of the connection. */
    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final StringBuilder collected = new StringBuilder();
        private final String word;

        Answer(String word) {
            this.word = word;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer(word, StandardCharsets.US_ASCII));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            collected.append(message.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            text.complete(collected.toString());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            text.completeExceptionally(cause);
            context.close();
        }
    }
}
