package io.quorate.recipes;

import io.quorate.client.ZnodePath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task in the one process that leads; when the task returns, another one leads. Shares its znodes with Curator's
 * {@code LeaderSelector}.
 *
 * <p>The task has a thread of its own, which is interrupted when the connection is lost, because somebody else may lead soon, and when
 * the selector is closed. Leadership is given back after the task has returned. Any thread may call any method.
 */
public final class LeaderSelector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderSelector.class);
    private static final int RETRY_MILLIS = 500;

    /** What the leader does. */
    @FunctionalInterface
    public interface Task {
        /** Leads until it returns or throws. */
        void lead(Grant leadership) throws Exception;
    }

    private final Sessions sessions;
    private final String path;
    private final byte[] id;
    private final Task task;
    private final boolean repeats;
    private final SessionListener listener = new SessionListener() {
        @Override
        public void onDisconnected() {
            interrupt();
        }

        @Override
        public void onLost() {
            interrupt();
        }
    };

    /** Guarded by this, as all that follows. */
    private boolean closed;

    private Contender contender;
    private Thread leading;

    /**
     * @param id how this one is called by {@link #participants}, of Curator's too
     * @param repeats whether to stand in line again when the task has returned
     */
    public LeaderSelector(Sessions sessions, String path, String id, Task task, boolean repeats) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.id = id.getBytes(StandardCharsets.UTF_8);
        this.task = task;
        this.repeats = repeats;
    }

    /** Stands in line for the first time. */
    public LeaderSelector start() {
        sessions.addListener(listener);
        join();
        return this;
    }

    /** Whether the task runs here. */
    public synchronized boolean isLeading() {
        return leading != null;
    }

    /** Ends the task, so that another leads. */
    public synchronized void interrupt() {
        if (leading != null) {
            leading.interrupt();
        }
    }

    /** The ids of all who stand in line, the leader first. */
    public CompletableFuture<List<String>> participants() {
        return Participant.all(sessions.current(), path, List.of(Line.LOCK))
                .thenApply(all -> all.stream().map(Participant::text).toList());
    }

    /** Leaves the line, or ends the task and gives leadership back after that; does not wait for it. */
    @Override
    public void close() {
        Contender waiting;
        synchronized (this) {
            closed = true;
            waiting = contender;
        }
        sessions.removeListener(listener);
        interrupt();
        if (waiting != null) {
            waiting.giveUp();
        }
    }

    private void join() {
        Contender next;
        synchronized (this) {
            if (closed || sessions.isClosed()) {
                return;
            }
            next = Contender.join(sessions.current(), path, Line.LOCK, id, Line.exclusive(Line.LOCK));
            contender = next;
        }
        next.result().whenComplete((granted, failure) -> {
            if (failure != null) {
                Calls.later(RETRY_MILLIS).execute(this::join);
            } else {
                granted.ifPresent(this::lead);
            }
        });
    }

    private void lead(Grant grant) {
        Thread thread = new Thread(() -> run(grant), "leader " + path);
        thread.setDaemon(true);
        synchronized (this) {
            if (!closed) {
                leading = thread;
                thread.start();
                return;
            }
        }
        grant.release();
    }

    private void run(Grant grant) {
        try {
            if (grant.state() == Grant.State.HELD) {
                task.lead(grant);
            }
        } catch (InterruptedException e) {
            LOG.debug("the task at {} was interrupted", path, e);
        } catch (Exception e) {
            LOG.error("the task at {} failed", path, e);
        } finally {
            synchronized (this) {
                leading = null;
            }
            grant.release();
        }
        if (repeats) {
            join();
        } else {
            close();
        }
    }
}
