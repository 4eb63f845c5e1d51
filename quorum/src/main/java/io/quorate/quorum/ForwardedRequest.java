package io.quorate.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.LearnerRequest;
import io.quorate.jute.quorum.QuorumPacket;
import java.util.List;

/** What a learner's client asks, out of a REQUEST (spec: zab-protocol §6). */
final class ForwardedRequest {
    private ForwardedRequest() {}

    /**
     * Reads a request.
     *
     * @param packet with data
     * @param origin of the request
     * @throws MalformedRecordException if not even what stands before the body parses
     */
    static Request read(QuorumPacket packet, int fieldBytesMax, Object origin) {
        int opCode = LearnerRequest.read(JuteReader.of(packet.data()), false).opCode();
        LearnerRequest asked =
                LearnerRequest.read(JuteReader.of(packet.data(), fieldBytesMax), QuorumPeer.isForTheLeader(opCode));
        return new Request(
                asked.sessionId(),
                asked.cxid(),
                asked.opCode(),
                asked.body(),
                packet.authinfo() == null ? List.of() : packet.authinfo(),
                origin);
    }
}
