package io.quorate.txnlog;

/**
 * How a {@link FileTxnLog} writes.
 *
 * @param preAllocBytes the step in which files grow ({@code zookeeper.preAllocSize} times 1024); 0: they grow as they
 *     are written
 * @param sizeLimitBytes a file longer than this is followed by a new one ({@code txnLogSizeLimitInKb} times 1024); 0 or
 *     less: no limit
 * @param forceSync whether appended records are forced to the medium ({@code zookeeper.forceSync}). Without it an
 *     acknowledged transaction may be lost in a power cut
 */
public record TxnLogOptions(long preAllocBytes, long sizeLimitBytes, boolean forceSync) {
    public static final long DEFAULT_PRE_ALLOC_BYTES = 65536L << 10;
    public static final TxnLogOptions DEFAULT = new TxnLogOptions(DEFAULT_PRE_ALLOC_BYTES, 0, true);

    public TxnLogOptions {
        if (preAllocBytes < 0) {
            throw new IllegalArgumentException("preAllocBytes: " + preAllocBytes + " (expected: >= 0)");
        }
    }
}
