package io.quorate.server.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;

/** The packets in which servers exchange SASL tokens (spec: zab-protocol §12): a magic number, a status, a token. */
public final class AuthPackets {
    /** What each packet begins with. */
    public static final long MAGIC = 0x5F2435013501EDCCL;

    /** The exchange goes on. */
    public static final int IN_PROGRESS = 0;

    /** The dialler has proved who it is. */
    public static final int SUCCESS = 1;

    /** It has not. */
    public static final int ERROR = -1;

    /** What may have come and wait at most before a handshake is over; the two take turns, so a packet at a time does. */
    static final int WAITING_BYTES_MAX = 1 << 20;

    private static final int TOKEN_BYTES_MAX = 128 * 1024;
    private static final int HEADER_BYTES = Long.BYTES + 2 * Integer.BYTES;

    private AuthPackets() {}

    /** One packet; the token may be null. */
    public record Packet(int status, byte[] token) {}

    /** Whether the bytes there can be the beginning of a packet. */
    public static boolean mayBegin(ByteBuf in) {
        for (int i = 0; i < Math.min(Long.BYTES, in.readableBytes()); i++) {
            if (in.getByte(in.readerIndex() + i) != (byte) (MAGIC >>> (Long.SIZE - (i + 1) * Byte.SIZE))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The packet at the reader index, which is moved past it; null if it is not there in full.
     *
     * @throws MalformedRecordException as soon as the bytes there cannot be one
     */
    public static Packet tryRead(ByteBuf in) {
        if (!mayBegin(in)) {
            throw new MalformedRecordException("authentication packet: no magic number");
        }
        if (in.readableBytes() < HEADER_BYTES) {
            return null;
        }
        int length = in.getInt(in.readerIndex() + HEADER_BYTES - Integer.BYTES);
        if (length < -1 || length > TOKEN_BYTES_MAX) {
            throw new MalformedRecordException(
                    "authentication packet: token of " + length + " bytes (expected: up to " + TOKEN_BYTES_MAX + ")");
        }
        if (in.readableBytes() < HEADER_BYTES + Math.max(0, length)) {
            return null;
        }
        in.skipBytes(Long.BYTES);
        int status = in.readInt();
        return new Packet(status, new JuteReader(in, TOKEN_BYTES_MAX).readBuffer("authPacket.token"));
    }

    /** Sends a packet. */
    public static void send(Channel channel, int status, byte[] token) {
        ByteBuf out = channel.alloc().ioBuffer();
        out.writeLong(MAGIC);
        out.writeInt(status);
        new JuteWriter(out).writeBuffer(token);
        channel.writeAndFlush(out, channel.voidPromise());
    }
}
