package io.quorate.quorum;

import java.util.LinkedHashSet;

/**
 * The sessions that have ended last. A request of one of them may still be on its way from a learner that was not told yet; where
 * sessions may be unknown to the leader because they are local, only this tells the two apart.
 */
final class RecentlyEnded {
    private static final int SESSIONS_MAX = 1 << 16;

    private final LinkedHashSet<Long> sessions = new LinkedHashSet<>();

    void add(long sessionId) {
        sessions.add(sessionId);
        if (sessions.size() > SESSIONS_MAX) {
            sessions.remove(sessions.iterator().next());
        }
    }

    boolean contains(long sessionId) {
        return sessions.contains(sessionId);
    }
}
