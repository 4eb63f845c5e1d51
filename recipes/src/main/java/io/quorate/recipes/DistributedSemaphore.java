package io.quorate.recipes;

import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A number of leases that processes share, given out in the order of asking. Shares its znodes with Curator's
 * {@code InterProcessSemaphoreV2}: whoever waits stands in a line below {@code locks}, and only the first of that line looks at
 * {@code leases}, so a lease that comes back wakes one.
 *
 * <p>All have to agree on the number of leases. A lease is lost with its session, and waiting fails then. Any thread may call any
 * method.
 */
public final class DistributedSemaphore {
    private final Sessions sessions;
    private final String locks;
    private final String leases;
    private final Line.Rule rule;

    /** @param maxLeases as many as may be held at a time */
    public DistributedSemaphore(Sessions sessions, String path, int maxLeases) {
        if (maxLeases < 1) {
            throw new IllegalArgumentException("leases of " + path + ": " + maxLeases + " (expected: >= 1)");
        }
        this.sessions = sessions;
        this.locks = ZnodePath.child(path, "locks");
        this.leases = ZnodePath.child(path, "leases");
        this.rule = Line.leases(maxLeases);
    }

    /** A lease, once there is one. */
    public CompletableFuture<Grant> acquire() {
        return acquire(Long.MAX_VALUE).thenApply(Optional::orElseThrow);
    }

    /** As {@link #acquire()}; empty if there is none in time. */
    public CompletableFuture<Optional<Grant>> acquire(Duration timeout) {
        return acquire(System.nanoTime() + timeout.toNanos());
    }

    /** As {@link #acquire()}, and waits. */
    public Grant take() throws KeeperException, InterruptedException {
        return Calls.await(sessions, acquire());
    }

    /** As {@link #acquire(Duration)}, and waits. */
    public Optional<Grant> tryTake(Duration timeout) throws KeeperException, InterruptedException {
        return Calls.await(sessions, acquire(timeout));
    }

    private CompletableFuture<Optional<Grant>> acquire(long deadline) {
        Session session = sessions.current();
        Contender first = Contender.join(session, locks, Line.LOCK, Calls.localData(), Line.exclusive(Line.LOCK));
        return until(first, deadline).thenCompose(turn -> {
            if (turn.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            Contender lease = Contender.join(session, leases, Line.LEASE, Calls.localData(), rule);
            return until(lease, deadline)
                    .whenComplete((granted, failure) -> turn.get().release());
        });
    }

    private static CompletableFuture<Optional<Grant>> until(Contender contender, long deadline) {
        return deadline == Long.MAX_VALUE
                ? contender.result()
                : DistributedLock.withTimeout(contender, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
}
