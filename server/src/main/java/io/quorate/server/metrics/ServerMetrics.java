package io.quorate.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;

/**
 * The meters that the server's threads write, under the names that Apache ZooKeeper's monitors know. Safe on any thread.
 */
public final class ServerMetrics {
    private final MetricRegistry registry;
    private final Summary fsyncMillis;
    private final Summary syncBatchSize;
    private final Summary snapshotMillis;
    private final Summary recoveryMillis;
    private final Summary recoveredTxns;
    private final Counter digestMismatches;
    private final Counter snapshotErrors;
    private final Counter slowFsyncs;
    private final long slowFsyncMillis;

    /** @param slowFsyncMillis a slower fsync is counted as exceeding the threshold, ms */
    public ServerMetrics(MetricRegistry registry, long slowFsyncMillis) {
        this.registry = registry;
        this.slowFsyncMillis = slowFsyncMillis;
        this.fsyncMillis = registry.register("fsynctime", new Summary());
        this.syncBatchSize = registry.register("sync_processor_batch_size", new Summary());
        this.snapshotMillis = registry.register("snapshottime", new Summary());
        this.recoveryMillis = registry.register("dbinittime", new Summary());
        this.recoveredTxns = registry.register("startup_txns_loaded", new Summary());
        this.digestMismatches = registry.counter("digest_mismatches_count");
        this.snapshotErrors = registry.counter("snapshot_error_count");
        this.slowFsyncs = registry.counter("fsync_threshold_exceed_count");
    }

    /** The count of a counter; 0 if there is none of this name. */
    public long count(String name) {
        Counter counter = registry.getCounters().get(name);
        return counter == null ? 0 : counter.getCount();
    }

    /** The values of a summary; none if there is no summary of this name. */
    public Summary.Values summary(String name) {
        Metric metric = registry.getMetrics().get(name);
        return metric instanceof Summary summary ? summary.values() : Summary.Values.NONE;
    }

    /** Notes that a batch of this many transactions was forced in this time. */
    public void fsynced(long millis, int transactions) {
        fsyncMillis.add(millis);
        syncBatchSize.add(transactions);
        if (millis > slowFsyncMillis) {
            slowFsyncs.inc();
        }
    }

    /** Notes a snapshot written in this time. */
    public void snapshotTaken(long millis) {
        snapshotMillis.add(millis);
    }

    /** Notes a snapshot that could not be written. */
    public void snapshotFailed() {
        snapshotErrors.inc();
    }

    /** Notes what the start had to do. */
    public void recovered(long millis, long transactions, long mismatches) {
        recoveryMillis.add(millis);
        recoveredTxns.add(transactions);
        digestMismatches.inc(mismatches);
    }
}
