package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** One TCP connection of a session, or the attempt to make it, as the last handler of its channel. */
final class Connection extends ChannelInboundHandlerAdapter {
    private final NettyDriver driver;
    private Channel channel;

    Connection(NettyDriver driver) {
        this.driver = driver;
    }

    /** The channel is being connected. */
    void connecting(ChannelFuture attempt) {
        channel = attempt.channel();
        attempt.addListener(done -> {
            if (!done.isSuccess()) {
                driver.onGone(this, String.valueOf(done.cause()));
            }
        });
    }

    /** Null before {@link #connecting}. */
    Channel channel() {
        return channel;
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** TCP connects a port to itself when it happens to be chosen for the near end while nothing listens on it. */
    boolean isToItself() {
        return channel.localAddress().equals(channel.remoteAddress());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        driver.onActive(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof OversizeReply reply) {
                driver.onOversize(this, reply);
            } else {
                driver.onFrame(this, (ByteBuf) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        driver.onReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            driver.onWritable(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        driver.onGone(this, "it closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        driver.onGone(this, String.valueOf(cause));
        context.close();
    }
}
