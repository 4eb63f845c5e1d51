package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.quorate.jute.JuteReader;
import io.quorate.jute.proto.ReplyHeader;
import java.util.List;

/**
 * Cuts the stream into frames, without their lengths. Of a frame beyond the limit only the header is kept, as an {@link
 * OversizeReply}: one reply that is too long costs its call and not the connection.
 */
final class ReplyFrameDecoder extends ByteToMessageDecoder {
    private final int lengthBytesMax;
    private int toSkip;

    ReplyFrameDecoder(int lengthBytesMax) {
        this.lengthBytesMax = lengthBytesMax;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (toSkip > 0) {
            int skipped = Math.min(toSkip, in.readableBytes());
            in.skipBytes(skipped);
            toSkip -= skipped;
            return;
        }
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0) {
            throw new CorruptedFrameException("frame length: " + length + " (expected: >= 0)");
        }
        if (length > lengthBytesMax && length > ReplyHeader.BYTES) {
            decodeOversize(length, in, out);
        } else if (in.readableBytes() >= Integer.BYTES + length) {
            in.skipBytes(Integer.BYTES);
            out.add(in.readRetainedSlice(length));
        }
    }

    private void decodeOversize(int length, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES + ReplyHeader.BYTES) {
            return;
        }
        in.skipBytes(Integer.BYTES);
        out.add(new OversizeReply(ReplyHeader.read(new JuteReader(in)), length));
        toSkip = length - ReplyHeader.BYTES;
    }
}
