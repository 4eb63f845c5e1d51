package io.quorate.server.session;

import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Request;
import io.quorate.jute.txn.Txn;
import java.util.List;

/** Is told of what clients have changed, or tried to. What it is given is immutable; it may take it elsewhere. */
public interface AuditTrail {
    /**
     * A write that a client of this loop has asked for is decided.
     *
     * @param address of the client, {@code /host:port}
     * @param ids of the client when it was decided
     * @param txn what was done, of which the paths are; an error or a failed multi if nothing was
     */
    record Write(long sessionId, String address, List<Id> ids, int opCode, Request request, Txn txn, boolean failed) {}

    /** Takes a write. */
    void write(Write write);

    /** A session has ended, and with it these znodes. */
    void sessionEnded(long sessionId, List<String> ephemerals);
}
