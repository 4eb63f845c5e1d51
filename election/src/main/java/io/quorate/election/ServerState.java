package io.quorate.election;

import io.quorate.jute.quorum.Notification;

/**
 * What a server is doing, as others hear it in its notifications.
 *
 * <p>LOOKING becomes LEADING, FOLLOWING or OBSERVING by an election; each of these becomes LOOKING when the leader, or the
 * leadership, is lost. A reconfig can turn LEADING into FOLLOWING and the reverse without an election.
 */
public enum ServerState {
    /** Takes part in an election. */
    LOOKING(Notification.LOOKING),
    /** Votes, and has a leader. */
    FOLLOWING(Notification.FOLLOWING),
    /** Is the leader, or tries to become it with the votes that it has. */
    LEADING(Notification.LEADING),
    /** Has a leader, and no vote. */
    OBSERVING(Notification.OBSERVING);

    private final int code;

    ServerState(int code) {
        this.code = code;
    }

    /** The number in a notification. */
    public int code() {
        return code;
    }

    /** The state with this number, which {@link Notification} has checked. */
    static ServerState of(int code) {
        return switch (code) {
            case Notification.LOOKING -> LOOKING;
            case Notification.FOLLOWING -> FOLLOWING;
            case Notification.LEADING -> LEADING;
            case Notification.OBSERVING -> OBSERVING;
            default -> throw new IllegalArgumentException("state: " + code + " (expected: 0 to 3)");
        };
    }
}
