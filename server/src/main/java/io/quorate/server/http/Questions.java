package io.quorate.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Hands the questions of a connection on one at a time: the next when the answer to the one before is out. So answers come in the
 * order of the questions, and they do not fill the memory for somebody who asks on and reads nothing. Belongs to its connection.
 */
final class Questions extends ChannelInboundHandlerAdapter {
    /** Nobody needs so many on their way; who has more loses the connection. */
    static final int WAITING_MAX = 16;

    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * Goes on behind an answer.
     *
     * @param keepAlive whether there may be another question; otherwise the connection ends
     */
    static void goOn(ChannelFuture sent, boolean keepAlive) {
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Channel channel = sent.channel();
        // Never from within the question before: there may be many.
        sent.addListener(done -> channel.eventLoop().execute(() -> {
            ChannelHandlerContext ctx = channel.pipeline().context(Questions.class);
            if (ctx != null) {
                ((Questions) ctx.handler()).next(ctx);
            }
        }));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object question) {
        if (!busy) {
            busy = true;
            ctx.fireChannelRead(question);
        } else if (waiting.size() < WAITING_MAX) {
            waiting.add(question);
        } else {
            ReferenceCountUtil.release(question);
            ctx.close();
        }
    }

    private void next(ChannelHandlerContext ctx) {
        Object question = waiting.poll();
        if (question == null) {
            busy = false;
        } else {
            ctx.fireChannelRead(question);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        ctx.fireChannelInactive();
    }
}
