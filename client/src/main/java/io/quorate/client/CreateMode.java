package io.quorate.client;

import io.quorate.jute.CreateFlags;

/** The kind of a znode and whether the server completes its name with a number (spec: client-protocol §6.1). */
public enum CreateMode {
    PERSISTENT(CreateFlags.PERSISTENT),
    PERSISTENT_SEQUENTIAL(CreateFlags.PERSISTENT_SEQUENTIAL),
    /** Goes with its session. */
    EPHEMERAL(CreateFlags.EPHEMERAL),
    EPHEMERAL_SEQUENTIAL(CreateFlags.EPHEMERAL_SEQUENTIAL),
    /** Goes some time after its last child. */
    CONTAINER(CreateFlags.CONTAINER),
    /** Goes when it has no child and was not changed for its time to live. */
    PERSISTENT_WITH_TTL(CreateFlags.TTL),
    PERSISTENT_SEQUENTIAL_WITH_TTL(CreateFlags.TTL_SEQUENTIAL);

    private final int flags;

    CreateMode(int flags) {
        this.flags = flags;
    }

    /** The number on the wire. */
    public int flags() {
        return flags;
    }

    public boolean isEphemeral() {
        return CreateFlags.isEphemeral(flags);
    }

    public boolean isSequential() {
        return CreateFlags.isSequential(flags);
    }

    public boolean isContainer() {
        return CreateFlags.isContainer(flags);
    }

    public boolean hasTtl() {
        return CreateFlags.isTtl(flags);
    }
}
