package io.quorate.txnlog;

import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;

/**
 * A transaction of the log that was applied.
 *
 * @param bytes as they are in the log
 * @param applied its effect; the tree after it is exact
 */
public record Replayed(TxnEntry entry, byte[] bytes, Applied applied) {}
