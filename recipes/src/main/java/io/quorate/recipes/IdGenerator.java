package io.quorate.recipes;

import io.quorate.client.KeeperException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Numbers that no process gets twice. Each process reserves a block of them at a time, so most calls need no server; blocks that a process
 * leaves behind are never used. Ids of one process grow. Shares its znode with Curator's {@code CachedAtomicLong}. Any thread may
 * call any method.
 */
public final class IdGenerator {
    private final Sessions sessions;
    private final DistributedCounter counter;
    private final int blockSize;
    /** Guarded by this, as all that follows. */
    private final Deque<CompletableFuture<Long>> waiting = new ArrayDeque<>();

    private long next;
    private long end;
    private boolean reserving;

    /** @param blockSize how many to reserve at a time */
    public IdGenerator(Sessions sessions, String path, int blockSize) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("block of ids: " + blockSize + " (expected: >= 1)");
        }
        this.sessions = sessions;
        this.counter = new DistributedCounter(sessions, path);
        this.blockSize = blockSize;
    }

    /** The next id, from 0 on. Fails when a block had to be reserved and could not be. */
    public CompletableFuture<Long> next() {
        CompletableFuture<Long> result = new CompletableFuture<>();
        synchronized (this) {
            if (next < end && waiting.isEmpty()) {
                return CompletableFuture.completedFuture(next++);
            }
            waiting.add(result);
            if (reserving) {
                return result;
            }
            reserving = true;
        }
        reserve();
        return result;
    }

    /** As {@link #next}, and waits. */
    public long nextAndWait() throws KeeperException, InterruptedException {
        return Calls.await(sessions, next());
    }

    private void reserve() {
        counter.add(blockSize).whenComplete((block, failure) -> {
            Deque<CompletableFuture<Long>> served = new ArrayDeque<>();
            Deque<Long> ids = new ArrayDeque<>();
            boolean more;
            synchronized (this) {
                if (failure == null) {
                    next = block.before();
                    end = block.after();
                }
                while (!waiting.isEmpty() && (failure != null || next < end)) {
                    served.add(waiting.poll());
                    ids.add(failure == null ? next++ : 0);
                }
                more = !waiting.isEmpty();
                reserving = more;
            }
            while (!served.isEmpty()) {
                CompletableFuture<Long> each = served.poll();
                long id = ids.poll();
                if (failure == null) {
                    each.complete(id);
                } else {
                    each.completeExceptionally(Calls.unwrap(failure));
                }
            }
            if (more) {
                reserve();
            }
        });
    }
}
