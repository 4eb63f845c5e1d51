/**
 * Transaction logs, snapshots and epoch files on disk, in Apache ZooKeeper's formats (spec: storage-format).
 *
 * <p>Starting points: {@link io.quorate.txnlog.DataDirs} finds the directories, {@link io.quorate.txnlog.Recovery}
 * turns what is in them into a tree, {@link io.quorate.txnlog.FileTxnLog} appends to the log, {@link
 * io.quorate.txnlog.FileSnap} saves trees, {@link io.quorate.txnlog.EpochFile} keeps promises. {@link
 * io.quorate.txnlog.SnapshotEncoder} and {@link io.quorate.txnlog.SnapshotDecoder} also serve the SNAP stream between
 * servers.
 *
 * <p>There are no threads here and no clock. An object belongs to one thread unless it says otherwise. A failure to
 * write or force is final: the caller ends the process, and recovery at the next start finds out what is durable.
 */
package io.quorate.txnlog;
