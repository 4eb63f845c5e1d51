package io.quorate.testkit;

import io.quorate.server.net.PeerClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clocks of the system, put forward. Shared by the servers of an ensemble; safe on any thread. */
final class ManualClock implements PeerClock {
    private final AtomicLong aheadNanos = new AtomicLong();

    void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock is only put forward, not by " + by);
        }
        aheadNanos.addAndGet(by.toNanos());
    }

    @Override
    public long nanos() {
        return System.nanoTime() + aheadNanos.get();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis() + aheadNanos.get() / 1_000_000;
    }
}
