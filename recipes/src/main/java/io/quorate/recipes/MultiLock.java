package io.quorate.recipes;

import io.quorate.client.KeeperException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several locks taken as one: all of them or none, in the given order. Two processes that name the same locks should name them in the
 * same order, or take them with a timeout. Belongs to the threads that take it, as its locks do.
 */
public final class MultiLock {
    private final List<DistributedLock> locks;

    public MultiLock(List<DistributedLock> locks) {
        this.locks = List.copyOf(locks);
    }

    /** Takes all of the locks. The grants are in their order, each with a token of its own. */
    public List<Grant> lock() throws KeeperException, InterruptedException {
        return take(null).orElseThrow();
    }

    /** As {@link #lock}; takes none and is empty if that takes longer than the timeout. */
    public Optional<List<Grant>> tryLock(Duration timeout) throws KeeperException, InterruptedException {
        return take(timeout);
    }

    /** Gives all back, in the opposite order, each even if another could not be given back. */
    public void unlock() throws KeeperException, InterruptedException {
        unlock(locks);
    }

    private Optional<List<Grant>> take(Duration timeout) throws KeeperException, InterruptedException {
        long deadline = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
        List<DistributedLock> taken = new ArrayList<>();
        List<Grant> grants = new ArrayList<>();
        boolean all = false;
        try {
            for (DistributedLock lock : locks) {
                Optional<Grant> grant = timeout == null
                        ? Optional.of(lock.lock())
                        : lock.tryLock(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
                if (grant.isEmpty()) {
                    return Optional.empty();
                }
                taken.add(lock);
                grants.add(grant.get());
            }
            all = true;
            return Optional.of(List.copyOf(grants));
        } finally {
            if (!all) {
                unlock(taken);
            }
        }
    }

    private static void unlock(List<DistributedLock> taken) throws KeeperException, InterruptedException {
        KeeperException first = null;
        for (int at = taken.size() - 1; at >= 0; at--) {
            try {
                taken.get(at).unlock();
            } catch (KeeperException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
