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
        leave(reason, ANYBODY);
    }

    /**
     * The server goes on under a leader that has been named to all.
     *
     * @param reason for people, what happened
     * @param successor a voter; {@link #ANYBODY} to look for one
     */
    void leave(String reason, long successor);
}
