package io.quorate.jute.proto;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/**
 * One operation of a {@link MultiRequest} (spec: client-protocol §7).
 *
 * @param type one of {@link OpCode}
 */
public record Op(int type, Request request) implements JuteRecord {
    /** Reads a header and the operation it announces; not for the header that ends a list. */
    public static Op read(JuteReader in) {
        return readBody(MultiHeader.read(in), in);
    }

    static Op readBody(MultiHeader header, JuteReader in) {
        if (!isWrite(header.type()) && !isRead(header.type())) {
            throw new MalformedRecordException("multi op type: " + header.type() + " " + OpCode.name(header.type())
                    + " (expected: a create, delete, setData or check, or getData or getChildren)");
        }
        return new Op(header.type(), RequestCodec.read(header.type(), in));
    }

    /** Whether the operation may stand in a multi. */
    public boolean isWrite() {
        return isWrite(type);
    }

    /** Whether the operation may stand in a multiRead. */
    public boolean isRead() {
        return isRead(type);
    }

    /** Whether the operation creates something with flags that do not exist. */
    boolean hasUnknownFlags() {
        return (request instanceof CreateRequest create && !CreateFlags.isValid(create.flags()))
                || (request instanceof CreateTtlRequest createTtl && !CreateFlags.isValid(createTtl.flags()));
    }

    private static boolean isWrite(int type) {
        return switch (type) {
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.SET_DATA,
                    OpCode.CHECK -> true;
            default -> false;
        };
    }

    private static boolean isRead(int type) {
        return type == OpCode.GET_DATA || type == OpCode.GET_CHILDREN;
    }

    @Override
    public void write(JuteWriter out) {
        new MultiHeader(type, false, -1).write(out);
        request.write(out);
    }
}
