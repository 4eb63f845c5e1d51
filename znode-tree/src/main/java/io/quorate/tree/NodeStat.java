package io.quorate.tree;

import io.quorate.jute.proto.StatPersisted;
import java.util.zip.CRC32;

/** The stat of one znode, unpacked to be changed, and packed again into a new {@link Cell}. Mutable; for one thread. */
final class NodeStat {
    /** Bytes of the stat that a node's digest covers. */
    static final int DIGEST_BYTES = 60;

    long czxid;
    long mzxid;
    long pzxid;
    long ctime;
    long mtime;
    int version;
    int cversion;
    int aversion;
    long owner;
    NodeKind kind;

    /** The stat of a node that is just created. */
    void born(long zxid, long time, long ownerOfNode, NodeKind kindOfNode) {
        czxid = zxid;
        mzxid = zxid;
        pzxid = zxid;
        ctime = time;
        mtime = time;
        version = 0;
        cversion = 0;
        aversion = 0;
        owner = ownerOfNode;
        kind = kindOfNode;
    }

    void copyFrom(NodeStat other) {
        czxid = other.czxid;
        mzxid = other.mzxid;
        pzxid = other.pzxid;
        ctime = other.ctime;
        mtime = other.mtime;
        version = other.version;
        cversion = other.cversion;
        aversion = other.aversion;
        owner = other.owner;
        kind = other.kind;
    }

    void load(byte[] cell) {
        czxid = Cell.czxid(cell);
        mzxid = Cell.mzxid(cell);
        pzxid = Cell.pzxid(cell);
        ctime = Cell.ctime(cell);
        mtime = Cell.mtime(cell);
        version = Cell.version(cell);
        cversion = Cell.cversion(cell);
        aversion = Cell.aversion(cell);
        owner = Cell.owner(cell);
        kind = Cell.kind(cell);
    }

    void load(StatPersisted stat, NodeKind kindOfNode) {
        czxid = stat.czxid();
        mzxid = stat.mzxid();
        pzxid = stat.pzxid();
        ctime = stat.ctime();
        mtime = stat.mtime();
        version = stat.version();
        cversion = stat.cversion();
        aversion = stat.aversion();
        owner = stat.ephemeralOwner();
        kind = kindOfNode;
    }

    /** A cell with the name and data of another one. */
    byte[] pack(byte[] like) {
        byte[] data = Cell.hasNullData(like) ? null : like;
        return pack(like, Cell.nameAt(like), Cell.nameLength(like), data, Cell.dataAt(like), Cell.dataLength(like));
    }

    /** A cell with the name of another one and new data, which may be null. */
    byte[] pack(byte[] like, byte[] data) {
        return pack(like, Cell.nameAt(like), Cell.nameLength(like), data, 0, data == null ? 0 : data.length);
    }

    byte[] pack(byte[] name, int nameFrom, int nameLength, byte[] data, int dataFrom, int dataLength) {
        byte[] cell = Cell.allocate(flags(), name, nameFrom, nameLength, data, dataFrom, dataLength);
        int at = Cell.statAt(cell);
        at = putLong(cell, at, czxid);
        at = putLong(cell, at, ctime);
        at = mzxid == czxid ? at : putLong(cell, at, mzxid);
        at = mtime == ctime ? at : putLong(cell, at, mtime);
        at = pzxid == czxid ? at : putLong(cell, at, pzxid);
        at = version == 0 ? at : putInt(cell, at, version);
        at = cversion == 0 ? at : putInt(cell, at, cversion);
        at = aversion == 0 ? at : putInt(cell, at, aversion);
        if ((cell[0] & Cell.OWNER) != 0) {
            putLong(cell, at, owner);
        }
        return cell;
    }

    private int flags() {
        return Cell.kindFlags(kind)
                | (mzxid == czxid ? 0 : Cell.MZXID)
                | (mtime == ctime ? 0 : Cell.MTIME)
                | (pzxid == czxid ? 0 : Cell.PZXID)
                | (version == 0 ? 0 : Cell.VERSION)
                | (cversion == 0 ? 0 : Cell.CVERSION)
                | (aversion == 0 ? 0 : Cell.AVERSION);
    }

    private static int putLong(byte[] cell, int at, long value) {
        Cell.putLong(cell, at, value);
        return at + Long.BYTES;
    }

    private static int putInt(byte[] cell, int at, int value) {
        Cell.putInt(cell, at, value);
        return at + Integer.BYTES;
    }

    /**
     * The digest of the node with this stat, the data of a cell, and a path (spec: storage-format §5.1).
     *
     * @param path whose first bytes are the path
     * @param room where in the same array {@link #DIGEST_BYTES} may be overwritten
     */
    int digest(byte[] path, int pathLength, int room, byte[] cell) {
        int at = putLong(path, room, czxid);
        at = putLong(path, at, mzxid);
        at = putLong(path, at, pzxid);
        at = putLong(path, at, ctime);
        at = putLong(path, at, mtime);
        at = putInt(path, at, version);
        at = putInt(path, at, cversion);
        at = putInt(path, at, aversion);
        putLong(path, at, owner);
        CRC32 crc = new CRC32();
        crc.update(path, 0, pathLength);
        int dataAt = Cell.dataAt(cell);
        crc.update(cell, dataAt, cell.length - dataAt);
        crc.update(path, room, DIGEST_BYTES);
        return (int) crc.getValue();
    }
}
