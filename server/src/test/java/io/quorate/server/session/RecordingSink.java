package io.quorate.server.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.ReplyHeader;
import io.quorate.jute.proto.WatcherEvent;
import java.util.ArrayList;
import java.util.List;

/** A client that writes down what it is sent, one line a frame. */
final class RecordingSink implements ReplySink {
    final List<String> lines = new ArrayList<>();
    final List<String> slow = new ArrayList<>();
    boolean closed;
    boolean paused;
    boolean overfull;
    boolean inHandshake = true;
    private ByteBuf frame;

    @Override
    public void slow(String what) {
        slow.add(what);
    }

    @Override
    public JuteWriter beginFrame() {
        frame = Unpooled.buffer();
        return new JuteWriter(frame);
    }

    @Override
    public void rewindFrame() {
        frame.clear();
    }

    @Override
    public int endFrame() {
        int length = frame.readableBytes();
        record(frame);
        return length;
    }

    @Override
    public void sendFrame(byte[] bytes) {
        record(Unpooled.wrappedBuffer(bytes, Integer.BYTES, bytes.length - Integer.BYTES));
    }

    private void record(ByteBuf bytes) {
        if (inHandshake) {
            inHandshake = false;
            lines.add("connected");
            return;
        }
        JuteReader in = new JuteReader(bytes);
        ReplyHeader header = ReplyHeader.read(in);
        if (header.xid() == -1) {
            WatcherEvent event = WatcherEvent.read(in);
            lines.add("event " + event.type() + " " + event.path() + " at " + header.zxid());
        } else {
            lines.add("reply " + header.xid() + " err " + header.err() + " at " + header.zxid());
        }
    }

    @Override
    public void malformed(String what) {
        lines.add("malformed");
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public boolean isOverfull() {
        return overfull;
    }

    @Override
    public void closeAfterFlush(String reason) {
        if (!closed) {
            closed = true;
            lines.add("closed: " + reason);
        }
    }

    @Override
    public String remoteAddress() {
        return "/127.0.0.1:4242";
    }
}
