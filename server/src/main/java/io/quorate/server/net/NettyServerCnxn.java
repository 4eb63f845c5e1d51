package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.Id;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Spread;
import io.quorate.server.session.ClientSession;
import io.quorate.server.session.ReplySink;
import io.quorate.server.session.TraceMask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: cuts what arrives into frames, and collects what is to be sent until the loop's iteration ends,
 * so that any number of replies costs one write (spec: client-protocol §1). Belongs to its {@link ClientLoop}.
 */
public final class NettyServerCnxn extends ChannelInboundHandlerAdapter implements ReplySink {
    private static final Logger LOG = LoggerFactory.getLogger(NettyServerCnxn.class);

    /** A ConnectRequest takes 45 bytes; whoever has not even opened a session gets no room for more than a page. */
    private static final int FIRST_FRAME_BYTES_MAX = 4096;

    private static final int OUT_BYTES_MIN = 512;

    /** Once so much is collected to be sent, no further request is looked at before it is written. */
    private static final int OUT_BYTES_SOFT_MAX = 256 * 1024;

    private final ClientLoop loop;
    private final FourLetterWordHandler words;
    private final long acceptedNanos;
    private ChannelHandlerContext context;
    private ClientSession session;
    private String remoteAddress = "";

    private ByteBuf in;
    private ByteBuf out;
    private JuteWriter writer;
    private int frameStart;
    private int lastFlushBytes = OUT_BYTES_MIN;
    private boolean dirty;
    private boolean closing;
    private boolean readingStopped;
    private boolean parsing;
    private boolean malformedLogged;
    /** How much of a frame that is too long is still to come. */
    private long bytesToSkip;

    NettyServerCnxn(ClientLoop loop, FourLetterWordHandler words) {
        this.loop = loop;
        this.words = words;
        this.acceptedNanos = System.nanoTime();
    }

    // ---- what arrives

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        InetSocketAddress peer = (InetSocketAddress) ctx.channel().remoteAddress();
        String host = peer.getAddress().getHostAddress();
        remoteAddress = "/" + host + ":" + peer.getPort();
        session = new ClientSession(this, List.of(new Id("ip", host)), System.currentTimeMillis());
        loop.connected(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf received = (ByteBuf) message;
        if (closing) {
            received.release();
        } else if (in == null) {
            in = received;
        } else {
            in.discardSomeReadBytes();
            in = in.writeBytes(received);
            received.release();
            loop.processor().stats().meters().record(Spread.QUEUED_BUFFER, in.capacity());
        }
        parse();
    }

    private void parse() {
        if (parsing) {
            return;
        }
        parsing = true;
        try {
            while (in != null
                    && !closing
                    && !session.isPaused()
                    && !session.isClosing()
                    && hasRoomToAnswer()
                    && parseFrame()) {
                // one frame a round
            }
        } catch (MalformedRecordException e) {
            malformed(e.getMessage());
            closeAfterFlush("its frame is malformed");
        } finally {
            parsing = false;
        }
        if (in != null && (closing || !in.isReadable())) {
            in.release();
            in = null;
        }
    }

    /** Requests take little room and their answers may take much: whoever does not read is not asked what else he wants. */
    private boolean hasRoomToAnswer() {
        return (out == null || out.readableBytes() < OUT_BYTES_SOFT_MAX)
                && context.channel().isWritable();
    }

