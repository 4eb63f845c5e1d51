package io.quorate.quorum;

import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;

/**
 * One transaction on its way through the ensemble: its bytes, encoded once and used for the log and every follower, and
 * the tree that it leads to. Immutable, hence safe to hand to any thread.
 *
 * @param entry header, transaction and digest
 * @param bytes the encoding of {@code entry}, the data of a PROPOSAL and of a log record
 * @param applied the tree after this transaction, and what changed
 * @param request the request that caused it if that came from a client of this server, else null
 */
public record Proposal(TxnEntry entry, byte[] bytes, Applied applied, Request request) {
    /** The zxid of the transaction. */
    public long zxid() {
        return entry.header().zxid();
    }

    /** The tree after this transaction. */
    public DataTree after() {
        return applied.after();
    }

    @Override
    public String toString() {
        return "proposal " + Zxid.toText(zxid());
    }
}
