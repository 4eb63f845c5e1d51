package io.quorate.client;

/**
 * What it takes to go on with a session in another client or process; who has it can do all that the session can.
 *
 * @param password of the session; kept out of {@link #toString}
 * @param lastZxid the client that goes on is not shown an older state than this, whichever server it finds
 */
public record SessionTicket(long sessionId, byte[] password, long lastZxid) {
    public SessionTicket {
        if (sessionId == 0) {
            throw new IllegalArgumentException("session id: 0 (expected: one that a server has given)");
        }
        password = password.clone();
    }

    @Override
    public byte[] password() {
        return password.clone();
    }

    @Override
    public String toString() {
        return "ticket of session 0x" + Long.toHexString(sessionId) + " at zxid 0x" + Long.toHexString(lastZxid);
    }
}
