package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts a stream of bytes into frames, showing only the head of each: its length and up to 16 bytes, which hold a header
 * or the interesting part of a handshake. The rest is skipped, never copied. Not thread-safe. Spec: client-protocol §1.
 */
public final class FrameHeads {
    /** For example length, xid, zxid and err of a reply; or length, protocol version, timeout and session id. */
    public static final int HEAD_BYTES = 4 + 16;

    private static final int LENGTH_MAX = 64 << 20;

    /** Told of every frame. */
    public interface Sink {
        /**
         * A frame has begun.
         *
         * @param length bytes after the length field
         * @param head holds the frame's first {@link #HEAD_BYTES} bytes (fewer if it is shorter), length included
         * @param at where in {@code head} the frame begins
         */
        void onFrame(int length, ByteBuf head, int at);
    }

    private final Sink sink;
    private final ByteBuf split = Unpooled.buffer(HEAD_BYTES, HEAD_BYTES);
    private int bodyLeft;

    public FrameHeads(Sink sink) {
        this.sink = sink;
    }

    /** Consumes all of {@code in}; throws IllegalStateException when a length cannot be one. */
    public void feed(ByteBuf in) {
        while (in.isReadable()) {
            if (bodyLeft > 0) {
                int skipped = Math.min(bodyLeft, in.readableBytes());
                in.skipBytes(skipped);
                bodyLeft -= skipped;
            } else if (split.readableBytes() == 0 && in.readableBytes() >= HEAD_BYTES) {
                wholeHead(in);
            } else {
                partOfHead(in);
            }
        }
    }

    private void wholeHead(ByteBuf in) {
        int at = in.readerIndex();
        int length = checkedLength(in.getInt(at));
        int inHead = Math.min(Integer.BYTES + length, HEAD_BYTES);
        sink.onFrame(length, in, at);
        in.skipBytes(inHead);
        bodyLeft = Integer.BYTES + length - inHead;
    }

    private void partOfHead(ByteBuf in) {
        if (split.readableBytes() < Integer.BYTES) {
            in.readBytes(split, Math.min(Integer.BYTES - split.readableBytes(), in.readableBytes()));
            if (split.readableBytes() < Integer.BYTES) {
                return;
            }
        }
        int length = checkedLength(split.getInt(0));
        int inHead = Math.min(Integer.BYTES + length, HEAD_BYTES);
        in.readBytes(split, Math.min(inHead - split.readableBytes(), in.readableBytes()));
        if (split.readableBytes() == inHead) {
            sink.onFrame(length, split, 0);
            split.clear();
            bodyLeft = Integer.BYTES + length - inHead;
        }
    }

    private static int checkedLength(int length) {
        if (length < 0 || length > LENGTH_MAX) {
            throw new IllegalStateException("frame length: " + length + " (expected: 0.." + LENGTH_MAX + ")");
        }
        return length;
    }
}
