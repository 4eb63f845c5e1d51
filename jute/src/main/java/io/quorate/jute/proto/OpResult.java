package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/**
 * The result of one operation of a multi or multiRead (spec: client-protocol §7).
 *
 * @param type one of {@link OpCode}: that of the operation, except create2 for createContainer and createTTL, and error for
 *     one that failed or was not done
 * @param body {@link ErrorResponse} for type error, {@link EmptyResponse} for delete and check
 */
public record OpResult(int type, Response body) implements JuteRecord {
    public static OpResult error(int err) {
        return new OpResult(OpCode.ERROR, new ErrorResponse(err));
    }

    /** The result of a delete or check that succeeded. */
    public static OpResult done(int type) {
        return new OpResult(type, EmptyResponse.INSTANCE);
    }

    /** Reads a header and the result it announces; not for the header that ends a list. */
    public static OpResult read(JuteReader in) {
        return readBody(MultiHeader.read(in), in);
    }

    static OpResult readBody(MultiHeader header, JuteReader in) {
        return new OpResult(
                header.type(),
                switch (header.type()) {
                    case OpCode.ERROR -> ErrorResponse.read(in);
                    case OpCode.CREATE,
                            OpCode.CREATE2,
                            OpCode.CREATE_CONTAINER,
                            OpCode.CREATE_TTL,
                            OpCode.DELETE,
                            OpCode.SET_DATA,
                            OpCode.CHECK,
                            OpCode.GET_DATA,
                            OpCode.GET_CHILDREN -> ResponseCodec.read(header.type(), in);
                    default -> throw new MalformedRecordException("multi result type: " + header.type() + " "
                            + OpCode.name(header.type()) + " (expected: that of an operation in multi, or error)");
                });
    }

    /** The error code, 0 if the operation succeeded. */
    public int err() {
        return body instanceof ErrorResponse error ? error.err() : 0;
    }

    @Override
    public void write(JuteWriter out) {
        new MultiHeader(type, false, err()).write(out);
        body.write(out);
    }
}
