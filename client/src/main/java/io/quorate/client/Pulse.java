package io.quorate.client;

/**
 * When a connected session has to show that it lives, when it takes its server for dead, and when it asks for a server that takes
 * writes. Times are ms of the session's clock.
 */
final class Pulse {
    private static final long PROBE_DELAY_MILLIS = 100;
    private static final long PROBE_DELAY_MILLIS_MAX = 60_000;
    private static final long NEVER = Long.MAX_VALUE;

    private int timeoutMillis;
    private long lastSent;
    private long lastReceived;
    private long probeAt = NEVER;
    private long probeDelay;
    private long overdueAt = NEVER;

    void onConnected(long now, int negotiatedMillis, boolean readOnly) {
        timeoutMillis = negotiatedMillis;
        lastSent = now;
        lastReceived = now;
        probeDelay = PROBE_DELAY_MILLIS;
        probeAt = readOnly ? now + probeDelay : NEVER;
        overdueAt = NEVER;
    }

    void onDisconnected() {
        overdueAt = lastReceived + timeoutMillis;
    }

    void onSent(long now) {
        lastSent = now;
    }

    void onReceived(long now) {
        lastReceived = now;
    }

    /** For how long nothing came. */
    long silentMillis(long now) {
        return now - lastReceived;
    }

    /** A silent server is given up while there is time to reach another. */
    boolean isSilentForTooLong(long now) {
        return now >= silenceEnd();
    }

    boolean isPingDue(long now) {
        return now >= pingAt();
    }

    /** Whether a probe is due, which then will be due again, later each time. */
    boolean takeProbe(long now) {
        if (now < probeAt) {
            return false;
        }
        probeDelay = Math.min(2 * probeDelay, PROBE_DELAY_MILLIS_MAX);
        probeAt = now + probeDelay;
        return true;
    }

    /** Whether no server was heard of for the session's timeout, once. */
    boolean takeOverdue(long now) {
        if (now < overdueAt) {
            return false;
        }
        overdueAt = NEVER;
        return true;
    }

    /** When something is due while the session is connected. */
    long deadline() {
        return Math.min(Math.min(silenceEnd(), pingAt()), probeAt);
    }

    /** When something is due while it is not. */
    long overdueAt() {
        return overdueAt;
    }

    private long silenceEnd() {
        return lastReceived + timeoutMillis * 2L / 3;
    }

    private long pingAt() {
        return lastSent + timeoutMillis / 3;
    }
}
