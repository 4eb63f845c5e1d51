package io.quorate.recipes;

/** Is told when a {@link LeaderLatch} gains and loses leadership. Runs where the session's callbacks run: must not block. */
public interface LeadershipListener {
    /** @param fencingToken see {@link Grant#fencingToken} */
    default void onLeader(long fencingToken) {}

    /** Leadership is lost, or must be taken for lost since the connection is. */
    default void onNotLeader() {}
}
