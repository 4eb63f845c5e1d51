package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.OpCode;
import java.util.List;

/** Several operations, applied all or not at all (type 14). They share the header, and so the zxid and the session. */
public record MultiTxn(List<SubTxn> txns) implements Txn {
    public static MultiTxn read(JuteReader in) {
        List<SubTxn> txns = in.readVector("multiTxn.txns", SubTxn::read);
        if (txns == null) {
            throw new MalformedRecordException("multiTxn.txns: null (expected: a vector)");
        }
        return new MultiTxn(txns);
    }

    /** Whether an operation failed: then nothing of it may be applied. */
    public boolean isFailed() {
        for (SubTxn each : txns) {
            if (each.type() == OpCode.ERROR) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void write(JuteWriter out) {
        out.writeVector(txns);
    }
}
