package io.quorate.txnlog;

/**
 * An Adler-32 checksum that is put together from those of parts, and taken apart again. Mutable.
 *
 * <p>The sum is two numbers modulo 65521: a, which is 1 and all bytes; and b, which is all values that a had after a byte. Bytes
 * that alone have (a', b') turn (a, b) into (a + a' - 1, b + b' + n (a - 1)), n being their number; and this can be solved for
 * the former (a, b).
 */
final class AdlerSum {
    private static final long MODULUS = 65521;

    private long a = 1;
    private long b;

    /** Adds bytes behind those summed so far. */
    void append(long adler, long bytes) {
        b = Math.floorMod(b + high(adler) + bytes % MODULUS * (a - 1), MODULUS);
        a = Math.floorMod(a + low(adler) - 1, MODULUS);
    }

    /** The sum of all bytes but the last ones. */
    long without(long adlerOfLast, long bytes) {
        long before = Math.floorMod(a - low(adlerOfLast) + 1, MODULUS);
        return Math.floorMod(b - high(adlerOfLast) - bytes % MODULUS * (before - 1), MODULUS) << 16 | before;
    }

    private static long low(long adler) {
        return adler & 0xffff;
    }

    private static long high(long adler) {
        return adler >>> 16;
    }
}
