package io.quorate.client;

/** Is told of changes of znodes and of the session. */
@FunctionalInterface
public interface Watcher {
    /**
     * Handles one event. Events of a session come one at a time, in the order of the server's changes, and before the result of
     * any later call that shows them. Runs on the session's event loop unless the session was built with a callback executor:
     * there it must not block. On neither must it wait for a result of the same session, which would come behind it; the blocking
     * methods refuse that. What it throws is logged.
     */
    void process(WatchedEvent event);
}
