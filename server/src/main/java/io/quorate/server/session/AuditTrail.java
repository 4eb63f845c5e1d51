package io.quorate.server.session;

import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Request;
import io.quorate.jute.txn.Txn;
import java.util.List;

/** Is told of what clients have changed, or tried to. What it is given is immutable; it may take it elsewhere. */
public interface AuditTrail {
    /** Something to be written down. */
    sealed interface Entry {}

    /**
     * A write that a client of this loop has asked for is decided.
     *
     * @param address of the client, {@code /host:port}
     * @param ids of the client when it was decided
     * @param txn what was done, of which the paths are; an error or a failed multi if nothing was
     */
    record Write(long sessionId, String address, List<Id> ids, int opCode, Request request, Txn txn, boolean failed)
            implements Entry {}

    /** A session has ended, and with it these znodes. */
    record SessionEnd(long sessionId, List<String> ephemerals) implements Entry {}

    /** Takes what happened, in this order. The list is the trail's from now on. */
    void take(List<Entry> entries);
}
