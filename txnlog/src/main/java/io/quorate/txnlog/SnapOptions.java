package io.quorate.txnlog;

/**
 * How snapshots are written.
 *
 * @param compression {@code zookeeper.snapshot.compression.method}
 * @param lastProcessedTrailer whether the zxid is repeated behind the tree ({@code
 *     zookeeper.serializeLastProcessedZxid.enabled})
 */
public record SnapOptions(SnapCompression compression, boolean lastProcessedTrailer) {
    public static final SnapOptions DEFAULT = new SnapOptions(SnapCompression.NONE, true);
}
