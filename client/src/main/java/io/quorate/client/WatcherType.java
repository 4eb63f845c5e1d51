package io.quorate.client;

/** Which watches of a path are to be removed (spec: client-protocol §8.5). */
public enum WatcherType {
    CHILDREN(1),
    /** Watches left by reads of the data and by {@code exists}. */
    DATA(2),
    ANY(3),
    PERSISTENT(4),
    PERSISTENT_RECURSIVE(5);

    private final int code;

    WatcherType(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }
}
