package io.quorate.quorum;

/**
 * Hands out session ids: the server's id in the top byte, below it a start value taken from the clock, then counting up,
 * so that ids of different servers and of different lives of one server do not meet (spec: client-protocol §4.1).
 */
final class SessionIds {
    /** This value marks containers where an ephemeral's owner stands, so no session may have it. */
    private static final long CONTAINER_OWNER = Long.MIN_VALUE;

    private long next;

    SessionIds(long sid, long startMillis) {
        next = ((startMillis << 24) >>> 8) | (sid << 56);
    }

    long next() {
        if (next == CONTAINER_OWNER) {
            next++;
        }
        return next++;
    }
}
