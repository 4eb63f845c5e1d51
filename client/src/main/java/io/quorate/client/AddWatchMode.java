package io.quorate.client;

/** How far a lasting watch reaches (spec: client-protocol §8.2). */
public enum AddWatchMode {
    /** One znode: its creation, change, deletion, and changes of its list of children. */
    PERSISTENT(0),
    /** A znode and all below: creation, change and deletion of each, but no changes of lists of children. */
    PERSISTENT_RECURSIVE(1);

    private final int code;

    AddWatchMode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    int code() {
        return code;
    }
}
