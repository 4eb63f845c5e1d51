package io.quorate.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslHandler;

/**
 * Keeps the end of a connection from overtaking what was sent before it: a server may say a few words and close (spec:
 * election-protocol §2), and these must not be lost because our part of the handshake is still being computed. Stands in front of the
 * handler of TLS. Belongs to its channel.
 */
final class HeldEnd extends ChannelInboundHandlerAdapter {
    /** Whether somebody behind us wants to know of the end; otherwise it is the end of the connection. */
    private final boolean wanted;
    /** Whether the other end has said anything. */
    private boolean heard;

    private HeldEnd(boolean wanted) {
        this.wanted = wanted;
    }

    /** Adds it to the end of a pipeline that has no handler of TLS yet. */
    static void addTo(Channel channel) {
        boolean wanted = Boolean.TRUE.equals(channel.config().getOption(ChannelOption.ALLOW_HALF_CLOSURE));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(new HeldEnd(wanted));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            SslHandler handler = ctx.pipeline().get(SslHandler.class);
            if (!heard || handler == null || handler.handshakeFuture().isDone()) {
                end(ctx, event);
            } else {
                // What arrived behind the handshake is looked at together with its last message.
                handler.handshakeFuture().addListener(done -> ctx.executor().execute(() -> end(ctx, event)));
            }
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    private void end(ChannelHandlerContext ctx, Object event) {
        if (wanted) {
            ctx.fireUserEventTriggered(event);
        } else {
            ctx.close();
        }
    }
}
