package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One learner's connection to this server. What is sent waits in a queue and goes to the channel as far as that is writable, so
 * that nothing overtakes a snapshot, of which only a piece exists at a time. Belongs to the core's loop.
 */
final class LearnerChannel extends ChannelInboundHandlerAdapter {
    /** What a learner says first is 20 bytes long. */
    private static final int FIRST_PACKET_BYTES_MAX = 256;

    /** A learner that does not read is not waited for any longer when its connection is closed. */
    private static final long CLOSE_MILLIS_MAX = 2_000;

    private static final long UNKNOWN = -1;

    private final LearnerPort port;
    private final Channel channel;
    private final boolean observer;
    private final ReceivedBytes received = new ReceivedBytes();
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private final EndOfIteration pump;
    private ScheduledFuture<?> firstPacketTimer;
    private long id = UNKNOWN;
    /** Bytes in the queue that are encoded. */
    private long queuedBytes;

    private boolean closed;

    /** @param observer whether it came to the port for observers */
    LearnerChannel(LearnerPort port, Channel channel, boolean observer) {
        this.port = port;
        this.channel = channel;
        this.observer = observer;
        this.pump = new EndOfIteration(port.eventLoop(), this::flush);
    }

    long id() {
        return id;
    }

    boolean isObserver() {
        return observer;
    }

    void awaitFirstPacket(int millis) {
        firstPacketTimer = port.eventLoop()
                .schedule(
                        () -> fail("it did not say within " + millis + " ms that it is a learner"),
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    /** The other end has proved who it is, or {@code failure} says why not; nothing is heard of it before. */
    void onAuthenticated(String failure) {
        if (failure != null) {
            port.turn(() -> fail(failure));
        }
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
            while (!closed && received.bytes() != null && parsePacket(received.bytes())) {
                // one packet a round
            }
        } catch (MalformedRecordException e) {
            fail(e.getMessage());
        }
        if (closed) {
            received.release();
        } else {
            received.trim();
        }
    }

    /** Takes one packet off the input; false if it is not there in full. */
    private boolean parsePacket(ByteBuf in) {
        if (id == UNKNOWN && in.readableBytes() >= Integer.BYTES) {
            requireLearner(in.getInt(in.readerIndex()));
        }
        QuorumPacket packet = QuorumPacket.tryRead(
                in, id == UNKNOWN ? FIRST_PACKET_BYTES_MAX : port.options().packetBytesMax());
        if (packet == null) {
            return false;
        }
        if (id == UNKNOWN) {
            firstPacketTimer.cancel(false);
            id = port.identified(this, String.valueOf(channel.remoteAddress()));
        }
        if (!closed) {
            port.received(id, packet);
        }
        return true;
    }

    private static void requireLearner(int type) {
        if (type != PacketType.FOLLOWERINFO && type != PacketType.OBSERVERINFO) {
            throw new MalformedRecordException("first packet: type " + PacketType.name(type) + " (expected: "
                    + PacketType.FOLLOWERINFO + " or " + PacketType.OBSERVERINFO + ", of a learner)");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !queue.isEmpty()) {
            pump.arm();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        received.release();
        dropQueue();
        if (!closed) {
            closed = true;
            firstPacketTimer.cancel(false);
            port.ended(this);
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

    /** Sends encoded packets, of which it becomes the owner. */
    void sendBytes(ByteBuf bytes) {
        queuedBytes += bytes.readableBytes();
        send(new Outgoing.Bytes(bytes));
    }

    /** Sends packets that are encoded as the learner reads. */
    void sendPackets(List<QuorumPacket> packets) {
        send(new Outgoing.Packets(packets));
    }

    void sendSnapshot(DataTree tree, Executor encoder) {
        sendPackets(List.of(new QuorumPacket(PacketType.SNAP, tree.lastZxid(), null)));
        sendPieces(new TreePieces(tree), encoder);
    }

    /** Sends something long, of which the executor makes a piece at a time. */
    void sendPieces(PieceStream.Source source, Executor executor) {
        send(new PieceStream(source, executor, port.eventLoop(), pump::arm, this::streamFailed));
    }

    private void streamFailed(Throwable cause) {
        if (cause instanceof IOException) {
            port.complain(this, "what it is sent cannot be read: " + cause.getMessage());
        } else {
            port.unexpected(this, cause);
        }
        channel.close();
    }

    private void send(Outgoing outgoing) {
        if (closed || !channel.isActive()) {
            outgoing.release();
            return;
        }
        queue.add(outgoing);
        port.markDirty(this);
    }

    /** Gives the channel what it takes, and sends it. */
    void flush() {
        if (closed) {
            return;
        }
        boolean wrote = false;
        boolean progress = false;
        while (!queue.isEmpty() && channel.isWritable()) {
            ByteBuf piece = queue.peek().next(channel.alloc());
            if (piece != null) {
                if (queue.peek() instanceof Outgoing.Bytes) {
                    queuedBytes -= piece.readableBytes();
                } else {
                    progress = true;
                }
                channel.write(piece, channel.voidPromise());
                wrote = true;
            }
            if (queue.peek().isFinished()) {
                queue.poll();
            } else if (piece == null) {
                break;
            }
        }
        if (wrote) {
            channel.flush();
        }
        if (progress) {
            port.turn(() -> port.progress(this));
        }
        long bytesMax =
                observer ? port.options().observerBytesMax() : port.options().outboundBytesMax();
        if (queuedBytes + pendingBytes() > bytesMax) {
            fail("it does not read: " + (queuedBytes + pendingBytes()) + " bytes wait to be sent (limit " + bytesMax
                    + ")");
        }
    }

    private long pendingBytes() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    private void dropQueue() {
        queue.forEach(Outgoing::release);
        queue.clear();
        queuedBytes = 0;
    }

    // ---- the end

    /** Closes for a fault of the other end, and says so. */
    private void fail(String why) {
        if (!closed) {
            port.complain(this, why);
            closed = true;
            firstPacketTimer.cancel(false);
            dropQueue();
            channel.close();
            port.ended(this);
        }
    }

    /**
     * Ends behind what was sent, or at once if that does not get out; nothing is heard of this connection any more. It is the learner
     * that closes: if we did, with something of it unread, the kernel would reset the connection, and a learner that is writing would
     * learn of that before it has read the last word (decision 10).
     */
    void closeAfterFlush() {
        flush();
        if (closed) {
            return;
        }
        closed = true;
        firstPacketTimer.cancel(false);
        // Who has not said yet that it is a learner was told nothing.
        if (!queue.isEmpty() || id == UNKNOWN) {
            dropQueue();
            channel.close();
            return;
        }
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> endOutput());
        if (channel.isOpen()) {
            ScheduledFuture<?> timer =
                    port.eventLoop().schedule(() -> channel.close(), CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closedNow -> timer.cancel(false));
            port.ending(channel);
        }
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            tls.closeOutbound().addListener(told -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    @Override
    public String toString() {
        return (id == UNKNOWN ? "" : id + " at ") + channel.remoteAddress();
    }
}
