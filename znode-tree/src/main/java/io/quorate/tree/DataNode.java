package io.quorate.tree;

import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.proto.StatPersisted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * One znode with everything below it. Immutable; safe on any thread.
 *
 * <p>It knows its name but not its path: the same node value may be part of many trees, one per transaction.
 */
public final class DataNode {
    final byte[] cell;
    final AclList acl;
    final ChildMap children;

    DataNode(byte[] cell, AclList acl, ChildMap children) {
        this.cell = cell;
        this.acl = acl;
        this.children = children;
    }

    DataNode with(byte[] newCell) {
        return new DataNode(newCell, acl, children);
    }

    DataNode with(AclList newAcl) {
        return new DataNode(cell, newAcl, children);
    }

    DataNode with(ChildMap newChildren) {
        return new DataNode(cell, acl, newChildren);
    }

    /** Last part of the path; empty for the root. */
    public String name() {
        return Cell.name(cell);
    }

    /** A copy of the data. Null and empty differ. */
    public byte[] data() {
        return Cell.hasNullData(cell) ? null : Arrays.copyOfRange(cell, Cell.dataAt(cell), cell.length);
    }

    /** Bytes of data; 0 for null. */
    public int dataLength() {
        return Cell.dataLength(cell);
    }

    /** Writes the data as a jute buffer. */
    public void writeData(JuteWriter out) {
        if (Cell.hasNullData(cell)) {
            out.writeBuffer(null);
        } else {
            int at = Cell.dataAt(cell);
            out.writeBuffer(cell, at, cell.length - at);
        }
    }

    /** Zxid of the creation. */
    public long czxid() {
        return Cell.czxid(cell);
    }

    /** Zxid of the last change of the data. */
    public long mzxid() {
        return Cell.mzxid(cell);
    }

    /** Zxid of the last creation or deletion of a child. */
    public long pzxid() {
        return Cell.pzxid(cell);
    }

    /** Time of the creation, ms since 1970. */
    public long ctime() {
        return Cell.ctime(cell);
    }

    /** Time of the last change of the data, ms since 1970. */
    public long mtime() {
        return Cell.mtime(cell);
    }

    /** Changes of the data. */
    public int version() {
        return Cell.version(cell);
    }

    /** Creations of children, as kept in snapshots and digests; sequential names count on from it. */
    public int persistedCversion() {
        return Cell.cversion(cell);
    }

    /** Creations and deletions of children, as clients are told. */
    public int cversion() {
        return 2 * Cell.cversion(cell) - children.size;
    }

    /** Changes of the ACL. */
    public int aversion() {
        return Cell.aversion(cell);
    }

    public NodeKind kind() {
        return Cell.kind(cell);
    }

    /** The session that the node lives as long as; 0 for any kind but {@link NodeKind#EPHEMERAL}, as clients are told. */
    public long ephemeralOwner() {
        return kind() == NodeKind.EPHEMERAL ? Cell.owner(cell) : 0;
    }

    /** The owner as kept in snapshots, which encodes containers and TTL nodes too. */
    public long persistedOwner() {
        return Cell.owner(cell);
    }

    /** Time to live of a node of kind {@link NodeKind#TTL}, ms; -1 for any other. */
    public long ttlMillis() {
        return kind() == NodeKind.TTL ? NodeKind.ttlOf(Cell.owner(cell)) : -1;
    }

    public AclList acl() {
        return acl;
    }

    /** What clients are told of the node. */
    public Stat stat() {
        return new Stat(
                czxid(),
                mzxid(),
                ctime(),
                mtime(),
                version(),
                cversion(),
                aversion(),
                ephemeralOwner(),
                dataLength(),
                numChildren(),
                pzxid());
    }

    /** What snapshots store of the node. */
    public StatPersisted statPersisted() {
        return new StatPersisted(
                czxid(),
                mzxid(),
                ctime(),
                mtime(),
                version(),
                persistedCversion(),
                aversion(),
                persistedOwner(),
                pzxid());
    }

    /** Writes {@link #stat()} without making one. */
    public void writeStat(JuteWriter out) {
        out.writeLong(czxid());
        out.writeLong(mzxid());
        out.writeLong(ctime());
        out.writeLong(mtime());
        out.writeInt(version());
        out.writeInt(cversion());
        out.writeInt(aversion());
        out.writeLong(ephemeralOwner());
        out.writeInt(dataLength());
        out.writeInt(numChildren());
        out.writeLong(pzxid());
    }

    /** Writes {@link #statPersisted()} without making one. */
    public void writeStatPersisted(JuteWriter out) {
        out.writeLong(czxid());
        out.writeLong(mzxid());
        out.writeLong(ctime());
        out.writeLong(mtime());
        out.writeInt(version());
        out.writeInt(persistedCversion());
        out.writeInt(aversion());
        out.writeLong(persistedOwner());
        out.writeLong(pzxid());
    }

    public int numChildren() {
        return children.size;
    }

    /** Nodes below, on all levels. */
    public int descendants() {
        return children.descendants;
    }

    /** Bytes of data of the node and of all below. */
    public long subtreeDataBytes() {
        return dataLength() + children.dataBytes;
    }

    /** Names of the children, in an order that is the same for equal trees with equal seeds. A new list. */
    public List<String> childNames() {
        List<String> names = new ArrayList<>(children.size);
        for (Iterator<Object> each = children.entries(); each.hasNext(); ) {
            names.add(Cell.name(ChildMap.cell(each.next())));
        }
        return names;
    }

    /** Writes {@link #childNames()} as a vector of strings, without making them. */
    public void writeChildNames(JuteWriter out) {
        children.writeNames(out);
    }

    /** The children, in the order of {@link #childNames()}. */
    public Iterable<DataNode> children() {
        return () -> new Iterator<>() {
            private final Iterator<Object> entries = children.entries();

            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public DataNode next() {
                return ChildMap.node(entries.next());
            }
        };
    }

    /** Whether both are the same node value; the same object may be given out in several nodes. */
    @Override
    @SuppressWarnings("ReferenceEquality") // of immutable parts that are shared
    public boolean equals(Object other) {
        return other instanceof DataNode node && cell == node.cell && acl == node.acl && children == node.children;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(czxid()) + Long.hashCode(mzxid());
    }

    @Override
    public String toString() {
        return "DataNode[" + name() + ", " + stat() + ", acl=" + acl + "]";
    }
}
