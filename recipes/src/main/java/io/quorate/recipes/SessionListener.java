package io.quorate.recipes;

/**
 * Is told how the sessions of a {@link Sessions} fare. Called one event at a time, where the session's callbacks run: must not
 * block.
 */
public interface SessionListener {
    /**
     * A server has taken the session.
     *
     * @param isNew whether it is a session without ephemeral znodes and watches, instead of one that comes back after a disconnect
     */
    default void onConnected(boolean isNew) {}

    /** The connection is lost. Whether the session, and what it holds, outlives that is not known yet. */
    default void onDisconnected() {}

    /** The session is over, and its ephemeral znodes are gone or will be. The next session is being opened. */
    default void onLost() {}
}
