package io.quorate.jute;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/**
 * The two directions of the string encoding, which differ (spec: README, "String encoding"): written strings encode each
 * UTF-16 unit by itself, so a character above U+FFFF takes two 3-byte surrogates; read strings are UTF-8 in which such a pair of
 * surrogates is accepted as the character it stands for, and anything else malformed becomes U+FFFD.
 */
final class JuteStrings {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int SURROGATE_LEAD = 0xED;
    private static final int SURROGATE_PAIR_BYTES = 6;

    private JuteStrings() {}

    /**
     * The string in {@code length} bytes at {@code index}.
     *
     * <p>The JDK's decoder is the ASCII fast path: it tests the bytes with vector instructions and copies them once. Its result
     * holds U+FFFD whenever the input held surrogates, and only then is the input looked at again; that search costs
     * nothing for Latin-1 strings.
     */
    static String decode(ByteBuf in, int index, int length) {
        String text = in.toString(index, length, UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeSurrogatePairs(in, index, length, text);
    }

    private static String decodeSurrogatePairs(ByteBuf in, int index, int length, String strict) {
        byte[] bytes = new byte[length];
        in.getBytes(index, bytes);
        int to = 0;
        int from = 0;
        while (from < length) {
            if (isSurrogatePair(bytes, from)) {
                to = putSupplementary(bytes, to, Character.toCodePoint(unitAt(bytes, from), unitAt(bytes, from + 3)));
                from += SURROGATE_PAIR_BYTES;
            } else {
                bytes[to++] = bytes[from++];
            }
        }
        return to == length ? strict : new String(bytes, 0, to, UTF_8);
    }

    private static boolean isSurrogatePair(byte[] bytes, int at) {
        return at + SURROGATE_PAIR_BYTES <= bytes.length
                && isSurrogate(bytes, at, 0xA0)
                && isSurrogate(bytes, at + 3, 0xB0);
    }

    /** Whether three bytes encode a surrogate of the half whose second byte has the given upper four bits. */
    private static boolean isSurrogate(byte[] bytes, int at, int secondByte) {
        return (bytes[at] & 0xff) == SURROGATE_LEAD
                && (bytes[at + 1] & 0xf0) == secondByte
                && (bytes[at + 2] & 0xc0) == 0x80;
    }

    private static char unitAt(byte[] bytes, int at) {
        return (char) ((bytes[at] & 0xf) << 12 | (bytes[at + 1] & 0x3f) << 6 | (bytes[at + 2] & 0x3f));
    }

    private static int putSupplementary(byte[] bytes, int at, int codePoint) {
        bytes[at] = (byte) (0xf0 | codePoint >> 18);
        bytes[at + 1] = (byte) (0x80 | (codePoint >> 12 & 0x3f));
        bytes[at + 2] = (byte) (0x80 | (codePoint >> 6 & 0x3f));
        bytes[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
        return at + 4;
    }

    /** Appends length and bytes of a string. */
    static void write(ByteBuf out, String text) {
        int chars = text.length();
        out.ensureWritable(Integer.BYTES + chars);
        int start = out.writerIndex() + Integer.BYTES;
        int ascii =
                out.hasArray() ? copyAscii(text, out.array(), out.arrayOffset() + start) : copyAscii(text, out, start);
        if (ascii == chars) {
            out.setInt(start - Integer.BYTES, chars);
            out.writerIndex(start + chars);
        } else {
            writeUnits(out, text, start, ascii);
        }
    }

    private static int copyAscii(String text, byte[] to, int at) {
        int chars = text.length();
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return i;
            }
            to[at + i] = (byte) c;
        }
        return chars;
    }

    private static int copyAscii(String text, ByteBuf to, int at) {
        int chars = text.length();
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return i;
            }
            to.setByte(at + i, c);
        }
        return chars;
    }

    /** Writes a string whose first {@code ascii} characters are already in place from {@code start} on. */
    private static void writeUnits(ByteBuf out, String text, int start, int ascii) {
        int bytes = encodedLength(text, ascii);
        out.writerIndex(start - Integer.BYTES);
        out.ensureWritable(Integer.BYTES + bytes);
        out.writeInt(bytes);
        out.writerIndex(start + ascii);
        for (int i = ascii; i < text.length(); i++) {
            writeUnit(out, text.charAt(i));
        }
    }

    private static int encodedLength(String text, int ascii) {
        long bytes = ascii;
        for (int i = ascii; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return Math.toIntExact(bytes);
    }

    private static void writeUnit(ByteBuf out, char c) {
        if (c < 0x80) {
            out.writeByte(c);
        } else if (c < 0x800) {
            out.writeByte(0xc0 | c >> 6);
            out.writeByte(0x80 | (c & 0x3f));
        } else {
            out.writeByte(0xe0 | c >> 12);
            out.writeByte(0x80 | (c >> 6 & 0x3f));
            out.writeByte(0x80 | (c & 0x3f));
        }
    }
}
