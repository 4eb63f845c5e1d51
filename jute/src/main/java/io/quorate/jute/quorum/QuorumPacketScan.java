package io.quorate.jute.quorum;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.MalformedRecordException;

/** Finds out whether a buffer holds a whole {@link QuorumPacket}, without decoding or moving the reader index. */
final class QuorumPacketScan {
    private static final int DATA_OFFSET = Integer.BYTES + Long.BYTES;
    private static final int MIN_ID_BYTES = 2 * Integer.BYTES;
    private static final int AUTHINFO_FACTOR = 4;

    private final ByteBuf in;
    private final int lengthLimit;
    private int at;

    private QuorumPacketScan(ByteBuf in, int lengthLimit) {
        this.in = in;
        this.lengthLimit = lengthLimit;
        this.at = in.readerIndex() + DATA_OFFSET;
    }

    static boolean isComplete(ByteBuf in, int lengthLimit) {
        QuorumPacketScan scan = new QuorumPacketScan(in, lengthLimit);
        return scan.skipBytes("quorumPacket.data") && scan.skipAuthinfo();
    }

    /** Skips a length and that many bytes; false if they are not all there. */
    private boolean skipBytes(String field) {
        if (!has(Integer.BYTES)) {
            return false;
        }
        int length = in.getInt(at);
        if (length < -1 || length > lengthLimit) {
            throw new MalformedRecordException(field + ": length " + length + " (expected: -1 to " + lengthLimit
                    + "), in a packet of type " + PacketType.name(in.getInt(in.readerIndex())));
        }
        at += Integer.BYTES;
        if (!has(length)) {
            return false;
        }
        at += Math.max(0, length);
        return true;
    }

    private boolean skipAuthinfo() {
        if (!has(Integer.BYTES)) {
            return false;
        }
        int count = in.getInt(at);
        long bytesMax = AUTHINFO_FACTOR * (long) lengthLimit;
        if (count < -1 || count > bytesMax / MIN_ID_BYTES) {
            throw new MalformedRecordException(
                    "quorumPacket.authinfo: count " + count + " (expected: -1 to " + bytesMax / MIN_ID_BYTES + ")");
        }
        at += Integer.BYTES;
        int start = at;
        for (int i = 0; i < count; i++) {
            if (!skipBytes("quorumPacket.authinfo.scheme") || !skipBytes("quorumPacket.authinfo.id")) {
                return false;
            }
            if (at - start > bytesMax) {
                throw new MalformedRecordException("quorumPacket.authinfo: " + (at - start) + " bytes in " + (i + 1)
                        + " of " + count + " ids (expected: at most " + bytesMax + ")");
            }
        }
        return true;
    }

    private boolean has(int bytes) {
        return in.writerIndex() - at >= bytes;
    }
}
