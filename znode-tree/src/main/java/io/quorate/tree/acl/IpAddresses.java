package io.quorate.tree.acl;

import java.util.Arrays;

/** Addresses from text, without asking a name service. */
final class IpAddresses {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;
    private static final int GROUP_BYTES = 2;
    private static final int DECIMAL_DIGITS_MAX = 4;
    private static final int HEX_DIGITS_MAX = 4;

    private IpAddresses() {}

    /** The four or sixteen bytes of an address, or null if the text is none. Mixed forms such as {@code ::1.2.3.4} are none. */
    static byte[] parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    /** A number without a sign in {@code text[from, to)}, or -1. */
    static int decimal(String text, int from, int to) {
        return number(text, from, to, 10, DECIMAL_DIGITS_MAX);
    }

    private static byte[] parseV4(String text) {
        byte[] address = new byte[V4_BYTES];
        int from = 0;
        for (int i = 0; i < V4_BYTES; i++) {
            int to = i < V4_BYTES - 1 ? text.indexOf('.', from) : text.length();
            int value = to < 0 ? -1 : decimal(text, from, to);
            if (value < 0 || value > 255) {
                return null;
            }
            address[i] = (byte) value;
            from = to + 1;
        }
        return address;
    }

    private static byte[] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] address = groups(text, 0, text.length());
            return address != null && address.length == V6_BYTES ? address : null;
        }
        byte[] head = groups(text, 0, gap);
        byte[] tail = groups(text, gap + 2, text.length());
        if (head == null || tail == null || head.length + tail.length > V6_BYTES - GROUP_BYTES) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, V6_BYTES);
        System.arraycopy(tail, 0, address, V6_BYTES - tail.length, tail.length);
        return address;
    }

    /** The groups of hex digits in {@code text[from, to)}, two bytes each; null if it is not made of such. */
    private static byte[] groups(String text, int from, int to) {
        byte[] bytes = new byte[V6_BYTES];
        int length = 0;
        int start = from;
        while (start < to) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 || colon > to ? to : colon;
            int value = number(text, start, end, 16, HEX_DIGITS_MAX);
            if (value < 0 || length == V6_BYTES || end == to - 1) {
                return null;
            }
            bytes[length++] = (byte) (value >> 8);
            bytes[length++] = (byte) value;
            start = end + 1;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static int number(String text, int from, int to, int radix, int digitsMax) {
        if (from >= to || to - from > digitsMax) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
