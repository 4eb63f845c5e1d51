package io.quorate.quorum;

import java.util.HashMap;
import java.util.Map;

/**
 * Over which connections the sessions of a follower's clients, and of those of its observers, send what they ask. To the leader all of
 * them come from this follower; so it cannot tell what is still on its way from where a client was before (hazard S29).
 */
final class SessionCarriers {
    /** This server's own clients, where the number of a connection stands for those of an observer. */
    static final long OWN_CLIENTS = -1;

    private final Map<Long, Long> carriers = new HashMap<>();

    /** A session was made, or taken up again, over this connection. */
    void takenUp(long sessionId, long carrier) {
        carriers.put(sessionId, carrier);
    }

    /** Whether a request came from where the session is no more. Whoever sends the first one of an unknown session carries it. */
    boolean isFormer(long sessionId, long carrier) {
        Long present = carriers.putIfAbsent(sessionId, carrier);
        return present != null && present != carrier;
    }

    /** The session is over. */
    void ended(long sessionId) {
        carriers.remove(sessionId);
    }

    /** A connection is closed: whoever was behind it comes anew, or over another one. */
    void closed(long carrier) {
        carriers.values().removeIf(each -> each == carrier);
    }
}
