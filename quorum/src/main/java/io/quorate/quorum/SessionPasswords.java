package io.quorate.quorum;

import java.security.MessageDigest;

/**
 * The rule by which a session's password follows from its id, which all servers of an ensemble share (spec: client-protocol §2).
 * Called by any thread.
 */
@FunctionalInterface
public interface SessionPasswords {
    /** The rule of ZooKeeper: whoever knows a session's id can compute its password. */
    SessionPasswords COMMON = SessionPassword::of;

    /** The password that a session is given. */
    byte[] of(long sessionId);

    /** Whether these bytes prove ownership of the session; id 0 has no owner. */
    default boolean matches(long sessionId, byte[] password) {
        return sessionId != 0 && password != null && MessageDigest.isEqual(of(sessionId), password);
    }
}
