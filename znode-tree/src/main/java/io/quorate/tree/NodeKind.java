package io.quorate.tree;

/** What decides a znode's life, as encoded in its ephemeral owner (spec: client-protocol §6.5). */
public enum NodeKind {
    /** Lives until deleted. Owner 0. */
    PERSISTENT,
    /** Dies with its session. Owner is the session id. */
    EPHEMERAL,
    /** May be deleted once its last child is gone. Owner is {@link #CONTAINER_OWNER}. */
    CONTAINER,
    /** May be deleted when it has no children and was not modified for a while, which is encoded in its owner. */
    TTL;

    /** The owner of every container. */
    public static final long CONTAINER_OWNER = Long.MIN_VALUE;

    /** The longest time to live, ms. */
    public static final long TTL_MAX_MILLIS = 0xFF_FFFF_FFFFL;

    private static final long TTL_OWNER = 0xFF00_0000_0000_0000L;
    private static final long TTL_OWNER_MASK = 0xFFFF_FF00_0000_0000L;

    /** The kind of a node with this owner. */
    public static NodeKind of(long owner, TreeOptions options) {
        if (owner == 0) {
            return PERSISTENT;
        }
        if (owner == CONTAINER_OWNER) {
            return CONTAINER;
        }
        return options.extendedTypesEnabled() && isTtl(owner, options.emulate353Ttl()) ? TTL : EPHEMERAL;
    }

    private static boolean isTtl(long owner, boolean emulate353) {
        return (owner & TTL_OWNER_MASK) == TTL_OWNER || (emulate353 && owner < 0);
    }

    /** The owner of a TTL node. A time outside 1..{@link #TTL_MAX_MILLIS} ms is an {@link IllegalArgumentException}. */
    public static long ttlOwner(long ttlMillis) {
        if (ttlMillis < 1 || ttlMillis > TTL_MAX_MILLIS) {
            throw new IllegalArgumentException("ttl: " + ttlMillis + " ms (expected: 1.." + TTL_MAX_MILLIS + ")");
        }
        return TTL_OWNER | ttlMillis;
    }

    /** The time to live in the owner of a node of kind {@link #TTL}, ms. */
    static long ttlOf(long owner) {
        return (owner & TTL_OWNER_MASK) == TTL_OWNER ? owner & TTL_MAX_MILLIS : owner & Long.MAX_VALUE;
    }
}
