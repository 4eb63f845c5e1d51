package io.quorate.tree;

import io.quorate.jute.JuteWriter;
import io.quorate.tree.HashTrie.Collision;
import java.util.Iterator;

/**
 * The children of one znode by name, and the totals of its subtree without the node itself. Immutable.
 *
 * <p>Most znodes are leaves that are open to everybody; such a one is kept as its {@link Cell} alone, and gets its {@link DataNode}
 * when it is asked for. That saves an object per znode, and the look-up a step.
 */
final class ChildMap {
    static final ChildMap EMPTY = new ChildMap(0, 0, 0, null);

    final int size;
    /** Nodes below. */
    final int descendants;
    /** Bytes of data of the nodes below. */
    final long dataBytes;

    /** A {@link HashTrie} of cells and nodes. */
    private final Object trie;

    private final ChildNames names;

    /** @param trie of the {@link #entry entries} of so many nodes with these totals */
    ChildMap(int size, int descendants, long dataBytes, Object trie) {
        this(size, descendants, dataBytes, trie, ChildNames.ofMany(size));
    }

    private ChildMap(int size, int descendants, long dataBytes, Object trie, ChildNames names) {
        this.size = size;
        this.descendants = descendants;
        this.dataBytes = dataBytes;
        this.trie = trie;
        this.names = names;
    }

    /** How a node is kept. Of one node always the same object. */
    static Object entry(DataNode node) {
        return node.children.size == 0 && node.acl.isOpen() ? node.cell : node;
    }

    static DataNode node(Object entry) {
        return entry instanceof byte[] cell ? new DataNode(cell, AclList.OPEN, EMPTY) : (DataNode) entry;
    }

    static byte[] cell(Object entry) {
        return entry instanceof byte[] cell ? cell : ((DataNode) entry).cell;
    }

    private static int nodesIn(DataNode node) {
        return 1 + node.children.descendants;
    }

    /** The child whose name is these bytes, or null. */
    DataNode find(int hash, byte[] path, int from, int to) {
        Object leaf = HashTrie.leaf(trie, hash);
        if (leaf instanceof Collision collision) {
            return findColliding(collision, path, from, to);
        }
        return leaf != null && Cell.isNamed(cell(leaf), path, from, to) ? node(leaf) : null;
    }

    private static DataNode findColliding(Collision collision, byte[] path, int from, int to) {
        int low = 0;
        int high = collision.entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Object entry = collision.entries[middle];
            int order = Cell.compareName(cell(entry), path, from, to);
            if (order == 0) {
                return node(entry);
            }
            if (order > 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return null;
    }

    /** The child whose name is part of a string with one byte per character, or null. */
    DataNode findAscii(int hash, String path, int from, int to) {
        Object leaf = HashTrie.leaf(trie, hash);
        if (leaf instanceof Collision collision) {
            byte[] name = PathBytes.of(path, from, to);
            return findColliding(collision, name, 0, name.length);
        }
        return leaf != null && Cell.isNamedAscii(cell(leaf), path, from, to) ? node(leaf) : null;
    }

    /** With one more child. */
    ChildMap with(DataNode child, int hash, NameKeys keys) {
        return new ChildMap(
                size + 1,
                descendants + nodesIn(child),
                dataBytes + child.subtreeDataBytes(),
                HashTrie.put(trie, hash, entry(child), keys));
    }

    /** With another node in the place of a child of the same name. */
    ChildMap replace(DataNode present, DataNode child, int hash) {
        return new ChildMap(
                size,
                descendants - nodesIn(present) + nodesIn(child),
                dataBytes - present.subtreeDataBytes() + child.subtreeDataBytes(),
                HashTrie.replace(trie, hash, entry(present), entry(child)),
                names);
    }

    /** Without one of the children. */
    ChildMap without(DataNode present, int hash) {
        if (size == 1) {
            return EMPTY;
        }
        return new ChildMap(
                size - 1,
                descendants - nodesIn(present),
                dataBytes - present.subtreeDataBytes(),
                HashTrie.remove(trie, hash, entry(present)));
    }

    /** Writes the names as a vector of strings, in the order of the entries. */
    void writeNames(JuteWriter out) {
        byte[] encoded = names == null ? null : names.encoded(this);
        if (encoded == null) {
            walkNames(out);
        } else {
            out.writeRaw(encoded, 0, encoded.length);
        }
    }

    void walkNames(JuteWriter out) {
        out.writeInt(size);
        for (Iterator<Object> each = entries(); each.hasNext(); ) {
            byte[] child = cell(each.next());
            out.writeBuffer(child, Cell.nameAt(child), Cell.nameLength(child));
        }
    }

    /** The children as they are kept. */
    Iterator<Object> entries() {
        return new TrieIterator<>(trie);
    }
}
