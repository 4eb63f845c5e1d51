package io.quorate.tree.request;

import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.TxnHeader;
import java.util.List;

/**
 * Who asks for a write, and what the transaction of it is stamped with.
 *
 * @param sessionId 0 for the server itself
 * @param ids the identities of the connection
 * @param wallMillis ms since 1970
 */
record WriteContext(long sessionId, SessionStatus session, List<Id> ids, int cxid, long zxid, long wallMillis) {
    /** Whether no client asks, so that no permission is needed. */
    boolean isServer() {
        return sessionId == 0;
    }

    TxnHeader header(int type) {
        return new TxnHeader(sessionId, cxid, zxid, wallMillis, type);
    }
}
