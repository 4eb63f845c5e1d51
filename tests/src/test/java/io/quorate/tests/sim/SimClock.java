package io.quorate.tests.sim;

/** The clocks of one server: a monotonic one that runs a little fast or slow, and a wall clock that can also be set. */
final class SimClock {
    private static final long MONOTONIC_START = 7_000 * Scheduler.SECOND;
    private static final long WALL_START_MILLIS = 1_700_000_000_000L;

    private final Scheduler scheduler;
    private final double rate;
    private long wallOffsetMillis;

    /** @param rate how much passes here while one second passes in truth, s */
    SimClock(Scheduler scheduler, double rate) {
        this.scheduler = scheduler;
        this.rate = rate;
    }

    long nanos() {
        return MONOTONIC_START + (long) (scheduler.now() * rate);
    }

    long wallMillis() {
        return WALL_START_MILLIS + wallOffsetMillis + (long) (scheduler.now() * rate) / Scheduler.MILLI;
    }

    void jumpWall(long millis) {
        wallOffsetMillis += millis;
    }

    /** The first moment in virtual time at which {@link #nanos} has reached a number of ms. */
    long whenMillis(long millis) {
        long wanted = Math.multiplyExact(millis, Scheduler.MILLI) - MONOTONIC_START;
        long time = (long) Math.ceil(wanted / rate);
        while ((long) (time * rate) < wanted) {
            time++;
        }
        return time;
    }
}
