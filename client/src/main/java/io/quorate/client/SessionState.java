package io.quorate.client;

/** How a session stands. The last four are final. */
public enum SessionState {
    /** No server has accepted the session yet, or the connection was lost and the client looks for the next server. */
    CONNECTING,
    CONNECTED,
    /** Connected to a server without a quorum, which answers reads only. */
    CONNECTED_READ_ONLY,
    /** The servers have forgotten the session and deleted its ephemeral znodes. */
    EXPIRED,
    /** A server refused a credential. */
    AUTH_FAILED,
    /** The application closed the session. */
    CLOSED,
    /** The application has handed the session over: it goes on elsewhere ({@link ZooKeeper#detach}). */
    DETACHED;

    public boolean isConnected() {
        return this == CONNECTED || this == CONNECTED_READ_ONLY;
    }

    public boolean isFinal() {
        return this == EXPIRED || this == AUTH_FAILED || this == CLOSED || this == DETACHED;
    }
}
