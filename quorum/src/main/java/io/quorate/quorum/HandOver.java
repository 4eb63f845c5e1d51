package io.quorate.quorum;

import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last word of a leader that ends in an orderly way: of what was asked of it, everything that it took up is committed, and the
 * commits were sent before; the rest it never touched. Whoever is told may ask the next leader for that rest without doing anything
 * twice. It is a PING with data, to which other servers answer as to any PING (decision 10).
 */
final class HandOver {
    private static final byte[] MARK = "hand-over".getBytes(StandardCharsets.US_ASCII);

    private HandOver() {}

    static QuorumPacket packet(long lastZxid) {
        return new QuorumPacket(PacketType.PING, lastZxid, MARK);
    }

    static boolean isIn(QuorumPacket ping) {
        return Arrays.equals(ping.data(), MARK);
    }
}
