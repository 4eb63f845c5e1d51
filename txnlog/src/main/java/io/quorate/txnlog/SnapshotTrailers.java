package io.quorate.txnlog;

import io.quorate.jute.txn.TxnDigest;

/**
 * What a snapshot says of itself behind its nodes (spec: storage-format §4.1).
 *
 * @param zxid the last transaction that may have left traces in the nodes: if it is greater than the one in the file's
 *     name, the snapshot is fuzzy. {@link #UNKNOWN} if there was no trailer
 * @param digestZxid the transaction after which the digest holds
 * @param digest of the whole tree; null if there was none
 */
record SnapshotTrailers(long zxid, long digestZxid, TxnDigest digest) {
    static final long UNKNOWN = Long.MIN_VALUE;
    static final SnapshotTrailers NONE = new SnapshotTrailers(UNKNOWN, UNKNOWN, null);

    SnapshotTrailers withDigest(long newDigestZxid, TxnDigest newDigest) {
        return new SnapshotTrailers(Math.max(zxid, newDigestZxid), newDigestZxid, newDigest);
    }

    SnapshotTrailers withLastProcessed(long lastProcessed) {
        return new SnapshotTrailers(Math.max(zxid, lastProcessed), digestZxid, digest);
    }

    /** Whether the tree's digest can be compared with the one here. */
    boolean hasComparableDigest() {
        return digest != null && digest.isComparable();
    }
}
