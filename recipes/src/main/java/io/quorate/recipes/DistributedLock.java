package io.quorate.recipes;

import io.quorate.client.KeeperException;
import io.quorate.client.WatchedEvent;
import io.quorate.client.Watcher;
import io.quorate.client.ZnodePath;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A lock among processes, in the order in which they ask for it. Shares its znodes with Curator's {@code InterProcessMutex}.
 *
 * <p>{@link #lock}, {@link #tryLock} and {@link #unlock} wait, belong to the thread that calls them, and are re-entrant.
 * {@link #acquire} does not wait, belongs to nobody, and is not: each call takes a place of its own. Any thread may call any of
 * them.
 *
 * <p>On a disconnect those who wait keep their places, and who holds the lock is {@link Grant.State#UNSURE}. When the session is lost,
 * waiting fails with SessionExpired, and what is held is {@link Grant.State#LOST}.
 */
public final class DistributedLock {
    private static final byte[] REVOKE = "__REVOKE__".getBytes(StandardCharsets.UTF_8);

    private final Sessions sessions;
    private final String path;
    private final String kind;
    private final Line.Rule rule;
    private final byte[] data;
    private final Map<Thread, Hold> holds = new ConcurrentHashMap<>();
    /** For a lock that may be taken on top of this thread's hold of another; null if there is none. */
    private final DistributedLock above;

    private volatile Consumer<Grant> onRevocation;

    private static final class Hold {
        private final Grant grant;
        private int count = 1;

        Hold(Grant grant) {
            this.grant = grant;
        }
    }

    /** @param path of the parent of the lock's znodes; it is made, as a container, when it is needed */
    public DistributedLock(Sessions sessions, String path) {
        this(sessions, path, Calls.localData());
    }

    /** @param data what this process's znodes hold, for those who look who holds the lock */
    public DistributedLock(Sessions sessions, String path, byte[] data) {
        this(sessions, path, data, Line.LOCK, Line.exclusive(Line.LOCK), null);
    }

    DistributedLock(Sessions sessions, String path, byte[] data, String kind, Line.Rule rule, DistributedLock above) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
        this.data = data.clone();
        this.kind = kind;
        this.rule = rule;
        this.above = above;
    }

    // ---- futures

    /** Takes a place in the line. Fails when the session is lost before it is this one's turn. */
    public CompletableFuture<Grant> acquire() {
        return contend().result().thenApply(Optional::orElseThrow);
    }

    /**
     * As {@link #acquire()}; leaves the line and is empty if it is not this one's turn in time. With a timeout of zero it takes what is
     * free, and waits for nobody but the server.
     */
    public CompletableFuture<Optional<Grant>> acquire(Duration timeout) {
        return withTimeout(contend(), timeout);
    }

    private Contender contend() {
        Session session = sessions.current();
        return Contender.join(session, path, kind, data, rule);
    }

    static CompletableFuture<Optional<Grant>> withTimeout(Contender contender, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            contender.giveUpUnlessFirst();
            return contender.result();
        }
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, timeout.toMillis(), TimeUnit.MILLISECONDS);
        timer.thenRunAsync(contender::giveUp);
        contender.result().whenComplete((granted, failure) -> timer.cancel(false));
        return contender.result();
    }

    // ---- waiting, and re-entrant

    /** Takes the lock, again if this thread has it. */
    public Grant lock() throws KeeperException, InterruptedException {
        Hold again = reentered();
        return again != null ? again.grant : held(awaitOrLeave(contenderOfThread()));
    }

    /** As {@link #lock}; empty if that takes longer than the timeout; with zero, if somebody else has it. */
    public Optional<Grant> tryLock(Duration timeout) throws KeeperException, InterruptedException {
        Hold again = reentered();
        if (again != null) {
            return Optional.of(again.grant);
        }
        Contender contender = contenderOfThread();
        withTimeout(contender, timeout);
        Optional<Grant> granted = awaitOrLeave(contender);
        granted.ifPresent(grant -> held(Optional.of(grant)));
        return granted;
    }

    /**
     * Gives the lock back once for each time that this thread has taken it, and returns when it is given back.
     *
     * @throws IllegalMonitorStateException if this thread does not have it
     */
    public void unlock() throws KeeperException, InterruptedException {
        Hold hold = holds.get(Thread.currentThread());
        if (hold == null) {
            throw new IllegalMonitorStateException(
                    "lock " + path + " is not held by " + Thread.currentThread().getName());
        }
        if (--hold.count == 0) {
            holds.remove(Thread.currentThread());
            Calls.await(sessions, hold.grant.release());
        }
    }

    /** Whether this thread has it, as far as this process knows: see {@link Grant.State}. */
    public boolean isHeldByCurrentThread() {
        return current().map(grant -> grant.state() == Grant.State.HELD).orElse(false);
    }

    /** What this thread holds. */
    public Optional<Grant> current() {
        return Optional.ofNullable(holds.get(Thread.currentThread())).map(hold -> hold.grant);
    }

    /** Those in the line and the data of their znodes, first in line first. */
    public CompletableFuture<List<Participant>> participants() {
        return Participant.all(sessions.current(), path, rule.kinds());
    }

    private Hold reentered() {
        Hold hold = holds.get(Thread.currentThread());
        if (hold != null && hold.grant.state() == Grant.State.LOST) {
            // What is taken on top of nothing would guard nothing.
            holds.remove(Thread.currentThread());
            return null;
        }
        if (hold != null) {
            hold.count++;
        }
        return hold;
    }

    private Contender contenderOfThread() {
        sessions.zooKeeper().checkMayWait();
        Optional<Grant> place = above == null ? Optional.empty() : above.current();
        if (place.isEmpty() || place.get().state() == Grant.State.LOST) {
            return contend();
        }
        String node = place.get().path();
        String digits = SequencedName.parse(node.substring(node.lastIndexOf('/') + 1), rule.kinds())
                .orElseThrow()
                .digits();
        return Contender.joinAt(place.get().session(), path, kind, data, rule, digits);
    }

    private Optional<Grant> awaitOrLeave(Contender contender) throws KeeperException, InterruptedException {
        try {
            return Calls.await(sessions, contender.result());
        } catch (InterruptedException e) {
            contender.giveUp();
            contender.result().thenAccept(late -> late.ifPresent(Grant::release));
            throw e;
        }
    }

    private Grant held(Optional<Grant> granted) {
        Grant grant = granted.orElseThrow();
        holds.put(Thread.currentThread(), new Hold(grant));
        Consumer<Grant> asked = onRevocation;
        if (asked != null) {
            watchForRevocation(grant, asked);
        }
        return grant;
    }

    // ---- revocation

    /**
     * From the next time on that a thread takes the lock, tells it when somebody asks to have it back. It is up to the listener
     * to comply; it is called where the session's callbacks run.
     */
    public void onRevocation(Consumer<Grant> listener) {
        onRevocation = listener;
    }

    /** Asks whoever made this znode of a lock to give it back; what comes of that is theirs. Works on Curator's locks too. */
    public static CompletableFuture<Void> revoke(Sessions sessions, String znode) {
        return sessions.zooKeeper().setData(znode, REVOKE.clone(), -1).thenApply(stat -> null);
    }

    private static void watchForRevocation(Grant grant, Consumer<Grant> asked) {
        Session session = grant.session();
        Watcher watcher = event -> {
            if (event.type() == WatchedEvent.Type.NODE_DATA_CHANGED) {
                watchForRevocation(grant, asked);
            }
        };
        Calls.retry(session, () -> session.zk().getData(grant.path(), watcher)).thenAccept(node -> {
            if (Arrays.equals(node.data(), REVOKE) && grant.state() != Grant.State.RELEASED) {
                asked.accept(grant);
            }
        });
    }

    @Override
    public String toString() {
        return "lock " + path;
    }
}
