package io.quorate.recipes;

import io.quorate.client.SessionState;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZooKeeper;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One session out of a {@link Sessions}, and when it ends. Methods may be called by any thread. */
final class Session implements Watcher {
    private final Sessions owner;
    private volatile boolean ended;
    /** What to do at the end; each is run once. */
    private final Set<Runnable> atEnd = ConcurrentHashMap.newKeySet();
    /** Whether it is somebody else's to close. Set before {@link #zk}, and not changed. */
    private boolean adopted;
    /** Set right after the session was started; guarded by {@link #owner} until then. */
    private volatile ZooKeeper zk;
    /** Guarded by this. */
    private boolean wasConnected;
    /** Counts disconnects, so that the timer of one does not end another. Guarded by this. */
    private int disconnects;

    Session(Sessions owner) {
        this.owner = owner;
    }

    void started(ZooKeeper session) {
        zk = session;
    }

    /** One that was started before, and perhaps connected. */
    synchronized void adopted(ZooKeeper session) {
        adopted = true;
        zk = session;
        wasConnected = true;
    }

    Sessions owner() {
        return owner;
    }

    ZooKeeper zk() {
        return zk;
    }

    boolean isOver() {
        return ended;
    }

    boolean isConnected() {
        return !ended && zk.state() == SessionState.CONNECTED;
    }

    /**
     * Whether calls that may be repeated may still be answered. One that is somebody else's lives on after it was given up, and
     * what was begun in it, such as leaving a line, has to be brought to its end.
     */
    boolean mayAnswer() {
        return adopted ? !zk.state().isFinal() : !ended;
    }

    /** Runs the action when the session is over, for whatever reason; at once if it is. */
    void atEnd(Runnable action) {
        atEnd.add(action);
        if (ended && atEnd.remove(action)) {
            action.run();
        }
    }

    /** The action is not needed any more. */
    void notAtEnd(Runnable action) {
        atEnd.remove(action);
    }

    /** A future that fails as calls of a session that is over do; with IllegalStateException if it is over for recipes only. */
    <T> CompletableFuture<T> over() {
        if (adopted && !zk.state().isFinal()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("no server was reached for the session's timeout, "
                            + zk.sessionTimeoutMillis() + " ms: what it held may be others'"));
        }
        CompletableFuture<T> failure = new CompletableFuture<>();
        zk.closeAsync();
        zk.exists("/")
                .whenComplete((stat, cause) -> failure.completeExceptionally(
                        cause == null ? new IllegalStateException("the session is over") : cause));
        return failure;
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.type() != WatchedEvent.Type.NONE) {
            return;
        }
        switch (event.state()) {
            case SYNC_CONNECTED -> connected();
            case DISCONNECTED -> disconnected();
            case EXPIRED -> end(true);
            case AUTH_FAILED, CLOSED -> end(false);
            default -> {
                // A read-only server answers reads: for recipes that is as good as none.
            }
        }
    }

    private void connected() {
        boolean first;
        synchronized (this) {
            if (ended) {
                return;
            }
            first = !wasConnected;
            wasConnected = true;
            disconnects++;
        }
        owner.tell(listener -> listener.onConnected(first));
    }

    /**
     * The servers may not be reachable until long after they have expired the session, so that nobody could tell us. After its
     * timeout it counts as lost.
     */
    private void disconnected() {
        int current;
        synchronized (this) {
            if (ended) {
                return;
            }
            current = ++disconnects;
        }
        CompletableFuture.delayedExecutor(owner.zkTimeoutMillis(this), TimeUnit.MILLISECONDS)
                .execute(() -> giveUp(current));
        owner.tell(SessionListener::onDisconnected);
    }

    private void giveUp(int since) {
        synchronized (this) {
            if (disconnects != since || ended) {
                return;
            }
        }
        end(true);
        if (!adopted) {
            zk.closeAsync();
        }
    }

    /** @param mayRenew whether another session could do better */
    void end(boolean mayRenew) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        owner.ending(mayRenew);
        for (Runnable action : atEnd) {
            if (atEnd.remove(action)) {
                action.run();
            }
        }
        owner.ended(mayRenew);
    }
}
