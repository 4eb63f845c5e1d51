package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.ReplyHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyFrameDecoderTest {
    private static final int LIMIT = 40;

    @Test
    void cutsFramesHoweverTheyArriveAndSkipsThoseThatAreTooLong() {
        byte[] stream = stream(frame(1, 0), frame(2, 24), frame(3, 25), frame(4, 1000), frame(5, 3), new byte[4]);
        List<String> expected = List.of("1+0", "2+24", "3 oversize 41", "4 oversize 1016", "5+3", "empty");
        for (int pieceBytes : new int[] {1, 2, 3, 7, 16, 19, 20, 21, 44, 45, 100, stream.length}) {
            assertThat(decode(stream, pieceBytes))
                    .as("in pieces of %d", pieceBytes)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aNegativeLengthIsCorrupt() {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyFrameDecoder(LIMIT));
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.copyInt(-1)))
                .isInstanceOf(CorruptedFrameException.class)
                .hasMessageContaining("-1");
    }

    private static List<String> decode(byte[] stream, int pieceBytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new ReplyFrameDecoder(LIMIT));
        for (int at = 0; at < stream.length; at += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, Math.min(pieceBytes, stream.length - at)));
        }
        List<String> seen = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            seen.add(describe(message));
        }
        channel.finishAndReleaseAll();
        return seen;
    }

    private static String describe(Object message) {
        if (message instanceof OversizeReply reply) {
            return reply.header().xid() + " oversize " + reply.lengthBytes();
        }
        ByteBuf frame = (ByteBuf) message;
        String text =
                frame.isReadable() ? frame.getInt(0) + "+" + (frame.readableBytes() - ReplyHeader.BYTES) : "empty";
        frame.release();
        return text;
    }

    private static byte[] frame(int xid, int bodyBytes) {
        ByteBuf out = Unpooled.buffer();
        out.writeInt(ReplyHeader.BYTES + bodyBytes);
        new ReplyHeader(xid, 5, 0).write(new JuteWriter(out));
        return ByteBufUtil.getBytes(out.writeZero(bodyBytes));
    }

    private static byte[] stream(byte[]... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }
}
