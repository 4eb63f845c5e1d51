package io.quorate.server.session;

/** What operators see of one connection ({@code cons}). Written by its io loop only. */
public final class CnxnStats {
    private final long establishedWallMillis;
    private long received;
    private long sent;
    private int lastOpCode = NO_OPERATION;
    private long lastCxid;
    private long lastZxid = -1;
    private long lastResponseMillis;
    private long lastLatencyMillis;
    private long minLatencyMillis = Long.MAX_VALUE;
    private long maxLatencyMillis;
    private long totalLatencyMillis;
    private long latencies;

    /** The operation shown before there was one. */
    public static final int NO_OPERATION = Integer.MIN_VALUE;

    CnxnStats(long establishedWallMillis) {
        this.establishedWallMillis = establishedWallMillis;
    }

    void received() {
        received++;
    }

    void sent() {
        sent++;
    }

    void answered(int opCode, int cxid, long zxid, long nowMillis, long latencyMillis) {
        lastOpCode = opCode;
        lastCxid = cxid;
        lastZxid = zxid;
        lastResponseMillis = nowMillis;
        lastLatencyMillis = latencyMillis;
        minLatencyMillis = Math.min(minLatencyMillis, latencyMillis);
        maxLatencyMillis = Math.max(maxLatencyMillis, latencyMillis);
        totalLatencyMillis += latencyMillis;
        latencies++;
    }

    /** Starts all counts anew ({@code crst}). */
    public void reset() {
        received = 0;
        sent = 0;
        minLatencyMillis = Long.MAX_VALUE;
        maxLatencyMillis = 0;
        totalLatencyMillis = 0;
        latencies = 0;
        lastOpCode = NO_OPERATION;
        lastCxid = 0;
        lastZxid = -1;
        lastResponseMillis = 0;
        lastLatencyMillis = 0;
    }

    /** A copy that may leave the loop. */
    public CnxnReport report(ClientSession session) {
        return new CnxnReport(
                session.remoteAddress(),
                session.isSecure(),
                session.sessionId(),
                session.timeoutMillis(),
                session.outstanding(),
                received,
                sent,
                lastOpCode,
                establishedWallMillis,
                lastCxid,
                lastZxid,
                lastResponseMillis,
                lastLatencyMillis,
                latencies == 0 ? 0 : minLatencyMillis,
                latencies == 0 ? 0 : totalLatencyMillis / latencies,
                maxLatencyMillis);
    }
}
