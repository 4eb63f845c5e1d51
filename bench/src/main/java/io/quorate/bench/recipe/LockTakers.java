package io.quorate.bench.recipe;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.Grant;
import io.quorate.recipes.Sessions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sessions that take a lock, release it at once, and take it again: a sequential ephemeral, a list of children, for those who do not
 * come first a watch, and a delete. Safe on any thread.
 */
public final class LockTakers implements AutoCloseable {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(40);
    private static final int CONNECT_SECONDS_MAX = 60;

    private final List<Sessions> sessions = new ArrayList<>();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean ended;

    /**
     * Connects and begins.
     *
     * @param servers over which the sessions spread
     * @param takers how many sessions
     * @param inOneLine whether all want the same lock; else each has one of its own
     */
    public LockTakers(List<InetSocketAddress> servers, int takers, boolean inOneLine)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < takers; i++) {
            InetSocketAddress server = servers.get(i % servers.size());
            sessions.add(Sessions.open(ZooKeeper.builder(server.getHostString() + ":" + server.getPort())
                    .sessionTimeout(SESSION_TIMEOUT)));
        }
        for (Sessions each : sessions) {
            each.zooKeeper().connected().get(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
        }
        for (int i = 0; i < takers; i++) {
            take(new DistributedLock(sessions.get(i), inOneLine ? "/quorate-lock" : "/quorate-locks/" + i));
        }
    }

    private void take(DistributedLock lock) {
        lock.acquire().thenCompose(Grant::release).whenComplete((released, cause) -> {
            if (cause != null) {
                failure.compareAndSet(null, cause);
            } else if (!ended) {
                taken.incrementAndGet();
                take(lock);
            }
        });
    }

    /**
     * How often a lock was taken and released so far.
     *
     * @throws IllegalStateException if one could not be
     */
    public long taken() {
        if (failure.get() != null) {
            throw new IllegalStateException("a lock was not taken or not released: " + failure.get(), failure.get());
        }
        return taken.get();
    }

    /** Ends the sessions, whatever they hold. */
    @Override
    public void close() {
        ended = true;
        sessions.forEach(Sessions::close);
    }
}
