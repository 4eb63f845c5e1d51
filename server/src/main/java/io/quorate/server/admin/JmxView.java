package io.quorate.server.admin;

import java.util.concurrent.TimeUnit;

/**
 * The server as its beans show it: one look at it serves all attributes that are asked for within a moment. Safe on any thread; asking
 * waits for the server's threads, for a while.
 */
final class JmxView {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long WAIT_SECONDS = 5;

    private final Inspector inspector;
    private ServerReport last;
    private long lastNanos;

    JmxView(Inspector inspector) {
        this.inspector = inspector;
    }

    Inspector inspector() {
        return inspector;
    }

    /** The server a moment ago, at the earliest. */
    synchronized ServerReport now() {
        long nanos = System.nanoTime();
        if (last == null || nanos - lastNanos > FRESH_NANOS) {
            last = inspector.report().orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
            lastNanos = nanos;
        }
        return last;
    }
}
