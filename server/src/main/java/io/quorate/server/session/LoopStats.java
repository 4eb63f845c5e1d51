package io.quorate.server.session;

import io.netty.buffer.ByteBuf;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Keyed;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Names;
import io.quorate.server.meter.Spread;
import io.quorate.watch.EventType;
import java.util.Map;

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
    private long largeRequestsRejected;
    private long handshakes;
    private long refused;
    /** Null if they are not counted. */
    private PathCounts paths;

    private final Meters meters = new Meters();
    private final Names bytesRead = meters.names(Keyed.READ_BYTES);
    private final Histogram reads = meters.histogram(Spread.READ_LATENCY);
    private final Histogram writes = meters.histogram(Spread.UPDATE_LATENCY);

    void received(int sizeBytes) {
        received++;
        bytesReceived += sizeBytes;
    }

    /** Has it count the paths that are asked for, too. */
    public void countPaths(PathCounts counts) {
        paths = counts;
    }

    /** How often which path was asked for of late; empty if that is not counted. */
    public Map<PathCounts.Asked, Long> recentPaths(long nowNanos) {
        return paths == null ? Map.of() : paths.recent(nowNanos);
    }

    void answered(Pending pending, boolean write, long nowNanos, int sizeBytes) {
        long latencyNanos = nowNanos - pending.receivedNanos;
        if (paths != null) {
            paths.count(pending.opCode, pending.path(), nowNanos);
        }
        sent(sizeBytes);
        lastResponseBytes = sizeBytes;
        minResponseBytes = minResponseBytes < 0 ? sizeBytes : Math.min(minResponseBytes, sizeBytes);
        maxResponseBytes = Math.max(maxResponseBytes, sizeBytes);
        long latencyMillis = latencyNanos / 1_000_000;
        minLatencyMillis = Math.min(minLatencyMillis, latencyMillis);
        maxLatencyMillis = Math.max(maxLatencyMillis, latencyMillis);
        totalLatencyMillis += latencyMillis;
        latencies++;
        (write ? writes : reads).record(latencyNanos / 1_000);
    }

    /** Counts what a read that succeeded gave, of which the body begins there. */
    void read(Pending pending, ByteBuf reply, int begin) {
        ReadBytes.count(bytesRead, pending.opCode, pending.body, reply, begin);
    }

    void notified(int sizeBytes) {
        meters.add(Count.WATCH_BYTES, sizeBytes);
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
        Spread of =
                switch (eventType) {
                    case EventType.NODE_CREATED -> Spread.NODE_CREATED_WATCHES;
                    case EventType.NODE_DELETED -> Spread.NODE_DELETED_WATCHES;
                    case EventType.NODE_DATA_CHANGED -> Spread.NODE_CHANGED_WATCHES;
                    default -> Spread.NODE_CHILDREN_WATCHES;
                };
        meters.record(of, watchers);
    }

    /** What is counted for monitors alone. */
    public Meters meters() {
        return meters;
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
                largeRequestsRejected,
                handshakes,
                refused,
                meters.report());
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
            long largeRequestsRejected,
            long handshakes,
            long refused,
            Meters.Report meters) {}
}
