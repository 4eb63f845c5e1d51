package io.quorate.server.session;

import java.util.ArrayList;
import java.util.List;

/** The sessions that a loop has heard of since it last told the core. Used by its loop only. */
final class Touches {
    private List<ClientSession> sessions = new ArrayList<>();

    /** Notes that a session, if the connection has one, is alive. */
    void add(ClientSession session) {
        if (!session.touched && session.sessionId != 0) {
            session.touched = true;
            sessions.add(session);
        }
    }

    /** Forgets what was noted, without telling anybody. */
    void clear() {
        sessions.clear();
    }

    /** Tells the core what was noted. */
    void report(CoreLink core) {
        if (sessions.isEmpty()) {
            return;
        }
        List<Long> ids = new ArrayList<>(sessions.size());
        for (ClientSession session : sessions) {
            session.touched = false;
            ids.add(session.sessionId);
        }
        sessions = new ArrayList<>();
        core.touched(ids);
    }
}
