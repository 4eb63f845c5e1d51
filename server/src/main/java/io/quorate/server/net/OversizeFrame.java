package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a request that is longer than {@code jute.maxbuffer}. Enough is looked at to tell its client which request it was; the
 * rest is thrown away as it comes, so that the connection goes on behind it, which in Apache's server ends here.
 */
final class OversizeFrame {
    /** How much longer than allowed a request may be: what claims more is likely no request at all. */
    private static final int SKIPPED_BYTES_MAX = 256 << 20;

    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    /** As much of it is waited for, because the log should name the path. */
    private static final int PEEKED_BYTES_MAX = 512;

    private OversizeFrame() {}

    /** Whether a frame of this length, which has just begun, may be skipped. */
    static boolean isSkippable(int length, int max) {
        return length > max && length >= HEADER_BYTES && (long) length - max <= SKIPPED_BYTES_MAX;
    }

    /** Whether enough of the frame is there to judge it. */
    static boolean hasBegun(ByteBuf in, int length) {
        return in.readableBytes() >= Integer.BYTES + Math.min(length, PEEKED_BYTES_MAX);
    }

    /** Whether it is a request that can be answered with an error while its session goes on. */
    static boolean isAnswerable(ByteBuf in) {
        int opCode = opCode(in);
        boolean aboutTheConnection = opCode == OpCode.AUTH
                || opCode == OpCode.SASL
                || opCode == OpCode.PING
                || opCode == OpCode.CLOSE_SESSION;
        return OpCode.isClientRequest(opCode) && !aboutTheConnection;
    }

    private static int opCode(ByteBuf in) {
        return in.getInt(in.readerIndex() + 2 * Integer.BYTES);
    }

    /** The header alone; the frame's length is skipped. */
    static JuteReader header(ByteBuf in, int fieldBytesMax) {
        in.skipBytes(Integer.BYTES);
        return new JuteReader(in.readSlice(HEADER_BYTES), fieldBytesMax);
    }

    /** The operation and, where a request begins with one, its path or the beginning of it. */
    static String describe(ByteBuf in) {
        int opCode = opCode(in);
        int at = in.readerIndex() + Integer.BYTES + HEADER_BYTES;
        String name = OpCode.name(opCode);
        if (opCode == OpCode.MULTI || opCode == OpCode.MULTI_READ || opCode == OpCode.SET_WATCHES) {
            return name;
        }
        if (in.writerIndex() < at + Integer.BYTES + 1) {
            return name;
        }
        int pathBytes = in.getInt(at);
        int shown = Math.min(pathBytes, in.writerIndex() - at - Integer.BYTES);
        return shown <= 0 || in.getByte(at + Integer.BYTES) != '/'
                ? name
                : name + " "
                        + in.toString(at + Integer.BYTES, Math.min(shown, PEEKED_BYTES_MAX), StandardCharsets.UTF_8);
    }
}
