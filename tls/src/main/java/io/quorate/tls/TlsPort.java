package io.quorate.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Makes what is accepted at a port speak TLS, or, where both are taken, find out by its first byte whether it does. May be used by any
 * thread; what it adds to a channel belongs to that.
 */
public final class TlsPort {
    /** Every record of a handshake begins with it, and nothing of ours does (RFC 8446 §5.1). */
    private static final int HANDSHAKE_RECORD = 0x16;

    private final TlsContext context;
    private final boolean plainToo;
    private final BiConsumer<Channel, String> refused;

    /**
     * @param plainToo whether plain text is taken as well
     * @param refused is told why a connection is closed, on its loop
     */
    public TlsPort(TlsContext context, boolean plainToo, BiConsumer<Channel, String> refused) {
        this.context = context;
        this.plainToo = plainToo;
        this.refused = refused;
    }

    /** Whether plain text is taken as well. */
    public boolean takesPlainText() {
        return plainToo;
    }

    /** Adds what is needed to the end of a pipeline that has no handler of the protocol yet. */
    public void secure(Channel channel) {
        secure(channel, handler -> {});
    }

    /**
     * As {@link #secure(Channel)}.
     *
     * @param begun is told when it is known that this is TLS, before anything of the handshake
     */
    public void secure(Channel channel, Consumer<SslHandler> begun) {
        HeldEnd.addTo(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (plainToo) {
            pipeline.addLast(new Detector(begun));
        } else {
            pipeline.addLast(newHandler(channel, begun));
        }
        pipeline.addLast(new TlsFailures(why -> refused.accept(channel, why)));
    }

    private SslHandler newHandler(Channel channel, Consumer<SslHandler> begun) {
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        SslHandler handler =
                context.newHandler(channel.alloc(), peer.getAddress().getHostAddress(), peer.getPort());
        begun.accept(handler);
        return handler;
    }

    /** Waits for the first byte, and makes room for what that calls for. */
    private final class Detector extends ChannelInboundHandlerAdapter {
        private final Consumer<SslHandler> begun;
        private ScheduledFuture<?> timer;

        Detector(Consumer<SslHandler> begun) {
            this.begun = begun;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            if (ctx.channel().isActive()) {
                await(ctx);
            }
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            await(ctx);
            ctx.fireChannelActive();
        }

        private void await(ChannelHandlerContext ctx) {
            int millis = context.settings().handshakeDetectionTimeoutMillis();
            if (timer == null) {
                timer = ctx.executor().schedule(() -> silent(ctx, millis), millis, TimeUnit.MILLISECONDS);
            }
        }

        private void silent(ChannelHandlerContext ctx, int millis) {
            if (!ctx.isRemoved()) {
                refused.accept(
                        ctx.channel(),
                        "it said nothing within " + millis + " ms (" + context.prefix()
                                + "handshakeDetectionTimeoutMillis)");
                ctx.close();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (!bytes.isReadable()) {
                bytes.release();
                return;
            }
            if (bytes.getUnsignedByte(bytes.readerIndex()) == HANDSHAKE_RECORD) {
                ctx.pipeline().replace(this, null, newHandler(ctx.channel(), begun));
            } else {
                ctx.pipeline().remove(this);
            }
            // A removed handler's neighbour is the one that took its place.
            ctx.fireChannelRead(bytes);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
