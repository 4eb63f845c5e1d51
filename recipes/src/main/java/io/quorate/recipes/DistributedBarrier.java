package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A barrier that holds up whoever comes, until it is removed; then all go on. Shares its znode with Curator's
 * {@code DistributedBarrier}. It does not depend on the session of who set it. Waiting goes on through disconnects, and in the next
 * session. Any thread may call any method.
 */
public final class DistributedBarrier {
    private static final int RETRY_MILLIS = 300;

    private final Sessions sessions;
    private final String path;

    public DistributedBarrier(Sessions sessions, String path) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
    }

    /** Sets the barrier; fine if it is set. */
    public CompletableFuture<Void> set() {
        return Calls.make(sessions.current(), path, CreateMode.PERSISTENT);
    }

    /** Lets everybody go on; fine if it is not set. */
    public CompletableFuture<Void> remove() {
        return Calls.delete(sessions.current(), path);
    }

    /** Completes when there is no barrier. */
    public CompletableFuture<Void> await() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        look(result);
        return result;
    }

    /** As {@link #await()}, and waits; false if that takes longer than the timeout. */
    public boolean await(Duration timeout) throws KeeperException, InterruptedException {
        CompletableFuture<Void> waiting = await();
        return Calls.await(
                sessions,
                waiting.thenApply(none -> true).completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void look(CompletableFuture<Void> result) {
        Session session = sessions.current();
        if (sessions.isClosed()) {
            session.over().whenComplete((none, why) -> result.completeExceptionally(Calls.unwrap(why)));
            return;
        }
        Runnable atEnd = () -> Calls.later(RETRY_MILLIS).execute(() -> look(result));
        session.atEnd(atEnd);
        Watcher watcher = event -> {
            if (event.type() == WatchedEvent.Type.NODE_DELETED) {
                session.notAtEnd(atEnd);
                result.complete(null);
            } else if (event.type() == WatchedEvent.Type.NODE_DATA_CHANGED) {
                session.notAtEnd(atEnd);
                look(result);
            }
        };
        Calls.retry(session, () -> session.zk().getData(path, watcher)).whenComplete((node, failure) -> {
            if (failure == null || session.isOver()) {
                return;
            }
            session.notAtEnd(atEnd);
            if (Calls.code(failure) == ErrorCode.NO_NODE) {
                result.complete(null);
            } else {
                result.completeExceptionally(Calls.unwrap(failure));
            }
        });
    }
}
