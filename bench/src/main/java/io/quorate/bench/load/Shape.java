package io.quorate.bench.load;

/**
 * How requests arrive.
 *
 * @param sessions connections, each with a session of its own
 * @param outstanding closed loop: requests each session keeps in flight
 * @param ratePerSecond open loop when above 0: requests per second over all sessions, sent on schedule whatever the
 *     server does; then {@code outstanding} does not matter
 */
public record Shape(int sessions, int outstanding, double ratePerSecond) {
    public Shape {
        if (sessions < 1 || outstanding < 1 || ratePerSecond < 0) {
            throw new IllegalArgumentException("sessions: " + sessions + ", outstanding: " + outstanding + ", rate: "
                    + ratePerSecond + " (expected: >= 1, >= 1, >= 0)");
        }
    }

    /** A closed loop: each session has {@code outstanding} requests in flight. */
    public static Shape closed(int sessions, int outstanding) {
        return new Shape(sessions, outstanding, 0);
    }

    /** An open loop of {@code ratePerSecond} requests. */
    public static Shape open(int sessions, double ratePerSecond) {
        return new Shape(sessions, 1, ratePerSecond);
    }

    public boolean isOpen() {
        return ratePerSecond > 0;
    }

    @Override
    public String toString() {
        return isOpen()
                ? "%d sessions, open loop %.0f/s".formatted(sessions, ratePerSecond)
                : "%d sessions x %d".formatted(sessions, outstanding);
    }
}
