package io.quorate.server.admin;

import java.util.concurrent.atomic.AtomicLong;

/** Lets something happen once in a while. Safe on any thread. */
final class RateLimit {
    private static final long NEVER = Long.MIN_VALUE;

    private final long intervalNanos;
    private final AtomicLong last = new AtomicLong(NEVER);

    RateLimit(long intervalMillis) {
        this.intervalNanos = intervalMillis * 1_000_000;
    }

    /** Whether it may happen now, which then counts as having happened. */
    boolean take(long nowNanos) {
        long before = last.get();
        return (before == NEVER || nowNanos - before >= intervalNanos) && last.compareAndSet(before, nowNanos);
    }

    /** Has the last one not count, because it failed. */
    void giveBack() {
        last.set(NEVER);
    }
}
