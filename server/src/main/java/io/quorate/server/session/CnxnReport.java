package io.quorate.server.session;

/**
 * One connection as {@code cons} and the admin server show it. Latencies and the timeout in ms, {@code
 * establishedMillis} on the wall clock, {@code lastResponseMillis} on the monotonic one; a session id of 0 means no
 * session.
 */
public record CnxnReport(
        String remoteAddress,
        boolean secure,
        long sessionId,
        int timeoutMillis,
        int queued,
        long received,
        long sent,
        int lastOpCode,
        long establishedMillis,
        long lastCxid,
        long lastZxid,
        long lastResponseMillis,
        long lastLatencyMillis,
        long minLatencyMillis,
        long avgLatencyMillis,
        long maxLatencyMillis) {}
