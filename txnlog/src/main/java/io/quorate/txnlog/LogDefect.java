package io.quorate.txnlog;

/**
 * What is wrong with the bytes where a record should begin.
 *
 * @param tornByAppend whether a write that was cut short leaves this behind. The others take more than a missing end
 * @param extent the byte behind the last one that the record claims
 */
record LogDefect(String text, boolean tornByAppend, long extent) {
    static LogDefect zeroLength(long at) {
        return new LogDefect("length 0 but other bytes follow", true, at + LogFormat.PREFIX_BYTES);
    }

    static LogDefect cutOff(int length, long size) {
        return new LogDefect(
                "length " + length + " (expected: a record that ends before the file does, at byte " + size + ")",
                true,
                size);
    }

    static LogDefect noEndByte(long end, byte found) {
        return new LogDefect(
                "end byte of the record at byte " + end + ": " + hex(found) + " (expected: " + hex(LogFormat.END_BYTE)
                        + ")",
                true,
                end + 1);
    }

    static LogDefect badLength(long at, int length) {
        return new LogDefect("length " + length + " (expected: >= 0)", false, at + LogFormat.PREFIX_BYTES);
    }

    static LogDefect badChecksum(long end, long zxid, long expected, long found) {
        String record = zxid < 0 ? "" : " of the record that calls itself zxid 0x" + Long.toHexString(zxid);
        return new LogDefect(
                "Adler-32" + record + ": " + Long.toHexString(found) + " (expected, as stored: "
                        + Long.toHexString(expected) + ")",
                false,
                end + 1);
    }

    static LogDefect tooShort(long end, int length) {
        return new LogDefect(
                "transaction of " + length + " bytes (expected: >= " + LogFormat.MIN_TXN_BYTES + ")", false, end + 1);
    }

    private static String hex(byte value) {
        return String.format("0x%02x", value);
    }
}
