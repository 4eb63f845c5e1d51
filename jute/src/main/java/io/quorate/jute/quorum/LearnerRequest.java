package io.quorate.jute.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestCodec;

/**
 * A client's request on its way from a learner to the leader: the data of REQUEST (spec: zab-protocol §6).
 *
 * @param sessionId the session that asks
 * @param cxid the client's number of the request, 0 if it comes from the server
 * @param opCode what is asked
 * @param body its record; null if that does not parse or the operation has none that is known
 */
public record LearnerRequest(long sessionId, int cxid, int opCode, Request body) implements JuteRecord {
    /**
     * The request in a packet's data.
     *
     * @param body whether the body is to be read
     * @throws MalformedRecordException if not even what stands before the body parses
     */
    public static LearnerRequest read(JuteReader in, boolean body) {
        long sessionId = in.readLong("request.sessionId");
        int cxid = in.readInt("request.cxid");
        int opCode = in.readInt("request.type");
        return new LearnerRequest(sessionId, cxid, opCode, body ? readBody(opCode, in) : null);
    }

    private static Request readBody(int opCode, JuteReader in) {
        try {
            return RequestCodec.isKnown(opCode) ? RequestCodec.read(opCode, in) : null;
        } catch (MalformedRecordException e) {
            return null;
        }
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(sessionId);
        out.writeInt(cxid);
        out.writeInt(opCode);
        if (body != null) {
            body.write(out);
        }
    }
}
