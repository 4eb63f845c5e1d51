package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;

/**
 * One session of the load: its connection, the requests it sends, and the check that each reply is the one expected.
 * Owned by the event loop.
 *
 * <p>Requests are collected in one buffer and leave with {@link #flush()}, at the latest when all replies that were
 * read together have been handled. Spec: client-protocol §2, §3.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and that is what is heard
final class LoadSession extends ChannelInboundHandlerAdapter implements FrameHeads.Sink {
    private static final int PING_XID = -2;
    private static final int EVENT_XID = -1;
    private static final int TIMEOUT_MILLIS = 40_000;
    private static final int REPLY_HEADER_BYTES = 16;

    /** Hears what happens to a session, on the event loop. */
    interface Listener {
        /** The server has granted the session. */
        void onReady(LoadSession session);

        /**
         * A reply has come.
         *
         * @param startNanos when its request was due
         * @param nowNanos when the reply was read
         * @param err the reply's error code
         * @param asExpected whether the body has the length that a correct one has
         */
        void onReply(LoadSession session, long startNanos, long nowNanos, int err, boolean asExpected);

        /** A watch has fired; whoever sets none is told of none. */
        default void onEvent(LoadSession session, long nowNanos) {
            throw new IllegalStateException("an event without a watch");
        }

        /** The connection is gone; {@code reason} says how, and is null if the session had asked for it. */
        void onClosed(LoadSession session, String reason);
    }

    private final Listener listener;
    private final FrameHeads frames = new FrameHeads(this);
    private final InFlight inFlight = new InFlight();
    private final RequestSource source;
    private ChannelHandlerContext context;
    private ByteBuf out;
    private int nextXid = 1;
    private int headXid = 1;
    private long readNanos;
    private long lastSendNanos;
    private int timeoutMillis;
    private boolean usedUp;
    private boolean closing;
    private String failure;

    LoadSession(RequestSource source, Listener listener) {
        this.source = source;
        this.listener = listener;
    }

    /** Appends the next request, due at {@code startNanos}, to what the next flush sends; false if there is none. */
    boolean send(long startNanos) {
        int expectedBytes = source.next(buffer(), nextXid);
        if (expectedBytes == RequestSource.EXHAUSTED) {
            return false;
        }
        inFlight.add(startNanos, expectedBytes);
        nextXid++;
        return true;
    }

    /** Sends what was appended since the last flush. */
    void flush() {
        if (out != null && out.isReadable()) {
            ByteBuf full = out;
            out = null;
            lastSendNanos = System.nanoTime();
            context.writeAndFlush(full, context.voidPromise());
        }
    }

    /** Remembers that the source is exhausted; true the first time. */
    boolean markUsedUp() {
        boolean first = !usedUp;
        usedUp = true;
        return first;
    }

    /** Keeps a quiet session alive: a ping when a third of the timeout has passed without a request. */
    void pingIfIdle(long nowNanos) {
        if (nowNanos - lastSendNanos > timeoutMillis * 1_000_000L / 3) {
            buffer().writeBytes(FrameTemplate.plainFrame(PING_XID, OpCode.PING));
            flush();
        }
    }

    /** Asks the server to close the session; the server then closes the connection. */
    void close() {
        if (!closing && context != null && context.channel().isActive()) {
            closing = true;
            buffer().writeBytes(FrameTemplate.plainFrame(nextXid++, OpCode.CLOSE_SESSION));
            flush();
        }
    }

    /** Drops the connection, if there still is one. */
    void abandon() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        ConnectRequest hello = new ConnectRequest(0, 0, TIMEOUT_MILLIS, 0, new byte[16], false, true);
        byte[] body = hello.toBytes();
        buffer().writeInt(body.length).writeBytes(body);
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        readNanos = System.nanoTime();
        try {
            frames.feed(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flush();
    }

    @Override
    public void onFrame(int length, ByteBuf head, int at) {
        if (timeoutMillis == 0) {
            onConnectResponse(length, head, at);
            return;
        }
        if (length < REPLY_HEADER_BYTES) {
            throw new IllegalStateException("reply of " + length + " bytes (expected: >= " + REPLY_HEADER_BYTES + ")");
        }
        int xid = head.getInt(at + 4);
        if (xid == PING_XID || (closing && inFlight.size() == 0)) {
            return;
        }
        if (xid == EVENT_XID) {
            listener.onEvent(this, readNanos);
            return;
        }
        if (xid != headXid || inFlight.size() == 0) {
            throw new IllegalStateException("reply with xid " + xid + " (expected: " + headXid + ", with "
                    + inFlight.size() + " requests in flight)");
        }
        int err = head.getInt(at + 16);
        boolean asExpected = err != 0 || length - REPLY_HEADER_BYTES == inFlight.oldestBodyBytes();
        long startNanos = inFlight.oldestStartNanos();
        inFlight.removeOldest();
        headXid++;
        listener.onReply(this, startNanos, readNanos, err, asExpected);
    }

    private void onConnectResponse(int length, ByteBuf head, int at) {
        int granted = length >= REPLY_HEADER_BYTES ? head.getInt(at + 8) : 0;
        if (granted <= 0) {
            throw new IllegalStateException(
                    "session refused: connect response of " + length + " bytes, timeout " + granted);
        }
        timeoutMillis = granted;
        lastSendNanos = readNanos;
        listener.onReady(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failure = cause.toString();
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (out != null) {
            out.release();
            out = null;
        }
        if (failure == null && !(closing && inFlight.size() == 0)) {
            failure = "connection closed by the server with " + inFlight.size() + " requests in flight";
        }
        listener.onClosed(this, failure);
    }

    private ByteBuf buffer() {
        if (out == null) {
            out = context.alloc().directBuffer(4096);
        }
        return out;
    }
}
