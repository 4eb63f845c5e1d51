package io.quorate.tests.sim;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Request;
import io.quorate.tests.sim.check.ZnodeOp;

/**
 * A request of a simulated client that waits for its answer.
 *
 * @param ackedBefore the newest write that any client knew of when this was sent: a zxid
 * @param kind what it does to a znode whose history is kept; null if no history is kept of it
 * @param value what it writes there
 * @param version what it expects there
 * @param since when the client began what this ends: for a read behind a sync, the sync
 */
record Call(
        int xid,
        int opCode,
        Request request,
        long ackedBefore,
        ZnodeOp.Kind kind,
        String path,
        int value,
        int version,
        long since) {
    boolean isWrite() {
        return OpCode.isWrite(opCode);
    }

    @Override
    public String toString() {
        return xid + " " + OpCode.name(opCode) + (path == null ? "" : " " + path);
    }
}
