package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;

/**
 * What the session tracker says of the session a request comes from. It is handed in, because a create looks at its flags
 * before it looks at its session, and because an ephemeral needs more of a session than other writes (spec: client-protocol
 * §4.5 and §6.1 step 4).
 *
 * @param err the error code of any write of the session, 0 if it may write: -12 or -112 for an unknown one, -112 for one that
 *     is being closed, -118 for one that has moved to another server
 * @param ephemeralErr the error code of the creation of an ephemeral by a session that may write, 0 if it may have ephemerals
 */
public record SessionStatus(int err, int ephemeralErr) {
    /** A live session that every server knows. */
    public static final SessionStatus GLOBAL = new SessionStatus(0, 0);

    /** A live session that only its own server knows; if it is to have ephemerals it has to be made global before. */
    public static final SessionStatus LOCAL = new SessionStatus(0, ErrorCode.SESSION_EXPIRED.code());

    /** A session that the leader does not know any more, or that is being closed. */
    public static final SessionStatus EXPIRED = refused(ErrorCode.SESSION_EXPIRED);

    /** A session whose connection is at another server by now. */
    public static final SessionStatus MOVED = refused(ErrorCode.SESSION_MOVED);

    /** A session that may not write. */
    public static SessionStatus refused(ErrorCode error) {
        return new SessionStatus(error.code(), error.code());
    }

    int errFor(boolean ephemeral) {
        return err == 0 && ephemeral ? ephemeralErr : err;
    }
}
