package io.quorate.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The packed form of a znode's own fields, in one byte array that is never changed once a node holds it:
 *
 * <pre>
 *  0        1                    3         7       7 or 11
 *  +--------+--------------------+---------+-------+------+--------+-------+----------+------+
 *  | flags  | null data, 1 bit   | digest  | name  | name | czxid  | ctime | fields   | data |
 *  | 1 byte | name length, 15    | 4 bytes | length|      | 8      | 8     | that are |      |
 *  |        |                    |         | 0 or 4|      |        |       | flagged  |      |
 *  +--------+--------------------+---------+-------+------+--------+-------+----------+------+
 *
 *  flag 0x01  mzxid   8   absent: equals czxid        0x08  version   4   absent: 0
 *       0x02  mtime   8   absent: equals ctime        0x10  cversion  4   absent: 0
 *       0x04  pzxid   8   absent: equals czxid        0x20  aversion  4   absent: 0
 *       0xC0  number of the NodeKind; EPHEMERAL, 1, and TTL, 3, have an owner, 8 bytes
 * </pre>
 *
 * Numbers are big-endian. A name length of 0x7FFF means that the length follows as an int.
 */
final class Cell {
    static final int MZXID = 0x01;
    static final int MTIME = 0x02;
    static final int PZXID = 0x04;
    static final int VERSION = 0x08;
    static final int CVERSION = 0x10;
    static final int AVERSION = 0x20;
    static final int OWNER = 0x40;
    private static final int KIND_SHIFT = 6;

    private static final int NAME_LENGTH_AT = 1;
    private static final int NULL_DATA = 0x8000;
    private static final int LONG_NAME = 0x7fff;
    private static final int DIGEST_AT = 3;
    private static final int HEAD_BYTES = 7;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Bytes of the stat fields for each flag byte. */
    private static final byte[] STAT_BYTES = statBytes();

    /** Kinds by their number in the flags. */
    private static final NodeKind[] KINDS = {NodeKind.PERSISTENT, NodeKind.EPHEMERAL, NodeKind.CONTAINER, NodeKind.TTL};

    private Cell() {}

    private static byte[] statBytes() {
        byte[] bytes = new byte[256];
        for (int flags = 0; flags < bytes.length; flags++) {
            int longs = 2 + Integer.bitCount(flags & (MZXID | MTIME | PZXID | OWNER));
            int ints = Integer.bitCount(flags & (VERSION | CVERSION | AVERSION));
            bytes[flags] = (byte) (longs * Long.BYTES + ints * Integer.BYTES);
        }
        return bytes;
    }

