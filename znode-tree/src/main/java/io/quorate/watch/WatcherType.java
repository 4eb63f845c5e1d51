package io.quorate.watch;

import io.quorate.watch.WatchMode.Bits;

/** Which watches checkWatches and removeWatches mean (spec: client-protocol §8.5). */
public enum WatcherType {
    /** Standard child watches. */
    CHILDREN(1, Bits.CHILD),
    /** Standard data watches, those of exists included. */
    DATA(2, Bits.DATA),
    /** Every watch of any mode. */
    ANY(3, Bits.ALL),
    /** Persistent watches. */
    PERSISTENT(4, Bits.PERSISTENT),
    /** Persistent recursive watches. */
    PERSISTENT_RECURSIVE(5, Bits.RECURSIVE);

    final int bits;
    private final int code;

    WatcherType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    /** The number of this type on the wire. */
    public int code() {
        return code;
    }

    /** The type with this number, or null if there is none. */
    public static WatcherType of(int code) {
        return switch (code) {
            case 1 -> CHILDREN;
            case 2 -> DATA;
            case 3 -> ANY;
            case 4 -> PERSISTENT;
            case 5 -> PERSISTENT_RECURSIVE;
            default -> null;
        };
    }
}
