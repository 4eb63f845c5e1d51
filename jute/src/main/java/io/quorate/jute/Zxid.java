package io.quorate.jute;

/**
 * Arithmetic on transaction ids: the high 32 bits of a zxid are the epoch of the leader that issued it, the low 32 bits
 * count that leader's transactions (spec: zab-protocol §2).
 */
public final class Zxid {
    /** What a server reports whose database was lost: it does not count in elections until it was synced. */
    public static final long LOST = -1L;

    private Zxid() {}

    /** The zxid with the given epoch and counter. */
    public static long of(long epoch, long counter) {
        return (epoch << 32) | (counter & 0xffffffffL);
    }

    /** The epoch half, as a non-negative number for every zxid a leader can issue. */
    public static long epoch(long zxid) {
        return zxid >> 32;
    }

    /** The counter half, 0 to 0xffffffff. */
    public static long counter(long zxid) {
        return zxid & 0xffffffffL;
    }

    /** The form used in file names and by the four-letter word {@code hash}: lower-case hex without a prefix. */
    public static String toHex(long zxid) {
        return Long.toHexString(zxid);
    }

    /** The form shown to people: {@code 0x} and lower-case hex. */
    public static String toText(long zxid) {
        return "0x" + Long.toHexString(zxid);
    }
}
