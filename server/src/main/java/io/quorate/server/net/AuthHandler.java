package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.jute.MalformedRecordException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps everything from the handlers behind it until the other server has proved who it is; then it is gone from the pipeline. Belongs to
 * the loop of its channel.
 */
final class AuthHandler extends ChannelInboundHandlerAdapter {
    private final Channel channel;
    private final Consumer<String> done;
    private final ReceivedBytes received = new ReceivedBytes();
    private PeerAuth.Handshake handshake;
    private boolean over;

    private AuthHandler(Channel channel, Consumer<String> done) {
        this.channel = channel;
        this.done = done;
    }

    /**
     * Keeps everything from the handlers that are added after this, until the other server has proved who it is or need not.
     *
     * @param done is called at the end, with what is wrong or null; what has come behind the handshake is handed on after it
     */
    static void accepted(PeerAuth auth, Channel channel, Consumer<String> done) {
        AuthHandler handler = new AuthHandler(channel, done);
        handler.handshake = auth.accepted(channel, handler::end);
        if (handler.handshake != null) {
            channel.pipeline().addLast(handler);
        }
    }

    /**
     * Has a connection that was dialled authenticate.
     *
     * @param millisMax how long that may take
     * @param done is called at the end, with what is wrong or null
     * @return false if it need not; then {@code done} is never called
     */
    static boolean dialled(PeerAuth auth, Channel channel, String host, int millisMax, Consumer<String> done) {
        AuthHandler handler = new AuthHandler(channel, done);
        handler.handshake = auth.dialled(channel, host, handler::end);
        if (handler.handshake == null) {
            return false;
        }
        channel.pipeline().addLast(handler);
        channel.config().setAutoRead(true);
        channel.eventLoop()
                .schedule(
                        () -> handler.end("it did not end the authentication within " + millisMax + " ms"),
                        millisMax,
                        TimeUnit.MILLISECONDS);
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received.add((ByteBuf) message);
        try {
            handshake.onBytes(received.bytes());
            if (!over && received.bytes().readableBytes() > AuthPackets.WAITING_BYTES_MAX) {
                end("it goes on without waiting for the end of the authentication");
            }
        } catch (MalformedRecordException e) {
            end(e.getMessage());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end("the connection was closed before the other server had proved who it is");
        ctx.fireChannelInactive();
    }

    private void end(String failure) {
        if (over) {
            return;
        }
        over = true;
        ByteBuf rest = received.bytes();
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
        done.accept(failure);
        if (failure == null && rest != null && rest.isReadable()) {
            channel.pipeline().fireChannelRead(rest);
        } else {
            received.release();
        }
    }
}