    /** Takes one frame off the input; false if it is not there in full. */
    private boolean parseFrame() {
        if (bytesToSkip > 0) {
            int skipped = (int) Math.min(bytesToSkip, in.readableBytes());
            in.skipBytes(skipped);
            bytesToSkip -= skipped;
        }
        if (in.readableBytes() < Integer.BYTES) {
            return false;
        }
        int length = in.getInt(in.readerIndex());
        boolean first = session.isConnecting();
        if (first && words.isWord(length)) {
            if (in.readableBytes() >= Integer.BYTES + words.argumentBytes(length)) {
                answerWord(length);
            }
            return false;
        }
        int max = first
                ? Math.min(FIRST_FRAME_BYTES_MAX, loop.options().frameBytesMax())
                : loop.options().frameBytesMax();
        if (!first && OversizeFrame.isSkippable(length, max)) {
            return OversizeFrame.hasBegun(in, length) && refuse(length, max);
        }
        if (length < 0 || length > max) {
            loop.processor().stats().meters().add(Count.OVERSIZE_REQUESTS);
            malformed("frame length " + length + " (expected: 0 to " + max
                    + (first ? ", as for any first frame)" : ", the value of jute.maxbuffer)"));
            closeAfterFlush("its frame is too long");
            return false;
        }
        if (in.readableBytes() < Integer.BYTES + length) {
            return false;
        }
        in.skipBytes(Integer.BYTES);
        JuteReader frame = new JuteReader(in.readSlice(length), loop.options().fieldBytesMax());
        if (first) {
            begun();
            ConnectRequest connect = ConnectRequest.read(frame);
            if (loop.trace().isOn(TraceMask.SESSION)) {
                loop.trace().write("{} asks for session 0x{}", this, Long.toHexString(connect.sessionId()));
            }
            if (loop.admits(connect.sessionId())) {
                loop.processor().onConnect(session, connect);
            } else {
                closeAfterFlush("new sessions come faster than connection_throttle_tokens allows");
            }
        } else {
            traceRequest(length);
            loop.processor().onRequest(session, frame, length, System.nanoTime());
        }
        return true;
    }

    private void traceRequest(int length) {
        if (length >= 2 * Integer.BYTES) {
            int opCode = in.getInt(in.readerIndex() - length + Integer.BYTES);
            boolean ping = opCode == OpCode.PING;
            if (loop.trace().isOn(ping ? TraceMask.CLIENT_PING : TraceMask.CLIENT_REQUEST)) {
                int xid = in.getInt(in.readerIndex() - length);
                loop.trace()
                        .write(
                                "Request of {}: {}",
                                this,
                                OpCode.name(opCode) + " xid " + xid + ", " + length + " bytes");
            }
        }
    }

    /** Has a request that is too long answered with an error. */
    private boolean refuse(int length, int max) {
        loop.processor().stats().meters().add(Count.OVERSIZE_REQUESTS);
        String what =
                OversizeFrame.describe(in) + ": its " + length + " bytes are more than jute.maxbuffer allows, " + max;
        if (!OversizeFrame.isAnswerable(in)) {
            loop.logClosed(this, what);
            closeAfterFlush("its frame is too long");
            return false;
        }
        loop.logRefused(this, what);
        JuteReader header = OversizeFrame.header(in, loop.options().fieldBytesMax());
        bytesToSkip = length - header.remaining();
        loop.processor().onRequest(session, header, length, System.nanoTime());
        return true;
    }

    /** The client has said what it wants. */
    private void begun() {
        loop.handshakeBegun(this);
        if (context.pipeline().get(SslHandler.class) == null) {
            InetAddress peer = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
            InetAddress own = ((InetSocketAddress) context.channel().localAddress()).getAddress();
            boolean local = peer.isLoopbackAddress() || peer.equals(own);
            loop.processor().stats().meters().add(local ? Count.PLAIN_LOCAL : Count.PLAIN_REMOTE);
        }
    }

