package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.OpCode;

/** Which reply body belongs to which operation (spec: client-protocol §5). */
public final class ResponseCodec {
    private ResponseCodec() {}

    /**
     * The body of a reply whose header has err 0. Bytes beyond it are left unread.
     *
     * @throws io.quorate.jute.MalformedRecordException if the body does not parse
     * @throws IllegalArgumentException if a client cannot have asked for the operation
     */
    public static Response read(int opCode, JuteReader in) {
        return switch (opCode) {
            case OpCode.CREATE -> CreateResponse.read(in);
            case OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> Create2Response.read(in);
            case OpCode.EXISTS, OpCode.SET_DATA, OpCode.SET_ACL -> StatResponse.read(in);
            case OpCode.GET_DATA, OpCode.RECONFIG -> GetDataResponse.read(in);
            case OpCode.GET_ACL -> GetAclResponse.read(in);
            case OpCode.GET_CHILDREN -> GetChildrenResponse.read(in);
            case OpCode.GET_CHILDREN2 -> GetChildren2Response.read(in);
            case OpCode.SYNC -> SyncResponse.read(in);
            case OpCode.GET_ALL_CHILDREN_NUMBER -> GetAllChildrenNumberResponse.read(in);
            case OpCode.GET_EPHEMERALS -> GetEphemeralsResponse.read(in);
            case OpCode.WHO_AM_I -> WhoAmIResponse.read(in);
            case OpCode.MULTI, OpCode.MULTI_READ -> MultiResponse.read(in);
            case OpCode.ADD_WATCH -> ErrorResponse.read(in);
            case OpCode.SASL -> SaslResponse.read(in);
            case OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.CHECK,
                    OpCode.PING,
                    OpCode.CLOSE_SESSION,
                    OpCode.AUTH,
                    OpCode.SET_WATCHES,
                    OpCode.SET_WATCHES2,
                    OpCode.CHECK_WATCHES,
                    OpCode.REMOVE_WATCHES -> EmptyResponse.INSTANCE;
            default -> throw new IllegalArgumentException("operation: " + opCode + " (expected: one with a reply)");
        };
    }
}
