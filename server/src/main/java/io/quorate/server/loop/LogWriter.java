package io.quorate.server.loop;

import io.quorate.quorum.Proposal;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.txnlog.FileTxnLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes transactions durable. It takes everything that is queued, writes it, forces it once, and says up
 * to where the log is durable; while it does, the next batch grows, so that the batch is as large as the load asks for
 * without waiting for anything. Owns the {@link FileTxnLog}.
 */
public final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final FileTxnLog log;
    private final LongConsumer durable;
    private final FatalHandler fatal;
    private final ServerMetrics metrics;
    private final long slowForceMillis;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    private sealed interface Work {
        record Append(List<Proposal> proposals) implements Work {}

        record Roll() implements Work {}

        record Stop() implements Work {}
    }

    /**
     * A writer to this log; {@link #start} starts its thread.
     *
     * @param durable is told the zxid up to which the log is durable, on the writer's thread
     * @param slowForceMillis a slower force is logged and counted, ms
     */
    public LogWriter(
            FileTxnLog log, LongConsumer durable, FatalHandler fatal, ServerMetrics metrics, long slowForceMillis) {
        this.log = log;
        this.durable = durable;
        this.fatal = fatal;
        this.metrics = metrics;
        this.slowForceMillis = slowForceMillis;
        this.thread = new Thread(this::run, "log");
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Appends and forces, in call order; callable from any thread. */
    void append(List<Proposal> proposals) {
        queue.add(new Work.Append(proposals));
    }

    /** Ends the current file behind what was appended before. */
    void roll() {
        queue.add(new Work.Roll());
    }

    /** Makes durable what is queued, and ends the thread. Returns when that is done. */
    public void stop() {
        queue.add(new Work.Stop());
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Work> batch = new ArrayList<>();
        boolean stopped = false;
        try {
            while (!stopped) {
                batch.add(queue.take());
                queue.drainTo(batch);
                stopped = write(batch);
                batch.clear();
            }
            log.close();
        } catch (IOException | RuntimeException | Error e) {
            fatal.fatal(
                    FatalHandler.Kind.STORAGE,
                    "The transaction log cannot be written; nothing more is acknowledged and the server stops. "
                            + "See to the disk, then start it again: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            fatal.fatal(FatalHandler.Kind.INVARIANT, "The log thread was interrupted, which nobody does", e);
        }
    }

    /** Writes a batch; true if it ends with the wish to stop. */
    private boolean write(List<Work> batch) throws IOException {
        int appended = 0;
        boolean stopped = false;
        for (Work work : batch) {
            if (work instanceof Work.Append append) {
                for (Proposal proposal : append.proposals()) {
                    log.append(proposal.zxid(), proposal.bytes());
                }
                appended += append.proposals().size();
            } else if (work instanceof Work.Roll) {
                appended = force(appended);
                log.roll();
            } else {
                stopped = true;
            }
        }
        force(appended);
        return stopped;
    }

    private int force(int appended) throws IOException {
        if (appended > 0) {
            long start = System.nanoTime();
            log.force();
            long millis = (System.nanoTime() - start) / 1_000_000;
            metrics.fsynced(millis, appended);
            if (millis > slowForceMillis) {
                LOG.warn(
                        "Forcing {} transactions to the log took {} ms (warned about above {} ms): the disk is slow, and "
                                + "every write waited for it",
                        appended,
                        millis,
                        slowForceMillis);
            }
            durable.accept(log.forcedZxid());
        }
        return 0;
    }
}
