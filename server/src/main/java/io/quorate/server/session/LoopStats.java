package io.quorate.server.session;

import io.quorate.watch.EventType;

/**
 * What one io loop counts: packets, latencies, response sizes. Written by its loop only; {@link #report} makes a copy
 * that may leave it.
 */
public final class LoopStats {
    private long received;
    private long sent;
    private long bytesReceived;
    private long bytesSent;
    private long minLatencyMillis = Long.MAX_VALUE;
    private long maxLatencyMillis;
    private long totalLatencyMillis;
    private long latencies;
    private int lastResponseBytes = -1;
    private int minResponseBytes = -1;
    private int maxResponseBytes = -1;
    private long authFailures;
    private long malformed;
    private long sessionlessExpired;
    private long notifications;
    private long largeRequestsRejected;
    private long handshakes;
    private long refused;
    private final EventCounts created = new EventCounts();
    private final EventCounts deleted = new EventCounts();
    private final EventCounts changed = new EventCounts();
    private final EventCounts children = new EventCounts();
    private final LatencyHistogram reads = new LatencyHistogram();
    private final LatencyHistogram writes = new LatencyHistogram();

    void received(int sizeBytes) {
        received++;
        bytesReceived += sizeBytes;
    }

    void answered(boolean write, long latencyNanos, int sizeBytes) {
        sent(sizeBytes);
        lastResponseBytes = sizeBytes;
        minResponseBytes = minResponseBytes < 0 ? sizeBytes : Math.min(minResponseBytes, sizeBytes);
        maxResponseBytes = Math.max(maxResponseBytes, sizeBytes);
        long latencyMillis = latencyNanos / 1_000_000;
        minLatencyMillis = Math.min(minLatencyMillis, latencyMillis);
        maxLatencyMillis = Math.max(maxLatencyMillis, latencyMillis);
        totalLatencyMillis += latencyMillis;
        latencies++;
        (write ? writes : reads).record(latencyNanos);
    }

    void notified(int sizeBytes) {
        notifications++;
        sent(sizeBytes);
    }

    void sent(int sizeBytes) {
        sent++;
        bytesSent += sizeBytes;
    }

    void handshake() {
        handshakes++;
    }

    /** Counts a client that was turned away because the server was not serving. */
    void refused() {
        refused++;
    }

    /** Counts a lookup that told this many watchers of an event. */
    void fired(int eventType, int watchers) {
        EventCounts counts =
                switch (eventType) {
                    case EventType.NODE_CREATED -> created;
                    case EventType.NODE_DELETED -> deleted;
                    case EventType.NODE_DATA_CHANGED -> changed;
                    default -> children;
                };
        counts.add(watchers);
    }

    void authFailed() {
        authFailures++;
    }

    void largeRequestRejected() {
        largeRequestsRejected++;
    }

    void malformed() {
        malformed++;
    }

    /** Counts a connection that was closed because it did not open a session in time. */
    public void sessionlessExpired() {
        sessionlessExpired++;
    }

    /** Starts the counts of {@code srvr} anew ({@code srst}); counters for monitors go on. */
    public void reset() {
        received = 0;
        sent = 0;
        minLatencyMillis = Long.MAX_VALUE;
        maxLatencyMillis = 0;
        totalLatencyMillis = 0;
        latencies = 0;
        lastResponseBytes = -1;
        minResponseBytes = -1;
        maxResponseBytes = -1;
    }

    /** A copy that may leave the loop. */
    public Report report() {
        return new Report(
                received,
                sent,
                bytesReceived,
                bytesSent,
                latencies == 0 ? 0 : minLatencyMillis,
                maxLatencyMillis,
                totalLatencyMillis,
                latencies,
                lastResponseBytes,
                minResponseBytes,
                maxResponseBytes,
                authFailures,
                malformed,
                sessionlessExpired,
                notifications,
                largeRequestsRejected,
                handshakes,
                refused,
                created.report(),
                deleted.report(),
                changed.report(),
                children.report(),
                reads.snapshot(),
                writes.snapshot());
    }

    /** The counts of one loop at one moment; times in ms, sizes in bytes, -1 for sizes before the first response. */
    public record Report(
            long received,
            long sent,
            long bytesReceived,
            long bytesSent,
            long minLatencyMillis,
            long maxLatencyMillis,
            long totalLatencyMillis,
            long latencies,
            int lastResponseBytes,
            int minResponseBytes,
            int maxResponseBytes,
            long authFailures,
            long malformed,
            long sessionlessExpired,
            long notifications,
            long largeRequestsRejected,
            long handshakes,
            long refused,
            EventReport created,
            EventReport deleted,
            EventReport changed,
            EventReport children,
            LatencyHistogram.Snapshot reads,
            LatencyHistogram.Snapshot writes) {}

    /** How many watchers the events of one kind had. */
    private static final class EventCounts {
        private long events;
        private long watchers;
        private long min = Long.MAX_VALUE;
        private long max;

        void add(long told) {
            events++;
            watchers += told;
            min = Math.min(min, told);
            max = Math.max(max, told);
        }

        EventReport report() {
            return new EventReport(events, watchers, events == 0 ? 0 : min, max);
        }
    }

    /**
     * The events of one kind that had watchers on this loop.
     *
     * @param events how many there were
     * @param watchers how many watchers were told in all
     * @param min the fewest told of one event
     * @param max the most
     */
    public record EventReport(long events, long watchers, long min, long max) {}
}
