package io.quorate.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls that the application has made and the session has not taken up, with a bound on all that wait, sent or not. Any
 * thread adds; the session's event loop takes.
 */
final class CallQueue {
    private final Queue<Call<?>> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final int limit;

    CallQueue(int limit) {
        this.limit = limit;
    }

    /** Adds a call, or fails it when too many are unfinished already. */
    void add(Call<?> call) {
        if (begin(call)) {
            calls.add(call);
        }
    }

    /** Counts a call that need not wait. Returns false, and fails it, when too many are unfinished already. */
    boolean begin(Call<?> call) {
        if (unfinished.incrementAndGet() > limit) {
            unfinished.decrementAndGet();
            call.future()
                    .completeExceptionally(new RejectedExecutionException("unfinished calls: " + limit
                            + " (the limit maxPendingCalls); wait for results before making more, or raise the limit"));
            return false;
        }
        return true;
    }

    /** The oldest call, or null. Whoever takes a call reports its end with {@link #finished}. */
    Call<?> poll() {
        return calls.poll();
    }

    /** The oldest call, which stays, or null. */
    Call<?> peek() {
        return calls.peek();
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void finished() {
        unfinished.decrementAndGet();
    }
}
