package io.quorate.tree;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.StatPersisted;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * One znode in the encoding of a snapshot, where it lies in somebody's buffer (spec: storage-format §4.2). One object serves
 * many nodes in turn, and none of their parts becomes an object. Mutable; for one thread.
 *
 * <p>Implementation note. A snapshot of millions of nodes is read by a program that has just started, and what it waits for is the
 * compiler. So this code does what it does with plain loops over bytes, which are quick as soon as they are compiled at all,
 * rather than with {@code VarHandle}s, which are so only in the end.
 */
public final class EncodedNode {
    private static final byte SEPARATOR = '/';

    private static final int CZXID = 0;
    private static final int MZXID = 8;
    private static final int CTIME = 16;
    private static final int MTIME = 24;
    private static final int VERSION = 32;
    private static final int CVERSION = 36;
    private static final int AVERSION = 40;
    private static final int OWNER = 44;
    private static final int PZXID = 52;

    private byte[] path;
    private int pathAt;
    private int pathLength;
    private byte[] data;
    private int dataAt;
    private int dataLength;
    private byte[] stat;
    private int statAt;

    private final CRC32 crc = new CRC32();
    private final byte[] digestedStat = new byte[StatPersisted.BYTES];

    /**
     * Takes a node whose parts lie in one array.
     *
     * @param dataLength in bytes; -1 for null
     * @param statAt where the encoded {@link StatPersisted} begins
     */
    public void set(byte[] bytes, int pathAt, int pathLength, int dataAt, int dataLength, int statAt) {
        setPath(bytes, pathAt, pathLength);
        this.data = dataLength < 0 ? null : bytes;
        this.dataAt = dataAt;
        this.dataLength = Math.max(dataLength, 0);
        this.stat = bytes;
        this.statAt = statAt;
    }

    /** Takes a node in the usual form. */
    void set(String newPath, byte[] newData, StatPersisted newStat) {
        byte[] bytes = PathBytes.of(newPath, 0, newPath.length());
        setPath(bytes, 0, bytes.length);
        data = newData;
        dataAt = 0;
        dataLength = newData == null ? 0 : newData.length;
        ByteBuf encoded = Unpooled.buffer(StatPersisted.BYTES);
        newStat.write(new JuteWriter(encoded));
        stat = encoded.array();
        statAt = encoded.arrayOffset();
    }

    private void setPath(byte[] bytes, int at, int length) {
        path = bytes;
        pathAt = at;
        pathLength = length;
    }

    /** Whether the path is ASCII, so that its bytes are as good as a string. */
    boolean isAscii() {
        int all = 0;
        for (int i = pathAt; i < pathAt + pathLength; i++) {
            all |= path[i];
        }
        return all >= 0;
    }

    /** Bytes of the path; 0 for the root. */
    int pathLength() {
        return pathLength;
    }

    void copyPath(byte[] into) {
        System.arraycopy(path, pathAt, into, 0, pathLength);
    }

    String path() {
        return PathBytes.decode(path, pathAt, pathLength);
    }

    /** Bytes of the path before its last slash; -1 if there is none. */
    int parentLength() {
        int slash = pathAt + pathLength - 1;
        while (slash >= pathAt && path[slash] != SEPARATOR) {
            slash--;
        }
        return slash - pathAt;
    }

    /** Whether the path begins with the first bytes of an array. */
    boolean startsWith(byte[] other, int length) {
        if (length > pathLength) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (path[pathAt + i] != other[i]) {
                return false;
            }
        }
        return true;
    }

    /** Hash of the name. */
    int nameHash(NameHash hash) {
        return hash.of(path, pathAt + parentLength() + 1, pathAt + pathLength);
    }

    int dataLength() {
        return dataLength;
    }

    /** A copy of the data. Null and empty differ. */
    byte[] data() {
        return data == null ? null : Arrays.copyOfRange(data, dataAt, dataAt + dataLength);
    }

    long owner() {
        long owner = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            owner = owner << Byte.SIZE | (stat[statAt + OWNER + i] & 0xff);
        }
        return owner;
    }

    StatPersisted stat() {
        return StatPersisted.read(new JuteReader(Unpooled.wrappedBuffer(stat, statAt, StatPersisted.BYTES)));
    }

    /** The node's cell, without its digest. */
    byte[] cell(NodeKind kind) {
        int nameAt = pathAt + parentLength() + 1;
        int flags = flags(kind);
        byte[] cell = Cell.allocate(flags, path, nameAt, pathAt + pathLength - nameAt, data, dataAt, dataLength);
        int at = cell.length - dataLength - Cell.statBytes(flags);
        at = copy(CZXID, Long.BYTES, cell, at);
        at = copy(CTIME, Long.BYTES, cell, at);
        at = (flags & Cell.MZXID) == 0 ? at : copy(MZXID, Long.BYTES, cell, at);
        at = (flags & Cell.MTIME) == 0 ? at : copy(MTIME, Long.BYTES, cell, at);
        at = (flags & Cell.PZXID) == 0 ? at : copy(PZXID, Long.BYTES, cell, at);
        at = (flags & Cell.VERSION) == 0 ? at : copy(VERSION, Integer.BYTES, cell, at);
        at = (flags & Cell.CVERSION) == 0 ? at : copy(CVERSION, Integer.BYTES, cell, at);
        at = (flags & Cell.AVERSION) == 0 ? at : copy(AVERSION, Integer.BYTES, cell, at);
        if ((flags & Cell.OWNER) != 0) {
            copy(OWNER, Long.BYTES, cell, at);
        }
        return cell;
    }

    private int flags(NodeKind kind) {
        return Cell.kindFlags(kind)
                | (sameLong(MZXID, CZXID) ? 0 : Cell.MZXID)
                | (sameLong(MTIME, CTIME) ? 0 : Cell.MTIME)
                | (sameLong(PZXID, CZXID) ? 0 : Cell.PZXID)
                | (isZeroInt(VERSION) ? 0 : Cell.VERSION)
                | (isZeroInt(CVERSION) ? 0 : Cell.CVERSION)
                | (isZeroInt(AVERSION) ? 0 : Cell.AVERSION);
    }

    private boolean sameLong(int one, int other) {
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            if (stat[statAt + one + i] != stat[statAt + other + i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isZeroInt(int field) {
        int at = statAt + field;
        return (stat[at] | stat[at + 1] | stat[at + 2] | stat[at + 3]) == 0;
    }

    private int copy(int field, int bytes, byte[] into, int at) {
        System.arraycopy(stat, statAt + field, into, at, bytes);
        return at + bytes;
    }

    /** The node's digest, 0 for those that do not count (spec: storage-format §5.1). */
    int digest() {
        if (PathBuffer.isSystem(path, pathAt, pathLength)) {
            return 0;
        }
        int at = copy(CZXID, 2 * Long.BYTES, digestedStat, 0);
        at = copy(PZXID, Long.BYTES, digestedStat, at);
        copy(CTIME, PZXID - CTIME, digestedStat, at);
        crc.reset();
        crc.update(path, pathAt, pathLength);
        if (data != null) {
            crc.update(data, dataAt, dataLength);
        }
        crc.update(digestedStat, 0, digestedStat.length);
        return (int) crc.getValue();
    }
}
