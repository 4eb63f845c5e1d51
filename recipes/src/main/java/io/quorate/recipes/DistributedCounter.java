package io.quorate.recipes;

import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.ZnodePath;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.Stat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;

/**
 * A number that processes change one after the other. Shares its znode, eight bytes, with Curator's {@code DistributedAtomicLong}; where
 * there is none the number is 0.
 *
 * <p>Changes that are asked for while one is on its way are written together, and a process that is alone writes without
 * reading first. One that has met others sends a read along with each write, so that it has what it needs when the write came too
 * late, and reads first when what it knows is old, since a write that fails costs the servers as much as any. A change
 * fails with ConnectionLoss when nobody can know whether it was made; it is repeated when it certainly was not. Where the znode
 * holds something else than a number, changes fail with IllegalStateException. Any thread may call any method.
 */
public final class DistributedCounter {
    private static final int BACKOFF_MILLIS_MAX = 32;
    private static final int TRIES_WITHOUT_BACKOFF = 5;

    private static final int ALONE = 8;
    /** What is known for less time than this is as good as what a read would tell. */
    private static final long FRESH_NANOS = 2_000_000;

    /** One change: the number before and after it. */
    public record Change(long before, long after) {}

    private record Wanted(LongUnaryOperator operator, CompletableFuture<Change> result) {}

    /** What a read has found. */
    private record Seen(long value, int version) {}

    private final Sessions sessions;
    private final String path;
    /** Guarded by this, as all that follows. */
    private final List<Wanted> waiting = new ArrayList<>();

    private boolean writing;
    /** What this process last knew, and the version of the znode then; -1: nothing. */
    private long known;

    private int knownVersion = -1;
    /** What the last write of this process made it. */
    private int ownVersion = -1;
    /** So many of its last writes followed right upon another of its own. */
    private int undisturbed = ALONE;
    /** When it learned what it knows, by {@link System#nanoTime}. */
    private long knownSince;

    public DistributedCounter(Sessions sessions, String path) {
        ZnodePath.validate(path);
        this.sessions = sessions;
        this.path = path;
    }

    /** The number as the session's server has it. */
    public CompletableFuture<Long> get() {
        Session session = sessions.current();
        return Calls.recover(
                Calls.retry(session, () -> session.zk().getData(path)).thenApply(node -> number(node.data())),
                failure -> Calls.code(failure) == ErrorCode.NO_NODE
                        ? CompletableFuture.completedFuture(0L)
                        : Calls.failed(failure));
    }

    public CompletableFuture<Change> increment() {
        return add(1);
    }

    public CompletableFuture<Change> decrement() {
        return add(-1);
    }

    /** Adds, with a wrap-around as Java's addition has it. */
    public CompletableFuture<Change> add(long delta) {
        return update(before -> before + delta);
    }

    /** Sets the number, whatever it was. */
    public CompletableFuture<Change> set(long value) {
        return update(before -> value);
    }

    /** Sets the number if it is the expected one; the change is from the number to itself if it is not. */
    public CompletableFuture<Change> compareAndSet(long expected, long value) {
        return update(before -> before == expected ? value : before);
    }

