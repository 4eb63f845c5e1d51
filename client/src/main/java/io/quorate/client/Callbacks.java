package io.quorate.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands results and events to the application, in the order in which they are given: at once on the event loop, or through an
 * executor that runs one at a time.
 */
final class Callbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    /** Null: run at once. */
    private final SerialExecutor executor;

    private Callbacks(SerialExecutor executor) {
        this.executor = executor;
    }

    static Callbacks onEventLoop() {
        return new Callbacks(null);
    }

    /** Runs the callbacks of one session one after the other on an executor that may have many threads. */
    static Callbacks on(Executor executor) {
        return new Callbacks(new SerialExecutor(executor));
    }

    /** Whether it is a callback on the executor that asks. */
    boolean runHere() {
        return executor != null && executor.runsHere();
    }

    <T> void complete(CompletableFuture<T> future, T value) {
        if (executor == null) {
            future.complete(value);
        } else {
            executor.execute(() -> future.complete(value));
        }
    }

    void fail(CompletableFuture<?> future, Throwable cause) {
        if (executor == null) {
            future.completeExceptionally(cause);
        } else {
            executor.execute(() -> future.completeExceptionally(cause));
        }
    }

    /** Runs what the application gave; what it throws harms nobody. */
    void run(Runnable task) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.error("a listener of a session failed", e);
            }
        };
        if (executor == null) {
            guarded.run();
        } else {
            executor.execute(guarded);
        }
    }

    void deliver(WatchedEvent event, List<Watcher> watchers) {
        if (executor == null) {
            process(event, watchers);
        } else if (!watchers.isEmpty()) {
            executor.execute(() -> process(event, watchers));
        }
    }

    /** Whatever a watcher throws harms neither the session nor the other watchers. */
    private static void process(WatchedEvent event, List<Watcher> watchers) {
        for (Watcher watcher : watchers) {
            try {
                watcher.process(event);
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.error(
                        "a watcher failed on {}: mend {}",
                        event,
                        watcher.getClass().getName(),
                        e);
            }
        }
    }
}
