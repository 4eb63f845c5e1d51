package io.quorate.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * Names and paths as bytes: UTF-8 in which every UTF-16 unit is encoded by itself, as in every record that is written (spec:
 * README, "String encoding"). Hence any string comes back as it was, lone surrogates too.
 */
final class PathBytes {
    private static final int UNIT_BYTES_MAX = 3;

    private PathBytes() {}

    /** The bytes of part of a string, exactly. */
    static byte[] of(String text, int from, int to) {
        byte[] bytes = new byte[to - from];
        int length = encode(text, from, to, bytes);
        if (length >= 0) {
            return bytes;
        }
        byte[] room = new byte[Math.multiplyExact(to - from, UNIT_BYTES_MAX)];
        return Arrays.copyOf(room, encode(text, from, to, room));
    }

    /** Writes the bytes of part of a string to the start of an array. Returns their number, or -1 if they do not fit. */
    static int encode(String text, int from, int to, byte[] into) {
        int units = to - from;
        if (units > into.length) {
            return -1;
        }
        for (int i = 0; i < units; i++) {
            char c = text.charAt(from + i);
            if (c >= 0x80) {
                return encodeUnits(text, from, to, i, into);
            }
            into[i] = (byte) c;
        }
        return units;
    }

    private static int encodeUnits(String text, int from, int to, int done, byte[] into) {
        int at = done;
        for (int i = from + done; i < to; i++) {
            char c = text.charAt(i);
            if (at + UNIT_BYTES_MAX > into.length && at + unitBytes(c) > into.length) {
                return -1;
            }
            if (c < 0x80) {
                into[at++] = (byte) c;
            } else if (c < 0x800) {
                into[at++] = (byte) (0xc0 | c >> 6);
                into[at++] = (byte) (0x80 | (c & 0x3f));
            } else {
                into[at++] = (byte) (0xe0 | c >> 12);
                into[at++] = (byte) (0x80 | (c >> 6 & 0x3f));
                into[at++] = (byte) (0x80 | (c & 0x3f));
            }
        }
        return at;
    }

    private static int unitBytes(char c) {
        return c < 0x80 ? 1 : c < 0x800 ? 2 : UNIT_BYTES_MAX;
    }

    /** The string of bytes that were made here. */
    static String decode(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return decodeUnits(bytes, from, from + length);
            }
        }
        return new String(bytes, from, length, ISO_8859_1);
    }

    private static String decodeUnits(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int lead = bytes[i++];
            if (lead >= 0) {
                text.append((char) lead);
            } else if ((lead & 0xe0) == 0xc0) {
                text.append((char) ((lead & 0x1f) << 6 | (bytes[i++] & 0x3f)));
            } else {
                text.append((char) ((lead & 0xf) << 12 | (bytes[i++] & 0x3f) << 6 | (bytes[i++] & 0x3f)));
            }
        }
        return text.toString();
    }
}