    private void answerWord(int word) {
        begun();
        stopReading();
        closing = true;
        byte[] argument = new byte[words.argumentBytes(word)];
        in.skipBytes(Integer.BYTES).readBytes(argument);
        words.answer(
                word,
                argument,
                this,
                text -> loop.post(() -> {
                    if (context.channel().isActive()) {
                        ByteBuf reply = context.alloc().ioBuffer();
                        reply.writeCharSequence(text, StandardCharsets.UTF_8);
                        context.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE);
                    }
                }));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            resumeReading();
        } else {
            stopReading();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** The client says nothing more: a connection has ended with that, unless it asked a word and waits for the answer. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !closing) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        releaseBuffers();
        loop.disconnected(this);
        loop.processor().onClosed(session);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("Connection of {} failed: {}", this, cause.getMessage());
        } else {
            LOG.error("Closing the connection of {} for an unexpected error", this, cause);
        }
        closing = true;
        ctx.close();
    }

    // ---- what is sent

    @Override
    public JuteWriter beginFrame() {
        if (out == null) {
            out = context.alloc().ioBuffer(Math.max(OUT_BYTES_MIN, lastFlushBytes));
            writer = new JuteWriter(out);
        }
        frameStart = out.writerIndex();
        out.writeInt(0);
        return writer;
    }

    @Override
    public void rewindFrame() {
        out.writerIndex(frameStart + Integer.BYTES);
    }

    @Override
    public int endFrame() {
        int length = out.writerIndex() - frameStart - Integer.BYTES;
        out.setInt(frameStart, length);
        markDirty();
        return length;
    }

    @Override
    public void sendFrame(byte[] frame) {
        if (out == null) {
            beginFrame();
            out.writerIndex(frameStart);
        }
        out.writeBytes(frame);
        if (loop.trace().isOn(TraceMask.EVENT_DELIVERY)) {
            loop.trace().write("Event for {}: {} bytes", this, frame.length);
        }
        markDirty();
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.markDirty(this);
        }
    }

    /** Writes all frames that were ended; called at the end of the loop's iteration. */
    void flushFrames() {
        dirty = false;
        if (!context.channel().isActive()) {
            releaseBuffers();
            return;
        }
        if (out != null) {
            ByteBuf frames = out;
            out = null;
            writer = null;
            lastFlushBytes = Math.min(1 << 16, frames.readableBytes());
            context.write(frames, context.voidPromise());
            context.flush();
        }
        if (isOverfull()) {
            loop.processor().stats().meters().add(Count.SLOW_READERS);
            loop.logClosed(
                    this,
                    "it does not read: " + waitingBytes() + " bytes wait to be sent (limit "
                            + loop.options().outboundBytesMax() + ")");
            closing = true;
            context.close();
        } else if (closing) {
            context.writeAndFlush(context.alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
        } else if (in != null && hasRoomToAnswer()) {
            loop.post(this::parse);
        }
    }

    private long waitingBytes() {
        return (out == null ? 0 : out.readableBytes())
                + (context.channel().unsafe().outboundBuffer() == null
                        ? 0
                        : context.channel().unsafe().outboundBuffer().totalPendingWriteBytes());
    }

    @Override
    public boolean isOverfull() {
        return waitingBytes() > loop.options().outboundBytesMax();
    }

    private void releaseBuffers() {
        if (out != null) {
            out.release();
            out = null;
            writer = null;
        }
        if (in != null && !parsing) {
            in.release();
            in = null;
        }
    }

    // ---- control

    @Override
    public void malformed(String what) {
        if (!malformedLogged) {
            malformedLogged = true;
            loop.logClosed(this, what);
        }
    }

    @Override
    public void slow(String what) {
        loop.logSlow(this, what);
    }

    @Override
    public void pauseReading() {
        stopReading();
    }

    private void stopReading() {
        readingStopped = true;
        context.channel().config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        if (closing || session.isPaused() || !context.channel().isWritable()) {
            return;
        }
        if (readingStopped) {
            readingStopped = false;
            context.channel().config().setAutoRead(true);
        }
        if (in != null) {
            loop.post(this::parse);
        }
    }

    @Override
    public void closeAfterFlush(String reason) {
        if (closing) {
            return;
        }
        closing = true;
        LOG.debug("Closing the connection of {}: {}", this, reason);
        if (loop.trace().isOn(TraceMask.SESSION)) {
            loop.trace().write("Closing the connection of {}: {}", this, reason);
        }
        if (context.channel().isActive()) {
            markDirty();
        }
    }

    /** As {@link #closeAfterFlush}; on any thread, and soon. */
    public void closeSoon(String reason) {
        loop.post(() -> closeAfterFlush(reason));
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    long acceptedNanos() {
        return acceptedNanos;
    }

    /** The client behind this connection. */
    public ClientSession session() {
        return session;
    }

    @Override
    public String toString() {
        return session == null ? remoteAddress : session.toString();
    }
}
