package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.InitialMessage;
import io.quorate.jute.quorum.Notification;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One connection of the {@link ElectionPort}: cuts what arrives into messages (spec: election-protocol §2, §3). */
final class ElectionConnection extends ChannelInboundHandlerAdapter {
    /** A peer that does not read is not waited for any longer when its connection is closed. */
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private final ElectionPort port;
    private final Channel channel;
    private final long id;
    private final ReceivedBytes received = new ReceivedBytes();
    /** Whether the peer has still to say who it is. */
    private boolean unidentified;

    private boolean closed;

    ElectionConnection(ElectionPort port, Channel channel, long id, boolean accepted) {
        this.port = port;
        this.channel = channel;
        this.id = id;
        this.unidentified = accepted;
    }

    // ---- what arrives

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        received.add(bytes);
        port.turn(this::parse);
    }

    private void parse() {
        try {
            boolean more = true;
            while (more && !closed && received.bytes() != null) {
                more = unidentified ? parseInitial(received.bytes()) : parseNotification(received.bytes());
            }
        } catch (MalformedRecordException e) {
            port.complain(this, e.getMessage());
            closeNow();
            port.ended(id);
        }
        if (closed) {
            received.release();
        } else {
            received.trim();
        }
    }

    private boolean parseInitial(ByteBuf in) {
        InitialMessage message = InitialMessage.tryRead(in);
        if (message == null) {
            return false;
        }
        unidentified = false;
        port.identified(id, message);
        return true;
    }

    private boolean parseNotification(ByteBuf in) {
        ByteBuf frame = Notification.tryReadFrame(in);
        if (frame == null) {
            return false;
        }
        Notification notification;
        try {
            notification = Notification.read(new JuteReader(frame, Notification.FRAME_BYTES_MAX));
        } catch (MalformedRecordException e) {
            // Where the next message begins is known, and other servers ignore such ones, too.
            port.ignored(this, e.getMessage());
            return true;
        }
        port.received(id, notification);
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        received.release();
        if (!closed) {
            closed = true;
            port.turn(() -> port.ended(id));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            port.unexpected(this, cause);
        }
        ctx.close();
    }

    // ---- what is sent

    void introduce(InitialMessage message) {
        ByteBuf out = channel.alloc().ioBuffer();
        message.write(new JuteWriter(out));
        channel.writeAndFlush(out, channel.voidPromise());
    }

    void write(Notification notification) {
        ByteBuf out = channel.alloc().ioBuffer();
        out.writeInt(0);
        notification.write(new JuteWriter(out));
        out.setInt(0, out.readableBytes() - Integer.BYTES);
        channel.writeAndFlush(out).addListener(done -> {
            if (done.isSuccess()) {
                port.turn(() -> port.written(id));
            } else {
                channel.close();
            }
        });
    }

    /** Closes behind what was written; nothing is heard of this connection any more. */
    void closeAfterFlush() {
        closed = true;
        received.trim();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (channel.isOpen()) {
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    private void closeNow() {
        closed = true;
        channel.close();
    }

    @Override
    public String toString() {
        return channel.remoteAddress() + "";
    }
}
