package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An ephemeral znode that is there as long as this process is: made again in the next session when one is lost, and when somebody
 * deletes it. If another session has made it, that one's end is waited for. As Curator's {@code PersistentNode}. Any thread may call any
 * method.
 */
public final class PersistentNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentNode.class);
    private static final int RETRY_MILLIS = 500;

    private final Sessions sessions;
    private final String path;
    private final CompletableFuture<Void> created = new CompletableFuture<>();
    private final SessionListener listener = new SessionListener() {
        @Override
        public void onConnected(boolean isNew) {
            if (isNew) {
                make();
            }
        }
    };

    /** Guarded by this, as all that follows. */
    private byte[] data;

    private boolean closed;
    /** The session whose znode is being made or watched. */
    private Session busy;

    private Session watched;
    private Watcher watcher;

    public PersistentNode(Sessions sessions, String path, byte[] data) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.data = data.clone();
    }

    public PersistentNode start() {
        sessions.addListener(listener);
        make();
        return this;
    }

    /** Completes when the znode is there for the first time. */
    public CompletableFuture<Void> created() {
        return created.copy();
    }

    /** As {@link #created}, and waits. */
    public void awaitCreated() throws KeeperException, InterruptedException {
        Calls.await(sessions, created());
    }

    public String path() {
        return path;
    }

    public byte[] data() {
        synchronized (this) {
            return data.clone();
        }
    }

    /** Changes the data, now and for all sessions to come. */
    public CompletableFuture<Void> setData(byte[] next) {
        Session session = sessions.current();
        synchronized (this) {
            data = next.clone();
        }
        return Calls.retry(session, () -> session.zk().setData(path, next, -1)).thenApply(stat -> null);
    }

    /** Deletes the znode; done when it is gone. */
    public CompletableFuture<Void> closeAsync() {
        synchronized (this) {
            closed = true;
        }
        sessions.removeListener(listener);
        Session session = sessions.current();
        return created.isDone() ? Calls.delete(session, path) : CompletableFuture.completedFuture(null);
    }

    /** As {@link #closeAsync}, without waiting. */
    @Override
    public void close() {
        closeAsync();
    }

    private void make() {
        Session session = sessions.current();
        synchronized (this) {
            if (closed || busy == session) {
                return;
            }
            busy = session;
        }
        make(session);
    }

    private void make(Session session) {
        if (isDone(session)) {
            return;
        }
        byte[] now = data();
        CompletableFuture<String> made = Calls.withParents(
                session,
                path,
                CreateMode.CONTAINER,
                () -> Calls.retry(session, () -> session.zk()
                        .create(path, now, session.owner().acl(), CreateMode.EPHEMERAL)));
        made.whenComplete((node, failure) -> {
            if (failure == null || Calls.code(failure) == ErrorCode.NODE_EXISTS) {
                look(session);
            } else {
                again(session, failure);
            }
        });
    }

    /** Whose znode is it, and what does it hold? In any case its end is waited for. */
    private void look(Session session) {
        Watcher watcher = watcherOf(session);
        Calls.retry(session, () -> session.zk().getData(path, watcher)).whenComplete((node, failure) -> {
            if (failure != null) {
                if (Calls.code(failure) == ErrorCode.NO_NODE) {
                    make(session);
                } else {
                    again(session, failure);
                }
            } else if (node.stat().ephemeralOwner() == session.zk().sessionId()) {
                mine(session, node.data());
            }
        });
    }

    /** One for each session, so that looking twice does not watch twice. */
    private synchronized Watcher watcherOf(Session session) {
        if (watcher == null || watched != session) {
            watched = session;
            watcher = event -> {
                if (event.type() == WatchedEvent.Type.NODE_DELETED) {
                    make(session);
                } else if (event.type() == WatchedEvent.Type.NODE_DATA_CHANGED && !isDone(session)) {
                    look(session);
                }
            };
        }
        return watcher;
    }

    private void mine(Session session, byte[] present) {
        boolean late;
        synchronized (this) {
            late = closed;
        }
        if (late) {
            Calls.delete(session, path);
            return;
        }
        byte[] wanted = data();
        if (Arrays.equals(present, wanted)) {
            created.complete(null);
        } else {
            Calls.retry(session, () -> session.zk().setData(path, wanted, -1)).whenComplete((stat, failure) -> {
                if (failure == null) {
                    created.complete(null);
                } else {
                    again(session, failure);
                }
            });
        }
    }

    private void again(Session session, Throwable failure) {
        if (isDone(session)) {
            return;
        }
        LOG.warn("{} cannot be made: {}; trying again", path, failure.getMessage());
        Calls.later(RETRY_MILLIS).execute(() -> make(session));
    }

    private synchronized boolean isDone(Session session) {
        return closed || session.isOver();
    }
}
