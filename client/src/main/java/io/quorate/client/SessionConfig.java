package io.quorate.client;

import io.quorate.jute.proto.ConnectResponse;

/**
 * What a session is made from.
 *
 * @param timeoutMillis what to ask the server for
 * @param watcher gets the events of the session; may be null
 * @param sessionId of a session to take over; 0 for a new one
 * @param password of that session
 * @param readOnlyAllowed whether a server without a quorum will do
 * @param maxRequestBytes a longer request fails here, since a server would close the connection on it without a word
 * @param maxReplyBytes a longer reply is skipped and fails its call
 */
record SessionConfig(
        ConnectString servers,
        int timeoutMillis,
        Watcher watcher,
        long sessionId,
        byte[] password,
        boolean readOnlyAllowed,
        int maxRequestBytes,
        int maxReplyBytes) {
    /** The password of a session that does not exist yet. */
    static final byte[] NO_PASSWORD = new byte[ConnectResponse.PASSWD_BYTES];

    SessionConfig {
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("session timeout: " + timeoutMillis + " ms (expected: > 0)");
        }
    }
}
