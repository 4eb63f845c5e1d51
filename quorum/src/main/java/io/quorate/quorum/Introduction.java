package io.quorate.quorum;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.LearnerInfo;
import io.quorate.jute.quorum.PacketType;
import io.quorate.jute.quorum.QuorumPacket;
import java.nio.ByteBuffer;

/** The first packet of a learner: who it is, and whether it may stay (spec: zab-protocol §4). */
final class Introduction {
    private Introduction() {}

    /**
     * Who the learner says it is.
     *
     * @throws MalformedRecordException if it says something else
     */
    static LearnerInfo infoIn(QuorumPacket packet) {
        if (packet.type() != PacketType.FOLLOWERINFO && packet.type() != PacketType.OBSERVERINFO) {
            throw new MalformedRecordException("first packet: " + packet + " (expected: FOLLOWERINFO or OBSERVERINFO)");
        }
        return LearnerInfo.decode(packet.data());
    }

    /** Why this learner may not stay; null if it may. */
    static String refusal(LearnerInfo info, PeerContext context) {
        if (!info.negotiatesEpoch()) {
            return "it speaks a protocol older than 3.4 (version " + info.protocolVersion() + ")";
        }
        if (info.configVersion() > context.view.committed().version()) {
            return "its configuration has version " + Long.toHexString(info.configVersion()) + ", ours only "
                    + Long.toHexString(context.view.committed().version());
        }
        if (info.sid() == context.sid()) {
            return "it says that it is server " + info.sid() + ", which is this one: two servers have one myid";
        }
        return null;
    }

    /** The answer to whoever has introduced himself: the epoch, and the version of the protocol. */
    static QuorumPacket leaderInfo(long epoch) {
        byte[] protocol =
                ByteBuffer.allocate(Integer.BYTES).putInt(LearnerInfo.PROTOCOL).array();
        return new QuorumPacket(PacketType.LEADERINFO, Zxid.of(epoch, 0), protocol);
    }
}
