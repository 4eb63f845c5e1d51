package io.quorate.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks one at a time, in order, on some thread of another executor. Any thread may hand tasks in. */
final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** So many tasks run in a row before others of the executor get their turn. */
    private static final int TASKS_PER_TURN = 64;

    private final Executor executor;
    /** Guarded by itself, as is {@link #running}. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private boolean running;
    /** That of the task that runs now, if one does. */
    private volatile Thread thread;

    SerialExecutor(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::runSome);
    }

    /** Whether it is a task that asks. */
    boolean runsHere() {
        return thread == Thread.currentThread();
    }

    private void runSome() {
        for (int i = 0; i < TASKS_PER_TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            thread = Thread.currentThread();
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("a callback failed", e);
            } finally {
                thread = null;
            }
        }
        executor.execute(this::runSome);
    }

    private Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        }
    }
}
