package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.SnapshotDecoder;
import java.io.IOException;

/**
 * A learner's connection to its leader. A SNAP packet is followed by a raw stream, of which each piece is decoded as it comes.
 * Belongs to the core's loop.
 */
final class LeaderChannel extends ChannelInboundHandlerAdapter {
    private static final int SIGNATURE_BYTES = Integer.BYTES + TreePieces.SIGNATURE.length();

    private final LeaderConnections owner;
    private final Channel channel;
    private final long id;
    private final long sid;
    private final ReceivedBytes received = new ReceivedBytes();
    private final EndOfIteration endOfIteration;
    private ByteBuf out;
    private boolean closed;

    /** Null but between a SNAP packet and the end of its tree. */
    private SnapshotDecoder decoder;

    private long snapshotZxid;
    private boolean treeEnded;

    LeaderChannel(LeaderConnections owner, Channel channel, long id, long sid) {
        this.owner = owner;
        this.channel = channel;
        this.id = id;
        this.sid = sid;
        this.endOfIteration = new EndOfIteration(owner.eventLoop(), this::flush);
    }

    long id() {
        return id;
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
        owner.core().turn(this::parse);
    }

    private void parse() {
        try {
            boolean more = true;
            while (more && !closed && received.bytes() != null) {
                more = decoder == null ? parsePacket(received.bytes()) : parseSnapshot(received.bytes());
            }
            if (decoder != null && !closed) {
                owner.core().onLeaderProgress(id);
            }
        } catch (MalformedRecordException e) {
            owner.complain(this, e.getMessage());
            end("it sent what cannot be decoded: " + e.getMessage());
        }
        if (closed) {
            received.release();
        } else {
            received.trim();
        }
    }

    private boolean parsePacket(ByteBuf in) {
        QuorumPacket packet = QuorumPacket.tryRead(in, owner.options().packetBytesMax());
        if (packet == null) {
            return false;
        }
        if (packet.type() == PacketType.SNAP) {
            snapshotZxid = packet.zxid();
            decoder = owner.newSnapshotDecoder();
            treeEnded = false;
        } else {
            owner.core().onLeaderPacket(id, packet);
        }
        return true;
    }

    /** Takes what there is of a snapshot; true if that was the end of it. */
    private boolean parseSnapshot(ByteBuf in) {
        if (!treeEnded) {
            treeEnded = decoder.decode(in);
        }
        if (!treeEnded || in.readableBytes() < SIGNATURE_BYTES) {
            return false;
        }
        String signature = new JuteReader(in, TreePieces.SIGNATURE.length()).readString("snapshot signature");
        if (!TreePieces.SIGNATURE.equals(signature)) {
            throw new MalformedRecordException(
                    "snapshot signature: " + signature + " (expected: " + TreePieces.SIGNATURE + ")");
        }
        DataTree tree = decoder.build(snapshotZxid);
        decoder = null;
        owner.core().onLeaderSnapshot(id, tree);
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        received.release();
        end("it closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            end("the connection failed: " + cause.getMessage());
        } else {
            owner.unexpected(this, cause);
            end("unexpected error: " + cause);
        }
    }

    // ---- what is sent

    void send(QuorumPacket packet) {
        if (closed) {
            return;
        }
        if (out == null) {
            out = channel.alloc().ioBuffer();
            endOfIteration.arm();
        }
        packet.write(new JuteWriter(out));
    }

    private void flush() {
        if (out == null) {
            return;
        }
        ByteBuf packets = out;
        out = null;
        channel.writeAndFlush(packets, channel.voidPromise());
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        long waiting = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        if (!closed && waiting > owner.options().outboundBytesMax()) {
            owner.complain(this, waiting + " bytes wait until it reads");
            end("it does not read what it is sent");
        }
    }

    // ---- the end

    private void end(String reason) {
        if (!closed) {
            close();
            owner.ended(this, reason);
        }
    }

    void close() {
        closed = true;
        flush();
        channel.close();
    }

    @Override
    public String toString() {
        return "server " + sid + " at " + channel.remoteAddress();
    }
}
