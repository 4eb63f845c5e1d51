package io.quorate.recipes;

import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.WatcherType;
import io.quorate.jute.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Waits until there is something in a queue. Those who wait, of all processes, stand in a line beside the queue, and only the
 * first of it watches: so a new element wakes one. One caller at a time.
 */
final class QueueWatch {
    private static final String LINE = "-takers";

    private final Session session;
    private final String path;
    private final String line;

    /** The place at the head of the line, and the one on the way there. Guarded by this, as all that follows. */
    private Grant head;

    private Contender contender;
    private boolean closed;
    /** Whether the server may have the watch. */
    private boolean watching;

    private Runnable wake = () -> {};
    /** Whether the znode that was watched beside the queue has gone. */
    private boolean otherEnded;

    private final Watcher watcher = event -> {
        if (event.type() == WatchedEvent.Type.NODE_CHILDREN_CHANGED || event.type() == WatchedEvent.Type.NODE_DELETED) {
            seen();
            wakeUp();
        }
    };

    /** What the one who waits thinks of what is there. */
    sealed interface Verdict {
        /** There is something to do. */
        record Enough() implements Verdict {}

        /**
         * Wait for another element.
         *
         * @param alsoFor a znode whose end is waited for as well; null for none
         * @param millis wait no longer; 0 for any time
         */
        record Wait(String alsoFor, long millis) implements Verdict {}
    }

    QueueWatch(Session session, String path) {
        this.session = session;
        this.path = path;
        this.line = path + LINE;
    }

    /** The names below the queue, once they are enough. This one is the first of the line then, until {@link #won}. */
    CompletableFuture<List<String>> await(Function<List<String>, Verdict> judge) {
        synchronized (this) {
            otherEnded = false;
        }
        return first().thenCompose(none -> look(judge));
    }

    /** Something was taken: the next one may watch. */
    void won() {
        Grant held;
        synchronized (this) {
            held = head;
            head = null;
        }
        if (held != null) {
            held.release();
        }
    }

    void close() {
        Contender waiting;
        synchronized (this) {
            closed = true;
            waiting = contender;
        }
        if (waiting != null) {
            waiting.giveUp();
        }
        won();
        wakeUp();
    }

    private CompletableFuture<Void> first() {
        Contender joined;
        synchronized (this) {
            if (head != null) {
                return CompletableFuture.completedFuture(null);
            }
            joined = Contender.join(session, line, Line.LOCK, Calls.localData(), Line.exclusive(Line.LOCK));
            contender = joined;
        }
        return joined.result().thenAccept(granted -> {
            boolean late;
            synchronized (this) {
                late = closed || granted.isEmpty();
                head = late ? null : granted.get();
            }
            if (late) {
                granted.ifPresent(Grant::release);
                throw new IllegalStateException("queue " + path + " is closed");
            }
        });
    }

    private CompletableFuture<List<String>> look(Function<List<String>, Verdict> judge) {
        CompletableFuture<Void> changed = new CompletableFuture<>();
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IllegalStateException("queue " + path + " is closed"));
            }
            wake = () -> changed.complete(null);
        }
        // Without the watch first: one that is left behind would wake somebody who does not wait.
        return Calls.retry(session, () -> session.zk().getChildren(path)).thenCompose(names -> {
            boolean enough = !(judge.apply(names) instanceof Verdict.Wait) || hasOtherEnded();
            return enough ? unwatched(names) : watch(judge, changed);
        });
    }

    private CompletableFuture<List<String>> watch(
            Function<List<String>, Verdict> judge, CompletableFuture<Void> changed) {
        synchronized (this) {
            watching = true;
        }
        return Calls.retry(session, () -> session.zk().getChildren(path, watcher))
                .thenCompose(names -> {
                    Verdict verdict = judge.apply(names);
                    if (!(verdict instanceof Verdict.Wait wait) || hasOtherEnded()) {
                        return unwatched(names);
                    }
                    if (wait.millis() > 0) {
                        changed.completeOnTimeout(null, wait.millis(), TimeUnit.MILLISECONDS);
                    }
                    Optional.ofNullable(wait.alsoFor()).ifPresent(this::watchEnd);
                    Runnable over = this::wakeUp;
                    session.atEnd(over);
                    return changed.thenCompose(none -> {
                        session.notAtEnd(over);
                        return look(judge);
                    });
                });
    }

    private CompletableFuture<List<String>> unwatched(List<String> names) {
        boolean left;
        synchronized (this) {
            left = watching;
            watching = false;
        }
        if (left) {
            session.zk().forgetWatches(path, watcher, WatcherType.CHILDREN);
        }
        return CompletableFuture.completedFuture(names);
    }

    private void watchEnd(String znode) {
        Watcher end = event -> {
            if (event.type() == WatchedEvent.Type.NODE_DELETED) {
                onOtherEnded();
            }
        };
        Calls.retry(session, () -> session.zk().getData(znode, end)).whenComplete((node, failure) -> {
            if (failure != null && Calls.code(failure) == ErrorCode.NO_NODE) {
                onOtherEnded();
            }
        });
    }

    private synchronized void seen() {
        watching = false;
    }

    private void onOtherEnded() {
        synchronized (this) {
            otherEnded = true;
        }
        wakeUp();
    }

    private synchronized boolean hasOtherEnded() {
        return otherEnded;
    }

    /** Has the one who waits look again. */
    void wakeUp() {
        Runnable action;
        synchronized (this) {
            action = wake;
        }
        action.run();
    }
}
