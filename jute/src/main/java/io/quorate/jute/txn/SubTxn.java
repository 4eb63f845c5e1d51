package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/** One operation of a multi: its type, and its transaction as a buffer (spec: storage-format §2.3). */
public record SubTxn(int type, Txn txn) implements JuteRecord {
    /** The failing operation's entry, or that of one after it. */
    public static SubTxn error(int err) {
        return new SubTxn(OpCode.ERROR, new ErrorTxn(err));
    }

    public static SubTxn read(JuteReader in) {
        int type = in.readInt("multiTxn.type");
        if (!isAllowed(type)) {
            throw new MalformedRecordException("multiTxn.type: " + type + " " + OpCode.name(type)
                    + " (expected: a create, a delete, setData, check or error)");
        }
        JuteReader nested = in.readNested("multiTxn.data");
        if (nested == null) {
            throw new MalformedRecordException(
                    "multiTxn.data: null (expected: the record of " + OpCode.name(type) + ")");
        }
        return new SubTxn(type, Txn.read(type, nested));
    }

    private static boolean isAllowed(int type) {
        return switch (type) {
            case OpCode.CREATE,
                    OpCode.CREATE2,
                    OpCode.CREATE_CONTAINER,
                    OpCode.CREATE_TTL,
                    OpCode.DELETE,
                    OpCode.DELETE_CONTAINER,
                    OpCode.SET_DATA,
                    OpCode.CHECK,
                    OpCode.ERROR -> true;
            default -> false;
        };
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type);
        out.writeNested(txn);
    }
}
