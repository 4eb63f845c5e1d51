package io.quorate.server.loop;

import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.Zxid;
import io.quorate.quorum.Proposal;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.Recovered;
import io.quorate.txnlog.TxnLogException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes transactions durable. It takes everything that is queued, writes it, forces it once, and says up
 * to where the log is durable; while it does, the next batch grows, so that the batch is as large as the load asks for
 * without waiting for anything. Owns the {@link FileTxnLog}.
 *
 * <p>Epochs and replaced histories go through the same queue: each is durable before anything behind it begins, and begins when
 * everything before it is durable. What touches snapshots runs on the {@link BulkWorker}, which writes them, while this thread
 * waits.
 */
public final class LogWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final long IDLE = 0;

    private final FileTxnLog log;
    private final MemberStore store;
    private final BulkWorker bulk;
    private final FatalHandler fatal;
    private final ServerMetrics metrics;
    private final long slowForceMillis;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    /** What was written since the last force. */
    private final List<Work.Append> unforced = new ArrayList<>();
    /** When the oldest of it was taken off the queue. */
    private long batchSinceNanos;
    /** Whether a log file was begun since the last force. */
    private boolean startsFile;

    /** When the present batch was begun; {@link #IDLE} if there is none. */
    private volatile long busySinceNanos = IDLE;

    /** Set before the thread starts. */
    private Completions completions;

    private sealed interface Work {
        /** @param sinceNanos when it was handed over */
        record Append(List<Proposal> proposals, long sinceNanos) implements Work {}

        record Roll() implements Work {}

        record StoreAcceptedEpoch(long epoch) implements Work {}

        record StoreCurrentEpoch(long epoch) implements Work {}

        record StoreConfigurations(EnsembleView view) implements Work {}

        record Truncate(long zxid) implements Work {}

        record Install(DataTree tree) implements Work {}

        record Stop() implements Work {}
    }

    /** Is told what is done, on the writer's thread and in the order of the queue. */
    public interface Completions {
        /** The log is durable up to this zxid. */
        void logged(long zxid);

        /** The oldest of the epochs and trees that were to be stored is durable. */
        void stored();

        /** The log was cut back, and this is what is left. */
        void truncated(DataTree tree, List<Proposal> history);
    }

    /**
     * A writer to this log; {@link #start} starts its thread.
     *
     * @param bulk for what must not run beside the writing of a snapshot; has to be stopped after the writer
     * @param slowForceMillis a slower force is logged and counted, ms
     */
    public LogWriter(
            FileTxnLog log,
            MemberStore store,
            BulkWorker bulk,
            FatalHandler fatal,
            ServerMetrics metrics,
            long slowForceMillis) {
        this.log = log;
        this.store = store;
        this.bulk = bulk;
        this.fatal = fatal;
        this.metrics = metrics;
        this.slowForceMillis = slowForceMillis;
        this.thread = new Thread(this::run, "log");
    }

    /** Starts the thread, which tells these what is done. */
    public void start(Completions told) {
        completions = told;
        thread.start();
    }

    /** How long the disk has been at work on what it was given last, ms; 0 if it waits for work. Safe on any thread. */
    public long busyMillis() {
        long since = busySinceNanos;
        return since == IDLE ? 0 : Math.max(0, (System.nanoTime() - since) / 1_000_000);
    }

    /** Appends and forces, in call order; callable from any thread. */
    void append(List<Proposal> proposals) {
        metrics.logged(proposals.size());
        queue.add(new Work.Append(proposals, System.nanoTime()));
    }

    /** Ends the current file behind what was appended before. */
    void roll() {
        queue.add(new Work.Roll());
    }

    /** Writes the epoch promised to a leader. */
    void storeAcceptedEpoch(long epoch) {
        queue.add(new Work.StoreAcceptedEpoch(epoch));
    }

    /** Writes the epoch whose history is there. */
    void storeCurrentEpoch(long epoch) {
        queue.add(new Work.StoreCurrentEpoch(epoch));
    }

    /** Writes the configurations behind what was asked for before. */
    void storeConfigurations(EnsembleView view) {
        queue.add(new Work.StoreConfigurations(view));
    }

    /** Cuts the log back. */
    void truncate(long zxid) {
        queue.add(new Work.Truncate(zxid));
    }

    /** Replaces everything by a tree. */
    void install(DataTree tree) {
        queue.add(new Work.Install(tree));
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
                busySinceNanos = Math.max(1, System.nanoTime());
                queue.drainTo(batch);
                stopped = write(batch);
                batch.clear();
                busySinceNanos = IDLE;
            }
            log.close();
        } catch (CutBackException e) {
            fatal.fatal(FatalHandler.Kind.STORAGE, e.getMessage(), e);
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
    private boolean write(List<Work> batch) throws IOException, InterruptedException {
        boolean stopped = false;
        for (Work work : batch) {
            if (work instanceof Work.Append append) {
                long now = System.nanoTime();
                if (unforced.isEmpty()) {
                    batchSinceNanos = now;
                }
                metrics.taken(append.proposals().size(), now - append.sinceNanos());
                unforced.add(append);
                startsFile |= log.isBetweenFiles();
                for (Proposal proposal : append.proposals()) {
                    log.append(proposal.zxid(), proposal.bytes());
                }
            } else if (work instanceof Work.Stop) {
                stopped = true;
            } else {
                force();
                run(work);
            }
        }
        force();
        return stopped;
    }

    /** Does what has to be done when everything before it is durable. */
    private void run(Work work) throws IOException, InterruptedException {
        if (work instanceof Work.Roll) {
            log.roll();
        } else if (work instanceof Work.StoreAcceptedEpoch store) {
            this.store.storeAcceptedEpoch(store.epoch());
            completions.stored();
        } else if (work instanceof Work.StoreCurrentEpoch store) {
            this.store.storeCurrentEpoch(store.epoch());
            completions.stored();
        } else if (work instanceof Work.StoreConfigurations store) {
            this.store.storeConfigurations(store.view());
            completions.stored();
        } else if (work instanceof Work.Install install) {
            bulk.call(() -> {
                store.install(log, install.tree());
                return null;
            });
            completions.stored();
        } else if (work instanceof Work.Truncate truncate) {
            Recovered left = bulk.call(() -> cutBack(truncate.zxid()));
            completions.truncated(left.tree(), MemberStore.proposals(left.history()));
        }
    }

    private Recovered cutBack(long zxid) throws IOException {
        try {
            Recovered left = store.truncate(log, zxid);
            LOG.info("Cut the log back to zxid {}, as the leader told", Zxid.toText(zxid));
            return left;
        } catch (TxnLogException e) {
            throw new CutBackException(zxid, e);
        }
    }

    /** Says to which zxid the files could not be brought back, and what to do. */
    private static final class CutBackException extends IOException {
        private static final long serialVersionUID = 1L;

        CutBackException(long zxid, TxnLogException cause) {
            super(
                    "The leader lacks transactions after zxid " + Zxid.toText(zxid)
                            + ", and this server's files cannot be brought back to it; the server stops. "
                            + cause.getMessage(),
                    cause);
        }
    }

    private void force() throws IOException {
        if (!unforced.isEmpty()) {
            int appended = 0;
            for (Work.Append append : unforced) {
                appended += append.proposals().size();
            }
            metrics.waiting(appended);
            long start = System.nanoTime();
            log.force();
            long end = System.nanoTime();
            long millis = (end - start) / 1_000_000;
            metrics.fsynced(end - start, end - batchSinceNanos, appended);
            for (Work.Append append : unforced) {
                metrics.durable(append.proposals().size(), end - append.sinceNanos());
            }
            unforced.clear();
            if (millis > slowForceMillis) {
                LOG.warn(
                        "Forcing {} transactions to the log took {} ms (warned about above {} ms): the disk is slow,"
                                + " and every write waited for it",
                        appended,
                        millis,
                        slowForceMillis);
            }
            completions.logged(log.forcedZxid());
        }
        if (startsFile) {
            // It took what was written ahead; the next file shall find something, too.
            startsFile = false;
            bulk.prepareSpareSegment();
        }
    }
}
