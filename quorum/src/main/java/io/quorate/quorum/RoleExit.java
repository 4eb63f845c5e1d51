package io.quorate.quorum;

/** How a role says that it is over. Takes effect after the input that led to it. */
@FunctionalInterface
interface RoleExit {
    /** Stands for a successor that an election has to find. */
    long ANYBODY = -1;

    /**
     * The server looks for a leader.
     *
     * @param reason for people, what happened
     */
    default void leave(String reason) {
        leave(reason, ANYBODY, false);
    }

    /**
     * The server goes on under a leader that has been named to all.
     *
     * @param reason for people, what happened
     * @param successor a voter; {@link #ANYBODY} to look for one
     */
    default void leave(String reason, long successor) {
        leave(reason, successor, false);
    }

    /**
     * The server looks for a leader, and everything that it was asked is either done or was never begun: its clients may wait for the
     * next leader where they are.
     *
     * @param reason for people, what happened
     */
    default void handOver(String reason) {
        leave(reason, ANYBODY, true);
    }

    /**
     * The server looks for a leader, or goes on under one that has been named.
     *
     * @param reason for people, what happened
     * @param successor a voter; {@link #ANYBODY} to look for one
     * @param orderly whether all that was asked is either done or was never begun
     */
    void leave(String reason, long successor, boolean orderly);
}
