package io.quorate.bench.load;

/**
 * Sends the requests of an open loop when they are due, from the sessions in turn. When it wakes late it sends all
 * that has become due, each stamped with its own due time. Owned by the event loop.
 */
final class Pacer {
    private final LoadClient client;
    private final LoadSessions sessions;
    private final double intervalNanos;
    private long firstDueNanos;
    private long sent;
    private boolean stopped;

    Pacer(LoadClient client, LoadSessions sessions, double ratePerSecond) {
        this.client = client;
        this.sessions = sessions;
        this.intervalNanos = 1e9 / ratePerSecond;
    }

    void start(long nowNanos) {
        firstDueNanos = nowNanos;
        tick();
    }

    void stop() {
        stopped = true;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long nowNanos = System.nanoTime();
        long firstOfTick = sent;
        while (dueNanos(sent) - nowNanos <= 0) {
            sessions.send(turn(sent), dueNanos(sent));
            sent++;
        }
        long touched = Math.min(sent - firstOfTick, sessions.count());
        for (long i = 1; i <= touched; i++) {
            sessions.flush(turn(sent - i));
        }
        client.schedule(this::tick, dueNanos(sent) - System.nanoTime());
    }

    private long dueNanos(long request) {
        return firstDueNanos + Math.round(request * intervalNanos);
    }

    private int turn(long request) {
        return (int) (request % sessions.count());
    }
}
