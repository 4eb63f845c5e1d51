package io.quorate.recipes;

import io.quorate.client.SessionState;
import java.util.concurrent.CompletableFuture;

/**
 * Something that this process holds: a lock, a lease, leadership. Methods may be called by any thread.
 *
 * <p>Holding ends with {@link #release}, or with the session. No client can know at every moment whether its session still
 * lives: a process that is paused, or cut off, goes on believing for a while that it holds what another has been given.
 * What is guarded must therefore look at {@link #fencingToken} and refuse smaller ones than it has seen.
 */
public final class Grant implements AutoCloseable {
    /** What is known of it. */
    public enum State {
        HELD,
        /** The connection is lost. It may be held still, or the session may be over and somebody else hold it. */
        UNSURE,
        /** The session ended. */
        LOST,
        RELEASED
    }

    private final Session session;
    private final String path;
    private final long fencingToken;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final Runnable atEnd = () -> lost.complete(null);
    /** Guarded by this; null while it is held. */
    private CompletableFuture<Void> release;

    Grant(Session session, String path, long fencingToken) {
        this.session = session;
        this.path = path;
        this.fencingToken = fencingToken;
        session.atEnd(atEnd);
    }

    /**
     * The zxid of the transaction that made the znode of this grant. Grants of one thing, by whichever servers and processes, have growing
     * tokens in the order in which they are given; so a store that remembers the greatest token it has seen can refuse one that
     * comes from somebody who has lost the lock and does not know it.
     */
    public long fencingToken() {
        return fencingToken;
    }

    /** The znode. */
    public String path() {
        return path;
    }

    public State state() {
        synchronized (this) {
            if (release != null) {
                return lost.isDone() ? State.LOST : State.RELEASED;
            }
        }
        if (lost.isDone() || session.zk().state().isFinal()) {
            return State.LOST;
        }
        return session.zk().state() == SessionState.CONNECTED ? State.HELD : State.UNSURE;
    }

    /** Completes when the session ends before the release; never otherwise. */
    public CompletableFuture<Void> lost() {
        return lost.copy();
    }

    /**
     * Gives it back. Is done when the znode has gone, which may take until the connection is back; the request is repeated until
     * then.
     */
    public CompletableFuture<Void> release() {
        synchronized (this) {
            if (release == null) {
                session.notAtEnd(atEnd);
                release = Calls.delete(session, path);
            }
            return release.copy();
        }
    }

    /** Gives it back without waiting until that is done: the next in line cannot have it before. */
    @Override
    public void close() {
        release();
    }

    Session session() {
        return session;
    }

    void markLost() {
        lost.complete(null);
    }

    @Override
    public String toString() {
        return path + " token 0x" + Long.toHexString(fencingToken) + " " + state();
    }
}
