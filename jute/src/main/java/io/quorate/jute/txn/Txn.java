package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;

/** What a transaction does to the tree or to the sessions; its type is in the header (spec: storage-format §2.3). */
public sealed interface Txn extends JuteRecord
        permits CreateTxn,
                CreateContainerTxn,
                CreateTtlTxn,
                DeleteTxn,
                SetDataTxn,
                SetAclTxn,
                CheckVersionTxn,
                MultiTxn,
                CreateSessionTxn,
                CloseSessionTxn,
                ErrorTxn {

    /**
     * The transaction of the given type.
     *
     * @throws MalformedRecordException also for a type that no transaction has: such a log cannot be replayed
     */
    static Txn read(int type, JuteReader in) {
        return switch (type) {
            case OpCode.CREATE -> CreateTxn.readAllowingOldForm(in);
            case OpCode.CREATE2 -> CreateTxn.read(in);
            case OpCode.CREATE_CONTAINER -> CreateContainerTxn.read(in);
            case OpCode.CREATE_TTL -> CreateTtlTxn.read(in);
            case OpCode.DELETE, OpCode.DELETE_CONTAINER -> DeleteTxn.read(in);
            case OpCode.SET_DATA, OpCode.RECONFIG -> SetDataTxn.read(in);
            case OpCode.SET_ACL -> SetAclTxn.read(in);
            case OpCode.CHECK -> CheckVersionTxn.read(in);
            case OpCode.MULTI -> MultiTxn.read(in);
            case OpCode.CREATE_SESSION -> CreateSessionTxn.read(in);
            case OpCode.CLOSE_SESSION -> CloseSessionTxn.read(in);
            case OpCode.ERROR -> ErrorTxn.read(in);
            default -> throw new MalformedRecordException("txn type: " + type + " " + OpCode.name(type)
                    + " (expected: a type that changes the tree or the sessions)");
        };
    }
}
