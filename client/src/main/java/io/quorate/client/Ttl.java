package io.quorate.client;

/** The bounds of a time to live (spec: client-protocol §6.1). */
final class Ttl {
    /** What stands for "no time to live". */
    static final long NONE = -1;

    static final long MAX_MILLIS = 0xff_ffff_ffffL;

    private Ttl() {}

    /** Throws IllegalArgumentException unless the time is one, and the mode wants one, or neither. */
    static void check(CreateMode mode, long ttlMillis) {
        if (mode.hasTtl() && (ttlMillis <= 0 || ttlMillis > MAX_MILLIS)) {
            throw new IllegalArgumentException("ttl must be positive and cannot be larger than: " + MAX_MILLIS);
        }
        if (!mode.hasTtl() && ttlMillis != NONE) {
            throw new IllegalArgumentException(
                    "ttl of " + mode + ": " + ttlMillis + " (expected: " + NONE + ", this mode has no time to live)");
        }
    }
}
