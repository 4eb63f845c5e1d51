package io.quorate.quorum;

/**
 * Hands out session ids: the server's id in the top byte, below it a start value taken from the clock, then counting up,
 * so that ids of different servers and of different lives of one server do not meet (spec: client-protocol §4.1).
 */
final class SessionIds {
    /** This value marks containers where an ephemeral's owner stands, so no session may have it. */
    private static final long CONTAINER_OWNER = Long.MIN_VALUE;

    private static final int SERVER_SHIFT = 56;

    private long next;

    SessionIds(long sid, long startMillis) {
        next = ((startMillis << 24) >>> 8) | (sid << SERVER_SHIFT);
    }

    /** The part of an id that tells which server has handed it out; of a server's own id it is what {@link #serverBits} says. */
    static int serverOf(long sessionId) {
        return (int) (sessionId >>> SERVER_SHIFT);
    }

    /** What the ids of this server's sessions have of the server's id. */
    static int serverBits(long sid) {
        return serverOf(sid << SERVER_SHIFT);
    }

    long next() {
        if (next == CONTAINER_OWNER) {
            next++;
        }
        return next++;
    }
}
