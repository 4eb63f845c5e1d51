package io.quorate.recipes;

import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One leader among the processes that start a latch at a path, for as long as it lives or until it closes its latch. Shares its
 * znodes with Curator's {@code LeaderLatch}.
 *
 * <p>On a disconnect this process does not lead any more, as far as it knows. When the same session comes back before anybody else could
 * lead, it leads again, with the same fencing token; when the session is lost it stands in line again in the next one. Any
 * thread may call any method.
 */
public final class LeaderLatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLatch.class);
    private static final int RETRY_MILLIS = 500;

    private final Sessions sessions;
    private final String path;
    private final String id;
    private final List<LeadershipListener> listeners = new CopyOnWriteArrayList<>();
    private final SessionListener sessionListener = new SessionListener() {
        @Override
        public void onConnected(boolean isNew) {
            if (!isNew) {
                confirm();
            }
        }

        @Override
        public void onDisconnected() {
            set(false);
        }
    };

    /** Guarded by this, as all that follows. */
    private boolean started;

    private boolean closed;
    private Contender contender;
    /** The place at the head of the line; null if this is not there. */
    private Grant grant;

    private boolean leading;
    /** Completed while leading; replaced when that ends. */
    private CompletableFuture<Long> elected = new CompletableFuture<>();

    /** @param id how this one is called by {@link #participants}, of Curator's too */
    public LeaderLatch(Sessions sessions, String path, String id) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.id = id;
    }

    public void addListener(LeadershipListener listener) {
        listeners.add(listener);
    }

    /** Stands for election; may be called once. */
    public LeaderLatch start() {
        synchronized (this) {
            if (started) {
                throw new IllegalStateException("leader latch " + path + " was started before");
            }
            started = true;
        }
        sessions.addListener(sessionListener);
        join();
        return this;
    }

    /** Whether this one leads, as far as it can know: not while the connection is lost. */
    public boolean isLeader() {
        synchronized (this) {
            if (!leading) {
                return false;
            }
        }
        return sessions.current().isConnected();
    }

    /** The token to show to what is guarded; empty while this one does not lead. */
    public Optional<Long> fencingToken() {
        synchronized (this) {
            return leading ? Optional.of(grant.fencingToken()) : Optional.empty();
        }
    }

    /**
     * The fencing token, once this one leads. Fails with IllegalStateException when the latch is closed before, and as
     * calls do when the session is over and no other one follows.
     */
    public synchronized CompletableFuture<Long> elected() {
        return elected.copy();
    }

    /** As {@link #elected}, and waits. */
    public long await() throws KeeperException, InterruptedException {
        return Calls.await(sessions, elected());
    }

    /** As {@link #await()}; empty if that takes longer than the timeout. */
    public Optional<Long> await(Duration timeout) throws KeeperException, InterruptedException {
        return Calls.await(
                sessions,
                elected()
                        .thenApply(Optional::of)
                        .completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The ids of all who stand for election, the leader first. */
    public CompletableFuture<List<String>> participants() {
        return candidates().thenApply(all -> all.stream().map(Participant::text).toList());
    }

    /** All who stand for election, with their ids as data, the leader first. */
    public CompletableFuture<List<Participant>> candidates() {
        return Participant.all(sessions.current(), path, List.of(Line.LATCH));
    }

    /** The id of who leads; empty if nobody does. */
    public CompletableFuture<Optional<String>> leader() {
        return participants().thenApply(all -> all.stream().findFirst());
    }

    /** Stands down. Done when another can lead. */
    public CompletableFuture<Void> closeAsync() {
        Contender waiting;
        Grant held;
        synchronized (this) {
            closed = true;
            waiting = contender;
            held = grant;
        }
        sessions.removeListener(sessionListener);
        set(false);
        failElection(new IllegalStateException("leader latch " + path + " is closed"));
        if (waiting != null) {
            waiting.giveUp();
        }
        return held == null ? CompletableFuture.completedFuture(null) : held.release();
    }

    /** As {@link #closeAsync}, without waiting. */
    @Override
    public void close() {
        closeAsync();
    }

    /** There will be no other turn: who waits for one is told. */
    private void failElection(Throwable why) {
        CompletableFuture<Long> waiting;
        synchronized (this) {
            waiting = elected;
        }
        waiting.completeExceptionally(why);
    }

    private void join() {
        Session session = sessions.current();
        Contender next;
        synchronized (this) {
            if (closed) {
                return;
            }
            grant = null;
            next = Contender.join(
                    session, path, Line.LATCH, id.getBytes(StandardCharsets.UTF_8), Line.exclusive(Line.LATCH));
            contender = next;
        }
        next.result().whenComplete((granted, failure) -> {
            if (failure != null) {
                again(failure);
            } else {
                granted.ifPresent(this::first);
            }
        });
    }

    private void again(Throwable failure) {
        if (sessions.isClosed()) {
            failElection(Calls.unwrap(failure));
            return;
        }
        LOG.info("{} stands for election at {} again: {}", id, path, failure.getMessage());
        Calls.later(RETRY_MILLIS).execute(this::join);
    }

    private void first(Grant granted) {
        boolean late;
        synchronized (this) {
            late = closed;
            grant = granted;
        }
        if (late) {
            granted.release();
            return;
        }
        granted.lost().thenRun(() -> onLost(granted));
        if (granted.state() == Grant.State.HELD) {
            set(true);
        }
    }

    private void onLost(Grant lost) {
        synchronized (this) {
            if (grant != lost || closed) {
                return;
            }
        }
        set(false);
        lost.session().over().whenComplete((none, why) -> again(why));
    }

    /** The session outlived a disconnect. The place may have been taken away meanwhile, by an operator. */
    private void confirm() {
        Grant held;
        synchronized (this) {
            held = grant;
        }
        if (held == null) {
            return;
        }
        Session session = held.session();
        Calls.retry(session, () -> session.zk()
                        .sync(path)
                        .thenCombine(session.zk().exists(held.path()), (none, stat) -> stat))
                .whenComplete((stat, failure) -> {
                    synchronized (this) {
                        if (grant != held || closed) {
                            return;
                        }
                    }
                    if (failure == null && stat.isPresent()) {
                        set(true);
                    } else if (failure == null) {
                        held.release();
                        join();
                    }
                });
    }

    private void set(boolean leads) {
        long token = 0;
        CompletableFuture<Long> toComplete = null;
        synchronized (this) {
            if (leading == leads || (leads && (closed || grant == null))) {
                return;
            }
            leading = leads;
            if (leads) {
                token = grant.fencingToken();
                toComplete = elected;
            } else {
                elected = new CompletableFuture<>();
            }
        }
        for (LeadershipListener listener : listeners) {
            if (leads) {
                listener.onLeader(token);
            } else {
                listener.onNotLeader();
            }
        }
        if (toComplete != null) {
            toComplete.complete(token);
        }
    }
}
