package io.quorate.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sessions that each write one request at a time whatever happens to the servers, as patient clients do: who loses its connection
 * takes its session to the next server. What counts is how long no write was acknowledged. Thread-safe; each session has a
 * thread of its own.
 */
public final class SteadyWriters implements AutoCloseable {
    /** A time without an acknowledged write that is longer than this is a stall. */
    public static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<SteadySession> sessions = new ArrayList<>();
    private long acknowledged;
    private long lastAckNanos;
    private long longestNanos;
    private long stalledNanos;
    private int sessionsLost;

    /** Begins to write; the sessions connect to the servers in turn. */
    public SteadyWriters(List<InetSocketAddress> servers, int count) {
        lastAckNanos = System.nanoTime();
        for (int number = 0; number < count; number++) {
            sessions.add(new SteadySession(this, servers, number));
        }
        sessions.forEach(SteadySession::start);
    }

    /**
     * Returns when so many more writes have been acknowledged.
     *
     * @throws LoadFailedException if that takes too long
     */
    public synchronized void awaitProgress(long writes, double secondsMax)
            throws InterruptedException, LoadFailedException {
        long target = acknowledged + writes;
        long deadline = System.nanoTime() + (long) (secondsMax * 1e9);
        while (acknowledged < target) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new LoadFailedException("writes acknowledged within " + secondsMax + " s: "
                        + (writes - (target - acknowledged)) + " (expected: " + writes + ")");
            }
            wait(left);
        }
    }

    /** What happened since the last call, the present silence included. */
    public synchronized Gaps take() {
        long now = System.nanoTime();
        note(now);
        Gaps gaps = new Gaps(acknowledged, longestNanos, stalledNanos, sessionsLost);
        acknowledged = 0;
        longestNanos = 0;
        stalledNanos = 0;
        sessionsLost = 0;
        return gaps;
    }

    synchronized void onAck(long now) {
        note(now);
        acknowledged++;
        notifyAll();
    }

    synchronized void onSessionLost() {
        sessionsLost++;
    }

    private void note(long now) {
        long gap = now - lastAckNanos;
        lastAckNanos = now;
        longestNanos = Math.max(longestNanos, gap);
        stalledNanos += gap > STALL_NANOS ? gap : 0;
    }

    /** Ends the sessions, without a word to the servers. */
    @Override
    public void close() throws InterruptedException {
        for (SteadySession session : sessions) {
            session.end();
        }
    }
}
