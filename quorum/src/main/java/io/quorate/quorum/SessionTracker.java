package io.quorate.quorum;

import io.quorate.tree.request.SessionStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The deadlines of sessions: of all global ones, kept by the leader, or of a server's local ones. Deadlines are rounded up to whole ticks, so that a touch
 * rarely has to move anything and sessions expire in batches (spec: client-protocol §4.4). All times are milliseconds of
 * the monotonic clock that the core is driven with.
 */
final class SessionTracker {
    private final int tickMillis;
    private final Map<Long, TrackedSession> sessions = new HashMap<>();
    private final TreeMap<Long, LinkedHashSet<Long>> byDeadline = new TreeMap<>();

    SessionTracker(int tickMillis) {
        if (tickMillis <= 0) {
            throw new IllegalArgumentException("tickMillis: " + tickMillis + " (expected: > 0)");
        }
        this.tickMillis = tickMillis;
    }

    /** Stands for an owner that nobody knows yet: whoever sends the first request of the session becomes it. */
    private static final long NO_OWNER = -1;

    private static final class TrackedSession {
        long owner = NO_OWNER;
        int timeoutMillis;
        long deadlineMillis;
        /** Whether no further request is taken. */
        boolean closing;
        /** Whether a request that is proposed now comes too late. */
        boolean closed;
    }

    /** Starts to track a session, or gives a tracked one a new timeout; counts as a touch. */
    void track(long sessionId, int timeoutMillis, long nowMillis) {
        TrackedSession session = sessions.get(sessionId);
        if (session == null) {
            session = new TrackedSession();
            session.deadlineMillis = Long.MIN_VALUE;
            sessions.put(sessionId, session);
        }
        session.timeoutMillis = timeoutMillis;
        renew(sessionId, session, nowMillis);
    }

    /** From now on the session's requests come over this connection only (spec: client-protocol §4.3). */
    void own(long sessionId, long owner) {
        TrackedSession session = sessions.get(sessionId);
        if (session != null) {
            session.owner = owner;
        }
    }

    /** What a write of this session that came over this connection is to be told. */
    SessionStatus statusOf(long sessionId, long owner) {
        TrackedSession session = sessions.get(sessionId);
        if (session == null || session.closed) {
            return SessionStatus.EXPIRED;
        }
        if (session.owner == NO_OWNER) {
            session.owner = owner;
        }
        return session.owner == owner ? SessionStatus.GLOBAL : SessionStatus.MOVED;
    }

    /** Whether the session's requests come over another connection by now. */
    boolean isOwnedByOther(long sessionId, long owner) {
        TrackedSession session = sessions.get(sessionId);
        return session != null && session.owner != NO_OWNER && session.owner != owner;
    }

    /** Whether the session is known, be it that it is being closed. */
    boolean isTracked(long sessionId) {
        return sessions.containsKey(sessionId);
    }

    /** The timeout of a session that is known, ms. */
    int timeoutMillis(long sessionId) {
        return sessions.get(sessionId).timeoutMillis;
    }

    /** Renews the session's deadline; false if it is unknown or being closed. */
    boolean touch(long sessionId, long nowMillis) {
        TrackedSession session = sessions.get(sessionId);
        if (session == null || session.closing) {
            return false;
        }
        renew(sessionId, session, nowMillis);
        return true;
    }

    /** Whether the session is tracked and nobody has begun to close it. */
    boolean isLive(long sessionId) {
        TrackedSession session = sessions.get(sessionId);
        return session != null && !session.closing;
    }

    /** Marks a session whose closing has been accepted: what comes behind that is not, but what came before may have to be proposed. */
    void markClosing(long sessionId) {
        TrackedSession session = sessions.get(sessionId);
        if (session != null) {
            session.closing = true;
        }
    }

    /** Marks a session whose closing has been proposed: it can write no more. */
    void markClosed(long sessionId) {
        TrackedSession session = sessions.get(sessionId);
        if (session != null) {
            session.closing = true;
            session.closed = true;
        }
    }

    /** Forgets a session whose closing is committed. */
    void remove(long sessionId) {
        TrackedSession session = sessions.remove(sessionId);
        if (session != null) {
            leaveBucket(sessionId, session);
        }
    }

    /**
     * Takes the sessions out whose deadline has passed, in the order of their deadlines. Each is marked as closing and
     * stays known until it is {@link #remove removed}.
     */
    List<Long> expire(long nowMillis) {
        List<Long> expired = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.firstKey() <= nowMillis) {
            for (long sessionId : byDeadline.pollFirstEntry().getValue()) {
                TrackedSession session = sessions.get(sessionId);
                session.deadlineMillis = Long.MIN_VALUE;
                if (!session.closing) {
                    session.closing = true;
                    expired.add(sessionId);
                }
            }
        }
        return expired;
    }

    /** When {@link #expire} has work next, ms, or {@link Long#MAX_VALUE}. */
    long nextDeadlineMillis() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.firstKey();
    }

    int size() {
        return sessions.size();
    }

    /** The sessions by deadline, ms, earliest first; a view that must not outlive the call it is used in. */
    Map<Long, ? extends Iterable<Long>> byDeadline() {
        return byDeadline;
    }

    private void renew(long sessionId, TrackedSession session, long nowMillis) {
        long deadline = (nowMillis + session.timeoutMillis) / tickMillis * tickMillis + tickMillis;
        if (deadline <= session.deadlineMillis) {
            return;
        }
        leaveBucket(sessionId, session);
        session.deadlineMillis = deadline;
        byDeadline.computeIfAbsent(deadline, key -> new LinkedHashSet<>()).add(sessionId);
    }

    private void leaveBucket(long sessionId, TrackedSession session) {
        LinkedHashSet<Long> bucket = byDeadline.get(session.deadlineMillis);
        if (bucket != null) {
            bucket.remove(sessionId);
            if (bucket.isEmpty()) {
                byDeadline.remove(session.deadlineMillis);
            }
        }
    }
}
