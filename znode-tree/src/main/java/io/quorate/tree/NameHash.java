package io.quorate.tree;

/**
 * A keyed hash of names, such that nobody who does not know the seed can make names collide.
 *
 * <p>A name is the digits, seven bytes each, of a polynomial in a secret number modulo the prime 2^61 - 1: for any two names of n
 * bytes the chance of a collision over all seeds is below n / 2^61, before the result is mixed and cut to 32 bits. Seven bytes
 * per multiplication is also what makes it quick.
 */
final class NameHash {
    private static final long PRIME = (1L << 61) - 1;
    private static final int CHUNK_BYTES = 7;
    private static final int ASCII_END = 0x80;

    private final long point;
    private final long start;

    NameHash(long seed) {
        point = mix(seed) >>> 4 | 1L << 40;
        start = mix(seed + 1) >>> 4;
    }

    /** Hash of the bytes of a name. */
    int of(byte[] bytes, int from, int to) {
        long sum = start;
        int i = from;
        while (to - i > CHUNK_BYTES) {
            long chunk = 0;
            for (int end = i + CHUNK_BYTES; i < end; i++) {
                chunk = chunk << 8 | (bytes[i] & 0xff);
            }
            sum = timesPoint(sum + chunk);
        }
        long chunk = 0;
        for (; i < to; i++) {
            chunk = chunk << 8 | (bytes[i] & 0xff);
        }
        return fold(timesPoint(sum + chunk));
    }

    /** What {@link #ofAscii} returns for what is not ASCII. */
    static final long NOT_ASCII = -1;

    /**
     * The same hash as that of the bytes, as an unsigned number, of part of a string that has one byte per character; else {@link
     * #NOT_ASCII}.
     */
    long ofAscii(String text, int from, int to) {
        long sum = start;
        int all = 0;
        int i = from;
        while (to - i > CHUNK_BYTES) {
            long chunk = 0;
            for (int end = i + CHUNK_BYTES; i < end; i++) {
                char c = text.charAt(i);
                all |= c;
                chunk = chunk << 8 | c;
            }
            sum = timesPoint(sum + chunk);
        }
        long chunk = 0;
        for (; i < to; i++) {
            char c = text.charAt(i);
            all |= c;
            chunk = chunk << 8 | c;
        }
        return all < ASCII_END ? Integer.toUnsignedLong(fold(timesPoint(sum + chunk))) : NOT_ASCII;
    }

    /** Hash of the bytes of a string. */
    int of(String text) {
        long ascii = ofAscii(text, 0, text.length());
        if (ascii != NOT_ASCII) {
            return (int) ascii;
        }
        byte[] bytes = PathBytes.of(text, 0, text.length());
        return of(bytes, 0, bytes.length);
    }

    /** Hash of a number. */
    int of(long number) {
        return (int) (mix(number ^ start) >>> Integer.SIZE);
    }

    /** Product modulo the prime, up to one prime too large, of factors below 2^62 and 2^61. */
    private long timesPoint(long factor) {
        long high = Math.multiplyHigh(factor, point);
        long low = factor * point;
        long sum = (low & PRIME) + (high << 3 | low >>> 61);
        return (sum & PRIME) + (sum >>> 61);
    }

    private static int fold(long sum) {
        return (int) (mix(sum) >>> Integer.SIZE);
    }

    /** Spreads every input bit over all output bits (the finalizer of SplitMix64). */
    private static long mix(long value) {
        long mixed = value + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
