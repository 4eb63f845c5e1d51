package io.quorate.client;

import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.ConnectResponse;

/**
 * What a session is made from.
 *
 * @param timeoutMillis what to ask the server for
 * @param watcher gets the events of the session; may be null
 * @param listener is told of the end of the session; may be null
 * @param sessionId of a session to take over; 0 for a new one
 * @param password of that session
 * @param lastZxid no server that is behind this will do
 * @param readOnlyAllowed whether a server without a quorum will do
 * @param maxRequestBytes a longer request fails here, since a server would close the connection on it without a word
 * @param maxReplyBytes a longer reply is skipped and fails its call
 * @param requestTimeoutMillis a call that has no reply by then fails; 0: however long it takes
 */
record SessionConfig(
        ConnectString servers,
        int timeoutMillis,
        Watcher watcher,
        SessionListener listener,
        long sessionId,
        byte[] password,
        long lastZxid,
        boolean readOnlyAllowed,
        int maxRequestBytes,
        int maxReplyBytes,
        long requestTimeoutMillis) {
    /** The password of a session that does not exist yet. */
    static final byte[] NO_PASSWORD = new byte[ConnectResponse.PASSWD_BYTES];

    SessionConfig {
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("session timeout: " + timeoutMillis + " ms (expected: > 0)");
        }
    }

    /**
     * What to say to a server first.
     *
     * @param session null for a new one
     * @param lastZxidSeen a server that is behind this refuses
     */
    ConnectRequest connectRequest(Identity session, long lastZxidSeen) {
        return new ConnectRequest(
                0,
                lastZxidSeen,
                timeoutMillis,
                session == null ? 0 : session.sessionId(),
                session == null ? NO_PASSWORD : session.password(),
                readOnlyAllowed,
                true);
    }
}
