package io.quorate.server.session;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.NodeRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.quorum.QuorumPeer;

/** One request of a session that is not answered yet. */
final class Pending {
    /** Why a request is not even tried. */
    enum Refusal {
        /** No operation for clients. The client is answered and its connection closed, as Apache does. */
        UNKNOWN_OPERATION(ErrorCode.UNIMPLEMENTED, "it is not for clients", true),
        /** Its bytes make no record. What follows on the connection is not to be trusted either. */
        UNDECODABLE(ErrorCode.MARSHALLING_ERROR, "its record cannot be decoded", true),
        /** A multi of operations that do not go together. */
        ILL_FORMED(ErrorCode.MARSHALLING_ERROR, "its operations do not go together", false),
        /** Most of it was not even read. */
        TOO_LONG(ErrorCode.BAD_ARGUMENTS, "it is longer than jute.maxbuffer", false),
        /** It needs a leader, and there is none. */
        READ_ONLY(ErrorCode.NOT_READ_ONLY, "this server only serves reads at the moment", false),
        /** It waited too long to be handed to the core. */
        THROTTLED(ErrorCode.THROTTLED_OP, "it waited longer than throttled_op_wait_time", false),
        /** It would leave one watch too many. */
        TOO_MANY_WATCHES(ErrorCode.QUOTA_EXCEEDED, "there are as many watches as maxWatches allows", false);

        final ErrorCode error;
        final String reason;
        final boolean endsTheConnection;

        Refusal(ErrorCode error, String reason, boolean endsTheConnection) {
            this.error = error;
            this.reason = reason;
            this.endsTheConnection = endsTheConnection;
        }

        /** Why an operation is not even decoded; null if it may be. */
        static Refusal of(int opCode, boolean tooLong, boolean readOnly) {
            if (!OpCode.isClientRequest(opCode)) {
                return UNKNOWN_OPERATION;
            }
            if (tooLong) {
                return TOO_LONG;
            }
            return readOnly && QuorumPeer.isForTheLeader(opCode) && opCode != OpCode.CLOSE_SESSION ? READ_ONLY : null;
        }
    }

    final ClientSession session;
    final int xid;
    final int opCode;
    /** The parsed record; null if the request is refused. */
    final Request body;
    /** Why it is not tried; null if it is. */
    Refusal refusal;

    final long receivedNanos;
    /** What the core was handed, and may have to be handed again; null before. */
    private io.quorate.quorum.Request asked;
    /** Whether the core has the request and has not answered. */
    boolean atCore;
    /** Whether it waits to be handed to the core. */
    boolean held;
    /** The size of the request if it counts against the budget of large ones, else 0. */
    int largeBytes;

    Pending(ClientSession session, RequestHeader header, Request body, long receivedNanos) {
        this(session, header, body, null, receivedNanos);
    }

    private Pending(ClientSession session, RequestHeader header, Request body, Refusal refusal, long receivedNanos) {
        this.session = session;
        this.xid = header.xid();
        this.opCode = header.type();
        this.body = body;
        this.refusal = refusal;
        this.receivedNanos = receivedNanos;
    }

    static Pending refused(ClientSession session, RequestHeader header, Refusal refusal, long receivedNanos) {
        return new Pending(session, header, null, refusal, receivedNanos);
    }

    /** The request for the core. The same when it is asked once more, whoever its client has shown to be meanwhile. */
    io.quorate.quorum.Request ask() {
        if (asked == null) {
            asked = new io.quorate.quorum.Request(session.sessionId, xid, opCode, body, session.authIds, this);
        }
        return asked;
    }

    /**
     * Whether it ends a session that may not be known to the leader, hence to nobody who could keep the order: then it is not handed
     * to the core before everything else of the session is answered.
     */
    boolean endsLocalSession() {
        return opCode == OpCode.CLOSE_SESSION && session.local && refusal == null;
    }

    /** Whether nothing that comes after it on its connection is looked at. */
    boolean endsTheConnection() {
        return opCode == OpCode.CLOSE_SESSION || (refusal != null && refusal.endsTheConnection);
    }

    /** The path that it is about; null if it is about none, or several. */
    String path() {
        return body instanceof NodeRequest node ? node.path() : null;
    }

    /** What it was and how long it took, for the log. */
    String describe(long zxid, long latencyNanos, int replyBytes) {
        String path = path();
        return OpCode.name(opCode) + (path == null ? "" : " " + path) + " xid " + xid + " at zxid " + Zxid.toText(zxid)
                + " took " + latencyNanos / 1_000_000 + " ms, reply of " + replyBytes + " bytes";
    }
}
