package io.quorate.recipes;

import io.quorate.client.Acls;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.jute.proto.Acl;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions with an ensemble, one after the other: when one expires the next is opened. All recipes start from one of these, and
 * those that last, such as a cache or a member of a group, come back in the next session by themselves.
 *
 * <p>A session counts as lost when a server says so, or when no server could be reached for the session's timeout since it was
 * disconnected. Futures complete where the session's callbacks run, which is its event loop unless the builder was given an
 * executor: what depends on them there must not block. Any thread may call any method.
 */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    /** Null if there is no other session after the first. */
    private final ZooKeeperBuilder builder;

    private final List<Acl> acl;
    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
    /** Guarded by this. */
    private Session current;
    /** Guarded by this. */
    private boolean closed;

    /**
     * The recipes on one session that is there already, with its callbacks; no other one follows when it is over. Everybody may do
     * everything with the znodes.
     *
     * <p>When no server could be reached for the session's timeout, what it held is lost here, too, and waiting fails, with
     * IllegalStateException; but the session is not closed: it is its owner's, and servers that were without a leader may have
     * kept it. What recipes have put into it stays as long as it lives: places of those that waited are given up as soon as a
     * server is reached, what was held when it is released. {@link #isClosed()} from then on; another one can be made. Only
     * {@link #close()} closes the session.
     */
    public static Sessions of(ZooKeeper session) {
        Sessions sessions = new Sessions(null, Acls.OPEN);
        Session only = new Session(sessions);
        only.adopted(session);
        sessions.current = only;
        session.addSessionWatcher(only);
        session.ended().thenRun(() -> only.end(false));
        return sessions;
    }

    private Sessions(ZooKeeperBuilder builder, List<Acl> acl) {
        this.builder = builder;
        this.acl = List.copyOf(acl);
    }

    /** As {@link #open(ZooKeeperBuilder, List)}; everybody may do everything with the znodes. */
    public static Sessions open(ZooKeeperBuilder builder) {
        return open(builder, Acls.OPEN);
    }

    /**
     * Opens the first session, and returns before it is connected.
     *
     * @param builder belongs to the result from here on; its watcher is replaced, see {@link #addListener}
     * @param acl of the znodes that recipes make
     */
    public static Sessions open(ZooKeeperBuilder builder, List<Acl> acl) {
        Sessions sessions = new Sessions(builder, acl);
        sessions.renew();
        return sessions;
    }

    /** The session of now; another one after a loss. For calls beside the recipes. */
    public ZooKeeper zooKeeper() {
        return current().zk();
    }

    /** As {@link #zooKeeper()}, with methods that wait. */
    public BlockingZooKeeper blocking() {
        return zooKeeper().blocking();
    }

    public void addListener(SessionListener listener) {
        listeners.add(listener);
    }

    public void removeListener(SessionListener listener) {
        listeners.remove(listener);
    }

    /** Ends the session, and with it what recipes hold. */
    public CompletableFuture<Void> closeAsync() {
        Session last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        CompletableFuture<Void> done = last.zk().closeAsync();
        last.end(false);
        return done;
    }

    /** As {@link #closeAsync}, and waits unless called where that would last for ever. */
    @Override
    public void close() {
        Session last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.zk().close();
        last.end(false);
    }

    synchronized Session current() {
        return current;
    }

    /** Whether there is no session any more: it was closed, or lost and none follows. */
    public synchronized boolean isClosed() {
        return closed;
    }

    List<Acl> acl() {
        return acl;
    }

    int zkTimeoutMillis(Session session) {
        return session.zk().sessionTimeoutMillis();
    }

    void tell(Consumer<SessionListener> event) {
        for (SessionListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener failed: mend {}", listener.getClass().getName(), e);
            }
        }
    }

    /** Before those that hold or wait for something hear of the end of a session: they ask whether another one follows. */
    synchronized void ending(boolean mayRenew) {
        closed |= !mayRenew || builder == null;
    }

    void ended(boolean mayRenew) {
        if (mayRenew && builder != null) {
            renew();
        }
        tell(SessionListener::onLost);
    }

    /** Events of the new session wait for this lock until its handle is known. */
    private synchronized void renew() {
        if (closed) {
            return;
        }
        Session next = new Session(this);
        next.started(builder.watcher(event -> {
                    synchronized (this) {
                        // Not before the handle is known.
                    }
                    next.process(event);
                })
                .connect());
        current = next;
    }
}
