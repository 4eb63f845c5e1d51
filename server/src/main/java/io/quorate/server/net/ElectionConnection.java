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
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One connection of the {@link ElectionPort}: cuts what arrives into messages (spec: election-protocol §2, §3). */
final class ElectionConnection extends ChannelInboundHandlerAdapter {
    /** A peer that does not read is not waited for any longer when its connection is closed. */
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private final ElectionPort port;
    private final Channel channel;
    private final long id;
    private final String dialledHost;
    private final ReceivedBytes received = new ReceivedBytes();
    /** Whether the peer has still to say who it is. */
    private boolean unidentified;

    private boolean closed;
    /** While the two ends prove to each other who they are; null before and after. */
    private PeerAuth.Handshake handshake;
    /** Who the peer says it is, while it proves it. */
    private InitialMessage unproved;
    /** What to send once that is over; empty for the end of the connection. */
    private final ArrayDeque<Optional<Notification>> held = new ArrayDeque<>();

    /** @param dialledHost the host of the peer, as configured; null if the peer has dialled */
    ElectionConnection(ElectionPort port, Channel channel, long id, String dialledHost) {
        this.port = port;
        this.channel = channel;
        this.id = id;
        this.dialledHost = dialledHost;
        this.unidentified = dialledHost == null;
    }

    // ---- what arrives

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed && handshake == null) {
            bytes.release();
            return;
        }
        received.add(bytes);
        port.turn(this::parse);
    }

    private void parse() {
        try {
            boolean more = true;
            while (more && received.bytes() != null && (!closed || handshake != null)) {
                more = handshake != null
                        ? parseHandshake(received.bytes())
                        : unidentified ? parseInitial(received.bytes()) : parseNotification(received.bytes());
            }
        } catch (MalformedRecordException e) {
            port.complain(this, e.getMessage());
            closeNow();
            port.ended(id);
        }
        if (closed && handshake == null) {
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
        handshake = port.auth().accepted(channel, failure -> port.turn(() -> onProved(failure)));
        if (handshake == null) {
            port.identified(id, message);
        } else {
            unproved = message;
        }
        return true;
    }

    /** True if the handshake is over and more may follow. */
    private boolean parseHandshake(ByteBuf in) {
        if (in.isReadable()) {
            handshake.onBytes(in);
        }
        if (handshake != null && in.readableBytes() > AuthPackets.WAITING_BYTES_MAX) {
            onProved("it goes on without waiting for the end of the authentication");
        }
        return false;
    }

    /** The end of a handshake, within a turn. */
    private void onProved(String failure) {
        handshake = null;
        if (failure != null) {
            port.complain(this, failure);
            boolean told = closed;
            closeNow();
            if (!told) {
                port.ended(id);
            }
            return;
        }
        if (unproved != null && !closed) {
            port.identified(id, unproved);
        }
        unproved = null;
        for (Optional<Notification> each : held) {
            each.ifPresentOrElse(this::writeNow, this::closeBehind);
        }
        held.clear();
        parse();
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
            port.turn(this::onGone);
        }
    }

    /** A server with a smaller id only wakes the other up, and is gone before it has said more than who it is. */
    private void onGone() {
        if (unproved != null && handshake != null && handshake.isSilenceFine()) {
            port.identified(id, unproved);
        }
        handshake = null;
        port.ended(id);
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
        authenticate();
    }

    /** Proves to the peer, which was dialled, who this server is; nothing else is sent meanwhile. */
    private void authenticate() {
        PeerAuth.Handshake begun =
                port.auth().dialled(channel, dialledHost, failure -> port.turn(() -> onProved(failure)));
        handshake = begun;
        if (begun != null) {
            channel.eventLoop().schedule(() -> onOverdue(begun), port.authMillisMax(), TimeUnit.MILLISECONDS);
        }
    }

    private void onOverdue(PeerAuth.Handshake begun) {
        if (handshake == begun) {
            port.turn(() -> onProved("it did not authenticate within " + port.authMillisMax() + " ms"));
        }
    }

    void write(Notification notification) {
        if (handshake == null) {
            writeNow(notification);
        } else {
            held.add(Optional.of(notification));
        }
    }

    private void writeNow(Notification notification) {
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
        if (handshake == null) {
            closeBehind();
        } else {
            held.add(Optional.empty());
        }
        if (channel.isOpen()) {
            channel.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    private void closeBehind() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
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
