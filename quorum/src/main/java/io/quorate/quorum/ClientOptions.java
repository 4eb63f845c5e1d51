package io.quorate.quorum;

/**
 * How a member of an ensemble serves its clients.
 *
 * @param localSessions whether new sessions are known to their own server only
 * @param upgradesSessions whether such a session is made global when it wants an ephemeral; it is refused that otherwise
 * @param readOnlyMode whether clients may read while there is no quorum
 */
public record ClientOptions(boolean localSessions, boolean upgradesSessions, boolean readOnlyMode) {
    /** Every session is one of the whole ensemble, and there is no service without a quorum. */
    public static final ClientOptions DEFAULT = new ClientOptions(false, false, false);
}
