package io.quorate.election;

/** What is known of the election connection to another server. Before anything is known it counts as {@link #PENDING}. */
public enum LinkState {
    /** Messages pass. */
    UP,
    /** It is being dialled, has just ended, or the other server is expected to dial: it may be up at any moment. */
    PENDING,
    /** The other server could not be reached, and is not being dialled at the moment. */
    DOWN
}
