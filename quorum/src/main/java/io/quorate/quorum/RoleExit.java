package io.quorate.quorum;

/** How a role says that it is over; the server then looks for a leader. Takes effect after the input that led to it. */
@FunctionalInterface
interface RoleExit {
    /** @param reason for people, what happened */
    void leave(String reason);
}
