package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;

/** Which request body belongs to which operation (spec: client-protocol §5). */
public final class RequestCodec {
    private RequestCodec() {}

    /**
     * Whether {@link #read} knows the operation. That includes check and createSession, which a client may not send by
     * themselves: see {@link OpCode#isClientRequest}.
     */
    public static boolean isKnown(int opCode) {
        return OpCode.isClientRequest(opCode) || opCode == OpCode.CHECK || opCode == OpCode.CREATE_SESSION;
    }

    /**
     * The body of a request. Bytes beyond it are left unread.
     *
     * @throws io.quorate.jute.MalformedRecordException if the body does not parse
     * @throws IllegalArgumentException if the operation is not {@link #isKnown}
     */
    public static Request read(int opCode, JuteReader in) {
        return switch (opCode) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER -> CreateRequest.read(in);
            case OpCode.CREATE_TTL -> CreateTtlRequest.read(in);
            case OpCode.DELETE -> DeleteRequest.read(in);
            case OpCode.SET_DATA -> SetDataRequest.read(in);
            case OpCode.SET_ACL -> SetAclRequest.read(in);
            case OpCode.CHECK -> CheckVersionRequest.read(in);
            case OpCode.GET_ACL,
                    OpCode.SYNC,
                    OpCode.GET_ALL_CHILDREN_NUMBER,
                    OpCode.DELETE_CONTAINER,
                    OpCode.GET_EPHEMERALS -> PathRequest.read(in);
            case OpCode.EXISTS, OpCode.GET_DATA, OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 -> WatchedPathRequest.read(
                    in);
            case OpCode.ADD_WATCH -> AddWatchRequest.read(in);
            case OpCode.CHECK_WATCHES, OpCode.REMOVE_WATCHES -> WatchesRequest.read(in);
            case OpCode.SET_WATCHES -> SetWatchesRequest.readOldForm(in);
            case OpCode.SET_WATCHES2 -> SetWatchesRequest.read(in);
            case OpCode.MULTI, OpCode.MULTI_READ -> MultiRequest.read(in);
            case OpCode.RECONFIG -> ReconfigRequest.read(in);
            case OpCode.AUTH -> AuthRequest.read(in);
            case OpCode.SASL -> SaslRequest.read(in);
            case OpCode.CREATE_SESSION -> CreateSessionRequest.read(in);
            case OpCode.PING, OpCode.CLOSE_SESSION, OpCode.WHO_AM_I -> EmptyRequest.INSTANCE;
            default -> throw new IllegalArgumentException(
                    "operation: " + opCode + " (expected: one that RequestCodec.isKnown)");
        };
    }
}
