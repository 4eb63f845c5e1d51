package io.quorate.jute.proto;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/**
 * One operation of a {@link MultiRequest} (spec: client-protocol §7). What is read has the type that a create's flags ask for, which
 * may differ from the type on the wire.
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
        return withKindOfFlags(header.type(), RequestCodec.read(header.type(), in));
    }

    /**
     * The operation with the type that its flags ask for. Outside a multi the operation decides what is created; inside, Apache
     * 3.9.5 goes by the flags, and so create and create2 can make a container and createTTL anything, its ttl then counting for
     * nothing. Flags that do not exist leave createTTL what it is, to be refused by itself.
     */
    private static Op withKindOfFlags(int type, Request request) {
        if (request instanceof CreateRequest create && CreateFlags.isContainer(create.flags())) {
            return new Op(OpCode.CREATE_CONTAINER, create);
        }
        if (request instanceof CreateTtlRequest ttl
                && CreateFlags.isValid(ttl.flags())
                && !CreateFlags.isTtl(ttl.flags())) {
            int kind = CreateFlags.isContainer(ttl.flags()) ? OpCode.CREATE_CONTAINER : OpCode.CREATE;
            return new Op(kind, new CreateRequest(ttl.path(), ttl.data(), ttl.acl(), ttl.flags()));
        }
        return new Op(type, request);
    }

    /** Whether the operation may stand in a multi. */
    public boolean isWrite() {
        return isWrite(type);
    }

    /** Whether the operation may stand in a multiRead. */
    public boolean isRead() {
        return isRead(type);
    }

    /** Whether the operation is a create, but not a createTTL, whose flags do not exist or need a ttl. */
    boolean hasImpossibleFlags() {
        return request instanceof CreateRequest create
                && (!CreateFlags.isValid(create.flags()) || CreateFlags.isTtl(create.flags()));
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
