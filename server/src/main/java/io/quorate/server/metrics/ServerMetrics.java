package io.quorate.server.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.quorate.server.meter.Measurement;
import io.quorate.server.meter.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What threads other than those of clients and protocol count, under the names that Apache ZooKeeper's monitors know. Safe on any
 * thread.
 */
public final class ServerMetrics {
    private static final long NANOS_PER_MICRO = 1_000;

    private final MetricRegistry registry;
    private final Summary fsyncMicros;
    private final Summary syncProcessMicros;
    private final Summary syncBatchSize;
    private final Summary syncQueueSize;
    private final Summary syncQueueMicros;
    private final Summary syncFlushMicros;
    private final Summary syncQueueAndFlushMicros;
    private final Summary snapshotMicros;
    private final Summary recoveryMillis;
    private final Summary recoveredTxns;
    private final Summary snapshotLoadMillis;
    private final Summary replayMillis;
    private final Counter syncQueued;
    private final Counter digestMismatches;
    private final Counter snapshotErrors;
    private final Counter snapshotsLimited;
    private final Counter insecureAdmin;
    private final Counter slowFsyncs;
    private final long slowFsyncMillis;
    private volatile long lastFsyncMillis;
    private volatile LongSupplier logBusyMillis = () -> 0;

    /** @param slowFsyncMillis a slower fsync is counted as exceeding the threshold, ms */
    public ServerMetrics(MetricRegistry registry, long slowFsyncMillis) {
        this.registry = registry;
        this.slowFsyncMillis = slowFsyncMillis;
        this.fsyncMicros = summary("fsynctime", Unit.MICROS, false);
        this.syncProcessMicros = summary("sync_process_time", Unit.MICROS, false);
        this.syncBatchSize = summary("sync_processor_batch_size", Unit.PLAIN, false);
        this.syncQueueSize = summary("sync_processor_queue_size", Unit.PLAIN, false);
        this.syncQueueMicros = summary("sync_processor_queue_time_ms", Unit.MICROS, true);
        this.syncFlushMicros = summary("sync_processor_queue_flush_time_ms", Unit.MICROS, true);
        this.syncQueueAndFlushMicros = summary("sync_processor_queue_and_flush_time_ms", Unit.MICROS, true);
        this.snapshotMicros = summary("snapshottime", Unit.MICROS, false);
        this.recoveryMillis = summary("dbinittime", Unit.PLAIN, false);
        this.recoveredTxns = summary("startup_txns_loaded", Unit.PLAIN, false);
        this.snapshotLoadMillis = summary("startup_snap_load_time", Unit.PLAIN, false);
        this.replayMillis = summary("startup_txns_load_time", Unit.PLAIN, false);
        this.syncQueued = registry.counter("sync_processor_request_queued");
        this.digestMismatches = registry.counter("digest_mismatches_count");
        this.snapshotErrors = registry.counter("snapshot_error_count");
        this.snapshotsLimited = registry.counter("snapshot_rate_limited_count");
        this.insecureAdmin = registry.counter("insecure_admin_count");
        this.slowFsyncs = registry.counter("fsync_threshold_exceed_count");
    }

    private Summary summary(String name, Unit unit, boolean advanced) {
        return registry.register(name, new Summary(unit, advanced));
    }

    /** Where everything is; for parts of the server that count something of their own. */
    public MetricRegistry registry() {
        return registry;
    }

    /** The count of a counter; 0 if there is none of this name. */
    public long count(String name) {
        Counter counter = registry.getCounters().get(name);
        return counter == null ? 0 : counter.getCount();
    }

    /** Everything that is registered, in the order of the alphabet: counters, summaries, and gauges whose value is a number. */
    public List<Measurement> measurements() {
        List<Measurement> all = new ArrayList<>();
        registry.getMetrics().forEach((name, metric) -> {
            Measurement measurement = measurement(name, metric);
            if (measurement != null) {
                all.add(measurement);
            }
        });
        return all;
    }

    private static Measurement measurement(String name, Metric metric) {
        if (metric instanceof Summary summary) {
            return Measurement.summary(name, summary.values(), summary.unit(), summary.advanced());
        }
        if (metric instanceof Counter counter) {
            return Measurement.counter(name, counter.getCount());
        }
        return metric instanceof com.codahale.metrics.Gauge<?> gauge && gauge.getValue() instanceof Number value
                ? Measurement.gauge(name, value)
                : null;
    }

    /** Notes that so many transactions were handed to the log. */
    public void logged(int transactions) {
        syncQueued.inc(transactions);
    }

    /**
     * Notes that the log took transactions off its queue.
     *
     * @param transactions how many had been handed over together
     * @param waitedNanos how long they had waited
     */
    public void taken(int transactions, long waitedNanos) {
        syncQueueMicros.add(waitedNanos / NANOS_PER_MICRO, transactions);
    }

    /**
     * Notes that transactions that had been handed over together are durable.
     *
     * @param sinceHandedOverNanos how long that took from then on
     */
    public void durable(int transactions, long sinceHandedOverNanos) {
        syncQueueAndFlushMicros.add(sinceHandedOverNanos / NANOS_PER_MICRO, transactions);
    }

    /**
     * Notes that a batch was forced.
     *
     * @param nanos how long the force took
     * @param processNanos how long the batch took from its first transaction on
     */
    public void fsynced(long nanos, long processNanos, int transactions) {
        lastFsyncMillis = nanos / 1_000_000;
        fsyncMicros.add(nanos / NANOS_PER_MICRO);
        syncFlushMicros.add(nanos / NANOS_PER_MICRO);
        syncProcessMicros.add(processNanos / NANOS_PER_MICRO);
        syncBatchSize.add(transactions);
        if (nanos / 1_000_000 > slowFsyncMillis) {
            slowFsyncs.inc();
        }
    }

    /** Has it tell how long the disk of the log has been at work on the present batch, in ms. */
    public void watchLog(LongSupplier busyMillis) {
        logBusyMillis = busyMillis;
        registry.gauge("log_busy_time", () -> busyMillis::getAsLong);
    }

    /** How long the disk of the log has been at work on the present batch, ms. */
    public long logBusyMillis() {
        return logBusyMillis.getAsLong();
    }

    /** How long the last force took, ms; 0 before the first. */
    public long lastFsyncMillis() {
        return lastFsyncMillis;
    }

    /** Notes how many transactions waited when the log looked. */
    public void waiting(int transactions) {
        syncQueueSize.add(transactions);
    }

    /** Notes a snapshot written in this time. */
    public void snapshotTaken(long nanos) {
        snapshotMicros.add(nanos / NANOS_PER_MICRO);
    }

    /** Notes a snapshot that could not be written. */
    public void snapshotFailed() {
        snapshotErrors.inc();
    }

    /** Notes that an operator was refused a snapshot because of another one just before. */
    public void snapshotLimited() {
        snapshotsLimited.inc();
    }

    /** Notes that an operator spoke plain text although he could have had TLS. */
    public void insecureAdmin() {
        insecureAdmin.inc();
    }

    /** Notes what the start had to do: in all, to load the snapshot, and to replay so many transactions. */
    public void recovered(long millis, long loadMillis, long thenMillis, long transactions, long mismatches) {
        snapshotLoadMillis.add(loadMillis);
        replayMillis.add(thenMillis);
        recoveryMillis.add(millis);
        recoveredTxns.add(transactions);
        digestMismatches.inc(mismatches);
    }
}
