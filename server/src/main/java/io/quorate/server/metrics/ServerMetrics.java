package io.quorate.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.MetricRegistry;

/** The meters that the server's threads write. Safe on any thread. */
public final class ServerMetrics {
    private final MetricRegistry registry;
    private final Histogram fsyncMillis;
    private final Histogram syncBatchSize;
    private final Histogram snapshotMillis;
    private final Counter snapshots;
    private final Counter snapshotErrors;
    private final Counter slowFsyncs;
    private final long slowFsyncMillis;

    /** @param slowFsyncMillis a slower fsync is counted as exceeding the threshold, ms */
    public ServerMetrics(MetricRegistry registry, long slowFsyncMillis) {
        this.registry = registry;
        this.slowFsyncMillis = slowFsyncMillis;
        this.fsyncMillis = registry.histogram("fsynctime");
        this.syncBatchSize = registry.histogram("sync_processor_batch_size");
        this.snapshotMillis = registry.histogram("snapshottime");
        this.snapshots = registry.counter("snap_count");
        this.snapshotErrors = registry.counter("snapshot_error_count");
        this.slowFsyncs = registry.counter("fsync_threshold_exceed_count");
    }

    /** Everything counted, by name. */
    public MetricRegistry registry() {
        return registry;
    }

    /** Notes that a batch of this many transactions was forced in this time. */
    public void fsynced(long millis, int transactions) {
        fsyncMillis.update(millis);
        syncBatchSize.update(transactions);
        if (millis > slowFsyncMillis) {
            slowFsyncs.inc();
        }
    }

    /** Notes a snapshot written in this time. */
    public void snapshotTaken(long millis) {
        snapshotMillis.update(millis);
        snapshots.inc();
    }

    /** Notes a snapshot that could not be written. */
    public void snapshotFailed() {
        snapshotErrors.inc();
    }
}
