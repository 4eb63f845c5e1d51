package io.quorate.tests.sim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.Id;
import io.quorate.server.session.ClientSession;
import io.quorate.server.session.CommitProcessor;
import io.quorate.server.session.ReplySink;
import java.util.ArrayList;
import java.util.List;

/** One client connection of a simulated server: frames in, frames out, as the real one has them. */
final class SimSink implements ReplySink {
    private final ClientLoopSim loop;
    private final SimEnd end;
    private final ClientSession session;
    private final ByteBuf in = Unpooled.buffer();
    private final List<byte[]> events = new ArrayList<>();
    private ByteBuf out = Unpooled.buffer();
    private int frameStart;
    private boolean closing;
    private boolean dirty;

    SimSink(ClientLoopSim loop, SimEnd end, boolean administrator, long wallMillis) {
        this.loop = loop;
        this.end = end;
        Id address = new Id("ip", "10.0.0.1");
        // Else somebody would have to change the ACL of the configuration's znode first.
        List<Id> ids = administrator ? List.of(address, new Id("super", "")) : List.of(address);
        this.session = new ClientSession(this, ids, wallMillis);
    }

    ClientSession session() {
        return session;
    }

    void take(byte[] bytes, CommitProcessor processor, long nowNanos) {
        in.discardReadBytes().writeBytes(bytes);
        parse(processor, nowNanos);
    }

    private void parse(CommitProcessor processor, long nowNanos) {
        while (!closing && !session.isPaused() && !session.isClosing() && in.readableBytes() >= Integer.BYTES) {
            int length = in.getInt(in.readerIndex());
            if (in.readableBytes() < Integer.BYTES + length) {
                return;
            }
            in.skipBytes(Integer.BYTES);
            JuteReader frame = new JuteReader(in.readSlice(length));
            if (session.isConnecting()) {
                processor.onConnect(session, ConnectRequest.read(frame));
            } else {
                processor.onRequest(session, frame, length, nowNanos);
            }
        }
    }

    @Override
    public JuteWriter beginFrame() {
        frameStart = out.writerIndex();
        out.writeInt(0);
        return new JuteWriter(out);
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
        if (loop.holdsEventsBack()) {
            events.add(frame);
        } else {
            out.writeBytes(frame);
        }
        markDirty();
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            loop.markDirty(this);
        }
    }

    /** Sends what the loop's iteration has made. */
    void flush() {
        dirty = false;
        events.forEach(out::writeBytes);
        events.clear();
        if (out.isReadable()) {
            end.send(ElectionPort.Bytes.take(out));
            out = Unpooled.buffer();
        }
        if (closing) {
            end.close();
            loop.closed(this);
        }
    }

    @Override
    public void malformed(String what) {
        throw new SimulationFailure("a client of ours sent something malformed: " + what);
    }

    @Override
    public void pauseReading() {
        // Bytes are kept until the session is no longer paused.
    }

    @Override
    public void resumeReading() {
        loop.later(() -> loop.reparse(this));
    }

    void reparse(CommitProcessor processor, long nowNanos) {
        parse(processor, nowNanos);
    }

    @Override
    public boolean isOverfull() {
        return false;
    }

    @Override
    public void closeAfterFlush(String reason) {
        if (!closing) {
            closing = true;
            loop.tellClosed(this, reason);
            markDirty();
        }
    }

    @Override
    public String remoteAddress() {
        return "/10.0.0.1:" + end.peer.owner.id();
    }
}
