package io.quorate.server.audit;

import io.quorate.server.session.AuditTrail;
import io.quorate.tree.acl.AuthProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log (spec: features §6.3). Everything is written in the order in which it was handed over, by one thread, which looks for more a
 * moment after it has written: a batch that is handed over while there is much to do wakes nobody. When that thread cannot keep up for long, those
 * who hand over wait for it: no line is lost. What is not written when it is closed is told in the server's log.
 * May be used by any thread.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    /** The logger's name in Apache's server, which people's appenders go by. */
    public static final String LOGGER = "org.apache.zookeeper.audit.Slf4jAuditLogger";

    static final int WAITING_MAX = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    /** How much later than its operation is answered a line may be written, about. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long STOP_MILLIS = 5_000;

    private final AuditText text;
    private final Consumer<Throwable> failed;
    private final long stopMillis;
    private final Thread thread = new Thread(this::run, "audit");
    private final ReentrantLock lock = new ReentrantLock();
    /** Something waits, and the thread is idle. */
    private final Condition filled = lock.newCondition();
    /** The thread's pause is over before its time. */
    private final Condition hurried = lock.newCondition();
    /** There is room again. */
    private final Condition emptied = lock.newCondition();
    // All guarded by the lock.
    private List<List<Entry>> batches = new ArrayList<>();
    private int waiting;
    /** How many the thread is at. */
    private int writing;

    private boolean idle;
    private boolean closed;
    /** What is handed over now is not written any more. */
    private boolean over;
    /** Why the thread has ended before its time. */
    private Throwable failure;

    /**
     * A log whose thread runs.
     *
     * @param providers know how ids are shown
     * @param failed is told, on that thread, that nothing can be written any more; has to end the server
     */
    public AuditLog(AuthProviders providers, Consumer<Throwable> failed) {
        this(providers, failed, STOP_MILLIS);
    }

    /** @param stopMillis how long {@link #close} waits for what is to be written */
    AuditLog(AuthProviders providers, Consumer<Throwable> failed, long stopMillis) {
        text = new AuditText(providers);
        this.failed = failed;
        this.stopMillis = stopMillis;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the log has failed: nobody may go on as if it were written
     */
    @Override
    public void take(List<Entry> entries) {
        lock.lock();
        try {
            while (waiting >= WAITING_MAX && !closed && failure == null) {
                emptied.awaitUninterruptibly();
            }
            if (failure != null) {
                throw new IllegalStateException("the audit log has failed", failure);
            }
            if (over) {
                LOG.warn("{} entries come after the end of the audit log and are not written", entries.size());
                return;
            }
            batches.add(entries);
            waiting += entries.size();
            if (idle) {
                filled.signal();
            } else if (waiting >= WAITING_MAX / 2) {
                hurried.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The server serves, or has not got so far. */
    public static void serverStarted(boolean success) {
        log("serverStart", success ? "success" : "failure", !success);
    }

    /** The server is asked to stop. */
    public static void serverStops() {
        log("serverStop", "invoked", false);
    }

    private static void log(String operation, String result, boolean failure) {
        AuditLines lines = new AuditLines();
        lines.begin(failure)
                .with("user", System.getProperty("user.name"))
                .with("operation", operation)
                .with("result", result);
        lines.end();
        lines.flush();
    }

    private void run() {
        AuditLines lines = new AuditLines();
        try {
            for (List<List<Entry>> next = next(false); next != null; next = next(true)) {
                for (List<Entry> batch : next) {
                    for (Entry entry : batch) {
                        text.write(entry, lines);
                    }
                }
                lines.flush();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        lock.lock();
        try {
            failure = cause;
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
        failed.accept(cause);
    }

    /**
     * Waits for something to write.
     *
     * @param pauses whether to let it become more
     * @return null if there will be nothing any more
     */
    private List<List<Entry>> next(boolean pauses) throws InterruptedException {
        lock.lock();
        try {
            writing = 0;
            long left = pauses ? PAUSE_NANOS : 0;
            while (left > 0 && waiting < WAITING_MAX / 2 && !closed) {
                left = hurried.awaitNanos(left);
            }
            while (waiting == 0 && !closed) {
                idle = true;
                filled.await();
                idle = false;
            }
            if (waiting == 0) {
                over = true;
                return null;
            }
            List<List<Entry>> taken = batches;
            batches = new ArrayList<>(taken.size());
            writing = waiting;
            waiting = 0;
            emptied.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was handed over, for five seconds at most, and ends. What is not written by then is told; it may be lost. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
            hurried.signal();
            emptied.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(stopMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int unwritten = giveUp();
        if (unwritten > 0) {
            LOG.warn("The audit log ends; up to {} entries are not written", unwritten);
        }
    }

    /** From now on nothing is taken. Returns how many entries are not known to be written. */
    private int giveUp() {
        lock.lock();
        try {
            over = true;
            return waiting + writing;
        } finally {
            lock.unlock();
        }
    }
}
