package io.quorate.quorum;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.Id;
import java.util.List;

/**
 * One request that has to go through the leader: a write, the opening or closing of a session, or a sync. Its body was
 * fully parsed before it came into being, so nothing undecodable can ever take a zxid. Immutable.
 */
public final class Request {
    private final long sessionId;
    private final int cxid;
    private final int opCode;
    private final io.quorate.jute.proto.Request body;
    private final List<Id> authIds;
    private final Object origin;
    private final ErrorCode refusal;

    /**
     * @param sessionId the session that asks; 0 for the server itself, and for a session yet to be created
     * @param cxid the client's number of the request
     * @param authIds the identities of the connection
     * @param origin what the client side wants back with the outcome; opaque to the core, null if nobody waits
     */
    public Request(
            long sessionId, int cxid, int opCode, io.quorate.jute.proto.Request body, List<Id> authIds, Object origin) {
        this(sessionId, cxid, opCode, body, authIds, origin, ErrorCode.OK);
    }

    private Request(
            long sessionId,
            int cxid,
            int opCode,
            io.quorate.jute.proto.Request body,
            List<Id> authIds,
            Object origin,
            ErrorCode refusal) {
        this.sessionId = sessionId;
        this.cxid = cxid;
        this.opCode = opCode;
        this.body = body;
        this.authIds = authIds;
        this.origin = origin;
        this.refusal = refusal;
    }

    /** The session that asks. */
    public long sessionId() {
        return sessionId;
    }

    /** The client's number of this request. */
    public int cxid() {
        return cxid;
    }

    /** What is asked, one of {@link io.quorate.jute.OpCode}. */
    public int opCode() {
        return opCode;
    }

    /** The parsed record of the request. */
    public io.quorate.jute.proto.Request body() {
        return body;
    }

    /** The identities of the connection that asks. */
    public List<Id> authIds() {
        return authIds;
    }

    /** What the client side handed in to find the waiting client again, or null. */
    public Object origin() {
        return origin;
    }

    Request withSession(long newSessionId) {
        return new Request(newSessionId, cxid, opCode, body, authIds, origin, refusal);
    }

    /** What the client is told if the leader refuses the request, whatever the leader's words for it are; OK for these. */
    public ErrorCode refusal() {
        return refusal;
    }

    Request refusedWith(ErrorCode error) {
        return new Request(sessionId, cxid, opCode, body, authIds, origin, error);
    }
}
