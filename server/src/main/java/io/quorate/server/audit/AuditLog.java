package io.quorate.server.audit;

import io.quorate.server.session.AuditTrail;
import io.quorate.tree.acl.AuthProviders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The audit log (spec: features §6.3). Everything is written in the order in which it was handed over, by one thread, which looks for more a
 * moment after it has written: a batch that is handed over while there is much to do wakes nobody. When that thread cannot keep up for long, those
 * who hand over wait for it: no line is lost. May be used by any thread.
 */
public final class AuditLog implements AuditTrail, AutoCloseable {
    /** The logger's name in Apache's server, which people's appenders go by. */
    public static final String LOGGER = "org.apache.zookeeper.audit.Slf4jAuditLogger";

    private static final int WAITING_MAX = 65_536;
    /** How much later than its operation is answered a line may be written, about. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long STOP_MILLIS = 5_000;

    private final AuditText text;
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
    private boolean idle;
    private boolean closed;

    /**
     * A log whose thread runs.
     *
     * @param providers know how ids are shown
     */
    public AuditLog(AuthProviders providers) {
        text = new AuditText(providers);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void take(List<Entry> entries) {
        lock.lock();
        try {
            while (waiting >= WAITING_MAX && !closed) {
                emptied.awaitUninterruptibly();
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
                return null;
            }
            List<List<Entry>> taken = batches;
            batches = new ArrayList<>(taken.size());
            waiting = 0;
            emptied.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was handed over, and ends. */
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
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
