package io.quorate.client;

import io.quorate.jute.proto.WatcherEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application how its session stands, in every way it has asked for. Belongs to the session's event loop. */
final class SessionEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    /** Of the session's own events. */
    private final List<Watcher> watchers = new ArrayList<>(1);

    private final SessionListener listener;
    private final Chroot chroot;
    private final WatchRegistry watches;
    private final Callbacks callbacks;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<SessionEnd> ended = new CompletableFuture<>();

    SessionEvents(SessionConfig config, WatchRegistry watches, Callbacks callbacks) {
        if (config.watcher() != null) {
            watchers.add(config.watcher());
        }
        this.chroot = new Chroot(config.servers().chroot());
        this.listener = config.listener();
        this.watches = watches;
        this.callbacks = callbacks;
    }

    /** Completes when a server has taken the session for the first time, or fails when the session ends before. */
    CompletableFuture<Void> connected() {
        return connected;
    }

    /** Completes, never with a failure, when the session is over. */
    CompletableFuture<SessionEnd> ended() {
        return ended;
    }

    /** A watch was triggered. The event's path is the server's. */
    void onNotification(WatcherEvent event, long zxid) {
        WatchedEvent.Type type = WatchedEvent.Type.ofNotification(event.type());
        callbacks.deliver(
                new WatchedEvent(type, WatchedEvent.State.SYNC_CONNECTED, chroot.toClient(event.path()), zxid),
                watches.trigger(type, event.path()));
    }

    void connected(boolean readOnly) {
        tell(readOnly ? WatchedEvent.State.CONNECTED_READ_ONLY : WatchedEvent.State.SYNC_CONNECTED);
        callbacks.complete(connected, null);
    }

    /** Tells one more from now on. */
    void add(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Tells the session's watchers and every other one, each once. */
    void tell(WatchedEvent.State change) {
        callbacks.deliver(WatchedEvent.ofSession(change), watches.all(watchers));
    }

    void overdue() {
        if (listener != null) {
            callbacks.run(listener::overdue);
        }
    }

    void ended(SessionEnd end, KeeperException cause) {
        if (end.isExpiry() && watchers.isEmpty() && listener == null && ended.getNumberOfDependents() == 0) {
            LOG.error("{}, and nobody wanted to know: give ZooKeeperBuilder.connect a SessionListener", end);
        } else if (end.isExpiry()) {
            LOG.warn("{}; its ephemeral znodes are gone", end);
        }
        callbacks.fail(connected, cause);
        tell(
                switch (end.state()) {
                    case EXPIRED -> WatchedEvent.State.EXPIRED;
                    case AUTH_FAILED -> WatchedEvent.State.AUTH_FAILED;
                    default -> WatchedEvent.State.CLOSED;
                });
        watches.clear();
        if (listener != null) {
            callbacks.run(() -> listener.ended(end));
        }
        callbacks.complete(ended, end);
    }
}
