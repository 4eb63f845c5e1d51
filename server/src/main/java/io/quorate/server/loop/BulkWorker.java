package io.quorate.server.loop;

import io.quorate.server.metrics.ServerMetrics;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread for work on files that takes long and that nobody waits for: snapshots, the next log, and purging. It holds nothing of the
 * core but immutable trees.
 */
public final class BulkWorker {
    private static final Logger LOG = LoggerFactory.getLogger(BulkWorker.class);

    private final SnapshotWriter snapshots;
    private final SparePreparer spare;
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

    /** Writes the next log ahead. */
    @FunctionalInterface
    public interface SparePreparer {
        /** Writes it unless it is there; returns when it is durable. */
        void prepare() throws IOException;
    }

    /** Deletes what is not needed any more. */
    @FunctionalInterface
    public interface Purger {
        /** Deletes it and says how many files that were. */
        int purge() throws IOException;
    }

    /** A worker that saves snapshots and prepares logs with these. */
    public BulkWorker(SnapshotWriter snapshots, SparePreparer spare, FatalHandler fatal, ServerMetrics metrics) {
        this.snapshots = snapshots;
        this.spare = spare;
        this.fatal = fatal;
        this.metrics = metrics;
    }

    /** Saves a tree and then says so. A snapshot that cannot be saved ends the server. */
    void saveSnapshot(DataTree tree, Runnable saved) {
        executor.execute(() -> {
            long start = System.nanoTime();
            try {
                Object file = snapshots.write(tree);
                long nanos = System.nanoTime() - start;
                metrics.snapshotTaken(nanos);
                LOG.info("Saved {} in {} ms", file, nanos / 1_000_000);
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

    /** Writes the next log ahead. Without it the log works as well, only slower (docs/decisions/0005). */
    public void prepareSpareSegment() {
        executor.execute(() -> {
            try {
                spare.prepare();
            } catch (IOException | RuntimeException e) {
                LOG.warn("Could not write the next log ahead; the log goes on without: {}", e.getMessage());
            }
        });
    }

    /** Runs a piece of work when everything before it is done, and returns its result. For other threads than this one. */
    <T> T call(Callable<T> work) throws IOException, InterruptedException {
        try {
            return executor.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Runs a piece of work when everything before it is done. */
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
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
