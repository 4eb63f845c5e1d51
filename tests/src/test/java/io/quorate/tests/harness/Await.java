package io.quorate.tests.harness;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for a condition with a deadline: the only way in which these tests let time pass. */
public final class Await {
    private static final long PAUSE_NANOS = 2_000_000;

    private Await() {}

    /** A condition that may fail while it is looked at; a failure counts as "not yet". */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /** Returns once the condition holds; fails with {@code what} when it does not within {@code limit}. */
    public static void until(String what, Duration limit, Condition condition) {
        value(() -> what, limit, () -> condition.holds() ? Boolean.TRUE : null);
    }

    /** Returns the first non-null value of the probe; fails with {@code what} when there is none within {@code limit}. */
    public static <T> T value(String what, Duration limit, Callable<T> probe) {
        return value(() -> what, limit, probe);
    }

    /** As {@link #value(String, Duration, Callable)}, with a message that is made only when it is needed. */
    public static <T> T value(Supplier<String> what, Duration limit, Callable<T> probe) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last = null;
        while (true) {
            try {
                T value = probe.call();
                if (value != null) {
                    return value;
                }
                last = null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what.get(), e);
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what.get(), last);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Lets a stretch of time pass during which the condition must go on holding. */
    public static void whileTrue(String what, Duration stretch, Condition condition) throws Exception {
        long end = System.nanoTime() + stretch.toNanos();
        do {
            if (!condition.holds()) {
                throw new AssertionError("no longer true: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        } while (System.nanoTime() - end < 0);
    }
}
