package io.quorate.client;

/**
 * How a session came to its end.
 *
 * @param state one that {@linkplain SessionState#isFinal is final}
 * @param sessionId 0 if no server had given one
 * @param reason for people to read, with the server that said it, if one did
 */
public record SessionEnd(SessionState state, long sessionId, String reason) {
    public SessionEnd {
        if (!state.isFinal()) {
            throw new IllegalArgumentException(
                    "state of a session that is over: " + state + " (expected: a final one)");
        }
    }

    /** Whether the ephemeral znodes are gone although the application did not want it. */
    public boolean isExpiry() {
        return state == SessionState.EXPIRED;
    }

    @Override
    public String toString() {
        return "session 0x" + Long.toHexString(sessionId) + " " + reason;
    }
}
