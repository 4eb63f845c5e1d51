package io.quorate.client;

/**
 * Is told what an application must not miss about its session: give one to {@link ZooKeeperBuilder#connect(SessionListener)}. Called
 * where watchers are, one call at a time.
 */
@FunctionalInterface
public interface SessionListener {
    /**
     * The session is over, once and for all: its ephemeral znodes are gone or soon will be, no watch will fire, and every call fails
     * with the session's name. Whoever wants to go on starts a new session.
     */
    void ended(SessionEnd end);

    /**
     * No server was heard of for as long as the session's timeout. Servers that work have expired the session by now, and others may
     * hold its locks; servers that are down have not, and the session may yet go on. Told once for each lost connection.
     */
    default void overdue() {}
}
