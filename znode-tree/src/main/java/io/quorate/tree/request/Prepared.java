package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.Applied;
import io.quorate.tree.OpOutcome;

/**
 * A request made into a transaction, together with what the transaction does. A refused request is an error transaction,
 * which takes its zxid and changes nothing else.
 *
 * @param digest null for an error transaction, and if digests are switched off
 * @param applied the effect on the tree that the request was prepared on
 */
public record Prepared(TxnHeader header, Txn txn, TxnDigest digest, Applied applied) {
    /**
     * Whether the request came through a server that its session has left, by itself or in an operation of a multi. Then
     * that server closes the connection instead of answering (spec: client-protocol §4.3).
     */
    public boolean sessionMoved() {
        return FinalRequestProcessor.sessionMoved(applied);
    }

    /** The error code of the request: that of the first operation that failed for a multi. 0 if it succeeded. */
    public int err() {
        if (applied.err() != 0) {
            return applied.err();
        }
        for (OpOutcome outcome : applied.outcomes()) {
            if (outcome.err() != 0 && outcome.err() != ErrorCode.RUNTIME_INCONSISTENCY.code()) {
                return outcome.err();
            }
        }
        return 0;
    }
}
