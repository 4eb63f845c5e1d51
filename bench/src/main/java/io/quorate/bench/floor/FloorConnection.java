package io.quorate.bench.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.bench.load.FrameHeads;
import io.quorate.jute.OpCode;
import java.util.function.IntSupplier;

/**
 * One connection of the floor server. Owned by the event loop. The bodies are zeros; only their lengths are right.
 * Spec: client-protocol §2, §3, §5.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and that is what is heard
final class FloorConnection extends ChannelInboundHandlerAdapter {
    private static final long SESSION_ID = 1;
    private static final int CONNECT_RESPONSE_BYTES = 37;
    private static final int REPLY_HEADER_BYTES = 16;
    private static final int STAT_BYTES = 68;

    private final int dataBytes;
    private final IntSupplier errors;
    private final FrameHeads frames = new FrameHeads(this::onFrame);
    private ChannelHandlerContext context;
    private ByteBuf out;
    private boolean connected;
    private boolean closing;

    FloorConnection(int dataBytes, IntSupplier errors) {
        this.dataBytes = dataBytes;
        this.errors = errors;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (out == null) {
            out = ctx.alloc().directBuffer(4096);
        }
        try {
            frames.feed(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (out != null) {
            ByteBuf full = out;
            out = null;
            if (closing) {
                ctx.writeAndFlush(full).addListener(ChannelFutureListener.CLOSE);
            } else {
                ctx.writeAndFlush(full, ctx.voidPromise());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    /** Anything unexpected ends the connection; the load generator reports that. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        context.close();
    }

    private void onFrame(int length, ByteBuf head, int at) {
        if (connected) {
            int xid = head.getInt(at + 4);
            int type = head.getInt(at + 8);
            reply(xid, type, type == OpCode.CREATE ? head.getInt(at + 12) : 0);
        } else {
            connected = true;
            int timeoutMillis = head.getInt(at + 16);
            out.writeInt(CONNECT_RESPONSE_BYTES).writeInt(0).writeInt(timeoutMillis);
            out.writeLong(SESSION_ID).writeInt(16).writeZero(16).writeByte(0);
        }
    }

    private void reply(int xid, int type, int pathBytes) {
        closing = type == OpCode.CLOSE_SESSION;
        int err = closing ? 0 : errors.getAsInt();
        int body = err == 0 ? bodyBytes(type, pathBytes) : 0;
        out.writeInt(REPLY_HEADER_BYTES + body).writeInt(xid).writeLong(1).writeInt(err);
        out.writeZero(body);
    }

    private int bodyBytes(int type, int pathBytes) {
        return switch (type) {
            case OpCode.GET_DATA -> Integer.BYTES + dataBytes + STAT_BYTES;
            case OpCode.SET_DATA -> STAT_BYTES;
            case OpCode.CREATE -> Integer.BYTES + pathBytes;
            default -> 0;
        };
    }
}
