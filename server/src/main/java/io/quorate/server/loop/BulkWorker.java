package io.quorate.server.loop;

import io.quorate.server.metrics.ServerMetrics;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread for work on files that takes long and that nobody waits for: snapshots and purging. It holds nothing of the
 * core but immutable trees.
 */
public final class BulkWorker {
    private static final Logger LOG = LoggerFactory.getLogger(BulkWorker.class);

    private final SnapshotWriter snapshots;
    private final FatalHandler fatal;
    private final ServerMetrics metrics;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "bulk"));

    /** Writes a tree to a snapshot file; returns when the file is durable. */
    @FunctionalInterface
    public interface SnapshotWriter {
        /** Writes it and says where. */
        Object write(DataTree tree) throws IOException;
    }

    /** Deletes what is not needed any more. */
    @FunctionalInterface
    public interface Purger {
        /** Deletes it and says how many files that were. */
        int purge() throws IOException;
    }

    /** A worker that saves snapshots with this writer. */
    public BulkWorker(SnapshotWriter snapshots, FatalHandler fatal, ServerMetrics metrics) {
        this.snapshots = snapshots;
        this.fatal = fatal;
        this.metrics = metrics;
    }

    /** Saves a tree and then says so. A snapshot that cannot be saved ends the server. */
    void saveSnapshot(DataTree tree, Runnable saved) {
        executor.execute(() -> {
            long start = System.nanoTime();
            try {
                Object file = snapshots.write(tree);
                long millis = (System.nanoTime() - start) / 1_000_000;
                metrics.snapshotTaken(millis);
                LOG.info("Saved {} in {} ms", file, millis);
                saved.run();
            } catch (IOException | RuntimeException | Error e) {
                metrics.snapshotFailed();
                fatal.fatal(
                        FatalHandler.Kind.STORAGE,
                        "A snapshot cannot be written; the server stops. See to the disk, then start it again: "
                                + e.getMessage(),
                        e);
            }
        });
    }

    /** Purges now and then at this interval. A failure is logged and tried again next time: nothing depends on it. */
    public void purgeEvery(Purger purger, long interval, TimeUnit unit) {
        executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        int files = purger.purge();
                        if (files > 0) {
                            LOG.info("Purged {} old snapshots and logs", files);
                        }
                    } catch (IOException | RuntimeException e) {
                        LOG.warn(
                                "Could not purge old snapshots and logs, the next try is in {} {}: {}",
                                interval,
                                unit,
                                e.getMessage());
                    }
                },
                0,
                interval,
                unit);
    }

    /** Ends the thread after the snapshot that is being written, if there is one. */
    public void stop() {
        executor.shutdown();
        try {
            executor.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
