package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetWatchesRequest;
import java.nio.ByteBuffer;

/**
 * One request as it goes over the wire.
 *
 * @param xid the xid to send, or {@link #NEXT_XID} for the connection's next one
 * @param body the encoded record, well-formed or not
 * @param zxidsBack for setWatches: the relative zxid is the one this many different zxids ago; {@link #NO_ZXID} for others
 * @param text what it is, for people
 */
record Call(int opCode, int xid, byte[] body, int zxidsBack, String text) {
    /** The value of {@link #xid} that stands for "count up". */
    static final int NEXT_XID = 0;

    static final int NO_ZXID = -1;
    static final int AUTH_XID = -4;
    static final int SET_WATCHES_XID = -8;

    static Call of(int opCode, Request request) {
        return new Call(opCode, NEXT_XID, request.toBytes(), NO_ZXID, text(opCode, request));
    }

    /** A request whose body is not a record, or not one of that operation. */
    static Call raw(int opCode, byte[] body, String text) {
        return new Call(opCode, NEXT_XID, body, NO_ZXID, OpCode.name(opCode) + " " + text);
    }

    /** setWatches or setWatches2; the relative zxid in the request is replaced when it is sent. */
    static Call setWatches(int opCode, SetWatchesRequest request, int zxidsBack) {
        return new Call(
                opCode,
                SET_WATCHES_XID,
                request.toBytes(),
                zxidsBack,
                text(opCode, request) + " from " + zxidsBack + " zxids back");
    }

    Call withXid(int other) {
        return new Call(opCode, other, body, zxidsBack, text + " as xid " + other);
    }

    /** Appends bytes that no record needs. */
    Call withTrailing(byte[] more) {
        byte[] longer = ByteBuffer.allocate(body.length + more.length)
                .put(body)
                .put(more)
                .array();
        return new Call(opCode, xid, longer, zxidsBack, text + " and " + more.length + " bytes more");
    }

    /** The body with its relative zxid filled in. */
    byte[] body(long relativeZxid) {
        byte[] filled = body.clone();
        if (zxidsBack != NO_ZXID) {
            ByteBuffer.wrap(filled).putLong(relativeZxid);
        }
        return filled;
    }

    /** Whether other connections may be told something because of it. */
    boolean mayCauseEvents() {
        return OpCode.isWrite(opCode);
    }

    /** Whether the connection may be told something later because of it. */
    boolean mayWatch() {
        return switch (opCode) {
            case OpCode.EXISTS,
                    OpCode.GET_DATA,
                    OpCode.GET_CHILDREN,
                    OpCode.GET_CHILDREN2,
                    OpCode.ADD_WATCH,
                    OpCode.SET_WATCHES,
                    OpCode.SET_WATCHES2 -> true;
            default -> false;
        };
    }

    private static String text(int opCode, Request request) {
        return OpCode.name(opCode) + " " + RecordText.plain().of(request);
    }

    @Override
    public String toString() {
        return text;
    }
}