    /**
     * Changes the number by a function without side effects, which may be called several times, and must not wait. What it throws
     * fails this change, and no other.
     */
    public CompletableFuture<Change> update(LongUnaryOperator operator) {
        CompletableFuture<Change> result = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Wanted(operator, result));
            if (writing) {
                return result;
            }
            writing = true;
        }
        write();
        return result;
    }

    /** As {@link #add}, and waits. */
    public Change addAndWait(long delta) throws KeeperException, InterruptedException {
        sessions.zooKeeper().checkMayWait();
        return Calls.await(sessions, add(delta));
    }

    /** Writes all that waits, as one change of the znode. One at a time. */
    private void write() {
        List<Wanted> batch;
        long before;
        int version;
        synchronized (this) {
            if (waiting.isEmpty()) {
                writing = false;
                return;
            }
            batch = List.copyOf(waiting);
            waiting.clear();
            before = known;
            boolean fresh = isAlone() || System.nanoTime() - knownSince < FRESH_NANOS;
            version = fresh ? knownVersion : -1;
        }
        Session session = sessions.current();
        if (version < 0) {
            read(session, batch, 0);
        } else {
            write(session, batch, before, version, 0);
        }
    }

    private void read(Session session, List<Wanted> batch, int tries) {
        onRead(session, batch, tries, reading(session));
    }

    private CompletableFuture<Seen> reading(Session session) {
        return Calls.retry(session, () -> readingOnce(session));
    }

    private CompletableFuture<Seen> readingOnce(Session session) {
        return session.zk().getData(path).thenApply(this::seen);
    }

    private Seen seen(NodeData node) {
        return new Seen(number(node.data()), node.stat().version());
    }

    private void onRead(Session session, List<Wanted> batch, int tries, CompletableFuture<Seen> read) {
        read.whenComplete((seen, failure) -> {
            if (failure == null) {
                write(session, batch, seen.value(), seen.version(), tries);
            } else if (Calls.code(failure) == ErrorCode.NO_NODE) {
                create(session, batch, tries);
            } else {
                failUndone(session, batch, failure);
            }
        });
    }

    private void create(Session session, List<Wanted> batch, int tries) {
        Calls.withParents(
                        session,
                        path,
                        CreateMode.PERSISTENT,
                        () -> Calls.retry(session, () -> session.zk()
                                .create(path, bytes(0), sessions.acl(), CreateMode.PERSISTENT)))
                .whenComplete((created, failure) -> {
                    if (failure == null || Calls.code(failure) == ErrorCode.NODE_EXISTS) {
                        read(session, batch, tries);
                    } else {
                        failUndone(session, batch, failure);
                    }
                });
    }

    private void write(Session session, List<Wanted> wanted, long before, int version, int tries) {
        List<Wanted> batch = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        long value = before;
        for (Wanted each : wanted) {
            try {
                long after = each.operator().applyAsLong(value);
                batch.add(each);
                changes.add(new Change(value, after));
                value = after;
            } catch (RuntimeException | Error e) {
                each.result().completeExceptionally(e);
            }
        }
        if (batch.isEmpty()) {
            // Not from here: whoever asks again each time that it fails would go ever deeper.
            CompletableFuture.runAsync(this::write);
            return;
        }
        long last = value;
        CompletableFuture<Stat> written = session.zk().setData(path, bytes(last), version);
        // Answered right behind the write.
        CompletableFuture<Seen> next = isAlone() ? null : readingOnce(session);
        written.whenComplete((stat, failure) -> {
            if (failure == null) {
                onWritten(last, version, stat.version());
                for (int at = 0; at < batch.size(); at++) {
                    batch.get(at).result().complete(changes.get(at));
                }
                write();
            } else {
                onWriteFailed(session, batch, version, tries, failure, next);
            }
        });
    }

    /** @param next what is there now; null if it was not read */
    private void onWriteFailed(
            Session session,
            List<Wanted> batch,
            int version,
            int tries,
            Throwable failure,
            CompletableFuture<Seen> next) {
        forget();
        switch (Calls.code(failure)) {
            case BAD_VERSION, NO_NODE -> {
                if (tries < TRIES_WITHOUT_BACKOFF) {
                    onRead(session, batch, tries + 1, next == null ? reading(session) : goOn(session, next));
                } else {
                    int most = Math.min(BACKOFF_MILLIS_MAX, 2 << Math.min(tries - TRIES_WITHOUT_BACKOFF, 8));
                    Calls.later(ThreadLocalRandom.current().nextInt(1, most))
                            .execute(() -> read(session, batch, tries + 1));
                }
            }
            case CONNECTION_LOSS -> resolve(session, batch, version, failure);
            default -> fail(batch, failure);
        }
    }

    /** The connection may have been lost between the answers to a write and to the read behind it: then once more. */
    private CompletableFuture<Seen> goOn(Session session, CompletableFuture<Seen> read) {
        return Calls.recover(
                read,
                failure -> Calls.code(failure) == ErrorCode.CONNECTION_LOSS ? reading(session) : Calls.failed(failure));
    }

    /** Was it written? If the version is the old one, it was not, and nothing of it is under way after the sync. */
    private void resolve(Session session, List<Wanted> batch, int version, Throwable loss) {
        Calls.retry(session, () -> session.zk().sync(path).thenCombine(readingOnce(session), (none, seen) -> seen))
                .whenComplete((seen, failure) -> {
                    if (failure == null && seen.version() == version) {
                        write(session, batch, seen.value(), version, 0);
                    } else {
                        fail(batch, loss);
                    }
                });
    }

    private synchronized boolean isAlone() {
        return undisturbed >= ALONE;
    }

    private synchronized void onWritten(long value, int before, int version) {
        if (ownVersion >= 0) {
            undisturbed = before == ownVersion ? Math.min(undisturbed + 1, ALONE) : 0;
        }
        ownVersion = version;
        known = value;
        knownVersion = version;
        knownSince = System.nanoTime();
    }

    private synchronized void forget() {
        undisturbed = 0;
        knownVersion = -1;
    }

    /** For changes that were certainly not made: a lost connection ends their repetition only together with the session. */
    private void failUndone(Session session, List<Wanted> batch, Throwable failure) {
        if (Calls.code(failure) == ErrorCode.CONNECTION_LOSS) {
            session.over().whenComplete((none, why) -> fail(batch, why));
        } else {
            fail(batch, failure);
        }
    }

    private void fail(List<Wanted> batch, Throwable failure) {
        forget();
        batch.forEach(each -> each.result().completeExceptionally(Calls.unwrap(failure)));
        write();
    }

    private long number(byte[] data) {
        if (data == null || data.length == 0) {
            return 0;
        }
        if (data.length != Long.BYTES) {
            throw new IllegalStateException(path + " holds " + data.length + " bytes (expected: 8, a number)");
        }
        return ByteBuffer.wrap(data).getLong();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}
