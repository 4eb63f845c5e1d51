/**
 * Transactions: what a leader proposes, every server logs, and the tree applies (spec: storage-format §2.3).
 *
 * <p>Start at {@link io.quorate.jute.txn.TxnEntry}, the whole of header, transaction and digest; {@link io.quorate.jute.txn.Txn}
 * is what is to be done.
 */
package io.quorate.jute.txn;