    /** Bytes of the stat fields of a cell with these flags. */
    static int statBytes(int flags) {
        return STAT_BYTES[flags];
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INTS.set(bytes, at, value);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    static NodeKind kind(byte[] cell) {
        return KINDS[cell[0] >>> KIND_SHIFT & 3];
    }

    static int kindFlags(NodeKind kind) {
        int number =
                switch (kind) {
                    case PERSISTENT -> 0;
                    case EPHEMERAL -> 1;
                    case CONTAINER -> 2;
                    case TTL -> 3;
                };
        return number << KIND_SHIFT;
    }

    static boolean hasNullData(byte[] cell) {
        return cell[NAME_LENGTH_AT] < 0;
    }

    /** CRC-32 of the node; 0 if the node does not count (spec: storage-format §5.1). */
    static int digest(byte[] cell) {
        return getInt(cell, DIGEST_AT);
    }

    /** Completes a cell that nobody else has seen yet. */
    static void setDigest(byte[] cell, int digest) {
        cell[DIGEST_AT] = (byte) (digest >>> 24);
        cell[DIGEST_AT + 1] = (byte) (digest >>> 16);
        cell[DIGEST_AT + 2] = (byte) (digest >>> 8);
        cell[DIGEST_AT + 3] = (byte) digest;
    }

    static int nameLength(byte[] cell) {
        int length = (short) SHORTS.get(cell, NAME_LENGTH_AT) & LONG_NAME;
        return length == LONG_NAME ? getInt(cell, HEAD_BYTES) : length;
    }

    static int nameAt(byte[] cell) {
        int length = (short) SHORTS.get(cell, NAME_LENGTH_AT) & LONG_NAME;
        return length == LONG_NAME ? HEAD_BYTES + Integer.BYTES : HEAD_BYTES;
    }

    static String name(byte[] cell) {
        return PathBytes.decode(cell, nameAt(cell), nameLength(cell));
    }

    static boolean isNamed(byte[] cell, byte[] path, int from, int to) {
        int at = nameAt(cell);
        return Arrays.equals(cell, at, at + nameLength(cell), path, from, to);
    }

    /** The same for part of a string with one byte per character. */
    static boolean isNamedAscii(byte[] cell, String path, int from, int to) {
        int length = nameLength(cell);
        if (length != to - from) {
            return false;
        }
        int at = nameAt(cell);
        for (int i = 0; i < length; i++) {
            if (cell[at + i] != path.charAt(from + i)) {
                return false;
            }
        }
        return true;
    }

    static int compareName(byte[] cell, byte[] other, int from, int to) {
        int at = nameAt(cell);
        return Arrays.compareUnsigned(cell, at, at + nameLength(cell), other, from, to);
    }

    static int statAt(byte[] cell) {
        int length = (short) SHORTS.get(cell, NAME_LENGTH_AT) & LONG_NAME;
        return length == LONG_NAME ? HEAD_BYTES + Integer.BYTES + getInt(cell, HEAD_BYTES) : HEAD_BYTES + length;
    }

    static int dataAt(byte[] cell) {
        return statAt(cell) + STAT_BYTES[cell[0] & 0xff];
    }

    static int dataLength(byte[] cell) {
        return cell.length - dataAt(cell);
    }

    static long czxid(byte[] cell) {
        return getLong(cell, statAt(cell));
    }

    static long ctime(byte[] cell) {
        return getLong(cell, statAt(cell) + Long.BYTES);
    }

    static long mzxid(byte[] cell) {
        return longField(cell, MZXID, 0);
    }

    static long mtime(byte[] cell) {
        return longField(cell, MTIME, Long.BYTES);
    }

    static long pzxid(byte[] cell) {
        return longField(cell, PZXID, 0);
    }

    static int version(byte[] cell) {
        return intField(cell, VERSION);
    }

    static int cversion(byte[] cell) {
        return intField(cell, CVERSION);
    }

    static int aversion(byte[] cell) {
        return intField(cell, AVERSION);
    }

    static long owner(byte[] cell) {
        int flags = cell[0];
        if ((flags & OWNER) == 0) {
            return kind(cell) == NodeKind.CONTAINER ? NodeKind.CONTAINER_OWNER : 0;
        }
        return getLong(cell, statAt(cell) + STAT_BYTES[flags & OWNER - 1]);
    }

    /** A flagged field, or in its absence the one that it equals. */
    private static long longField(byte[] cell, int flag, int equalAt) {
        int flags = cell[0];
        int at = (flags & flag) == 0 ? equalAt : STAT_BYTES[flags & flag - 1];
        return getLong(cell, statAt(cell) + at);
    }

    private static int intField(byte[] cell, int flag) {
        int flags = cell[0];
        return (flags & flag) == 0 ? 0 : getInt(cell, statAt(cell) + STAT_BYTES[flags & flag - 1]);
    }

    /** A new cell with flags and name in place, and its data if that is not null; the digest is 0 and the stat is left to the caller. */
    static byte[] allocate(
            int flags, byte[] name, int nameFrom, int nameLength, byte[] data, int dataFrom, int dataLength) {
        int nameAt = nameLength < LONG_NAME ? HEAD_BYTES : HEAD_BYTES + Integer.BYTES;
        int dataAt = nameAt + nameLength + STAT_BYTES[flags];
        byte[] cell = new byte[Math.addExact(dataAt, dataLength)];
        cell[0] = (byte) flags;
        int shortLength = Math.min(nameLength, LONG_NAME) | (data == null ? NULL_DATA : 0);
        cell[NAME_LENGTH_AT] = (byte) (shortLength >>> Byte.SIZE);
        cell[NAME_LENGTH_AT + 1] = (byte) shortLength;
        if (nameLength >= LONG_NAME) {
            putInt(cell, HEAD_BYTES, nameLength);
        }
        System.arraycopy(name, nameFrom, cell, nameAt, nameLength);
        if (data != null) {
            System.arraycopy(data, dataFrom, cell, dataAt, dataLength);
        }
        return cell;
    }
}
