package io.quorate.tree;

import io.quorate.tree.HashTrie.Collision;
import java.util.Iterator;

/** The children of one znode by name, and the totals of its subtree without the node itself. Immutable. */
final class ChildMap {
    static final ChildMap EMPTY = new ChildMap(0, 0, 0, null);

    final int size;
    /** Nodes below. */
    final int descendants;
    /** Bytes of data of the nodes below. */
    final long dataBytes;

    final Object trie;

    private ChildMap(int size, int descendants, long dataBytes, Object trie) {
        this.size = size;
        this.descendants = descendants;
        this.dataBytes = dataBytes;
        this.trie = trie;
    }

    /** A map of the first {@code count} nodes of an array, whose names must differ. */
    static ChildMap of(DataNode[] nodes, int count, NameKeys keys) {
        if (count == 0) {
            return EMPTY;
        }
        int descendants = 0;
        long dataBytes = 0;
        for (int i = 0; i < count; i++) {
            descendants += nodesIn(nodes[i]);
            dataBytes += bytesIn(nodes[i]);
        }
        return new ChildMap(count, descendants, dataBytes, HashTrie.build(nodes, count, keys));
    }

    private static int nodesIn(DataNode node) {
        return 1 + node.children.descendants;
    }

    private static long bytesIn(DataNode node) {
        return node.dataLength() + node.children.dataBytes;
    }

    /** The child whose name is these bytes, or null. */
    DataNode find(int hash, byte[] path, int from, int to) {
        Object leaf = HashTrie.leaf(trie, hash);
        if (leaf instanceof DataNode node) {
            return node.isNamed(path, from, to) ? node : null;
        }
        return leaf == null ? null : findColliding((Collision) leaf, path, from, to);
    }

    private static DataNode findColliding(Collision collision, byte[] path, int from, int to) {
        int low = 0;
        int high = collision.entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            DataNode node = (DataNode) collision.entries[middle];
            int order = node.compareName(path, from, to);
            if (order == 0) {
                return node;
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
        if (leaf instanceof DataNode node) {
            return node.isNamedAscii(path, from, to) ? node : null;
        }
        if (leaf == null) {
            return null;
        }
        byte[] name = PathBytes.of(path, from, to);
        return findColliding((Collision) leaf, name, 0, name.length);
    }

    /** With one more child. */
    ChildMap with(DataNode child, int hash, NameKeys keys) {
        return new ChildMap(
                size + 1,
                descendants + nodesIn(child),
                dataBytes + bytesIn(child),
                HashTrie.put(trie, hash, child, keys));
    }

    /** With another node in the place of a child of the same name. */
    ChildMap replace(DataNode present, DataNode child, int hash) {
        return new ChildMap(
                size,
                descendants - nodesIn(present) + nodesIn(child),
                dataBytes - bytesIn(present) + bytesIn(child),
                HashTrie.replace(trie, hash, present, child));
    }

    /** Without one of the children. */
    ChildMap without(DataNode present, int hash) {
        if (size == 1) {
            return EMPTY;
        }
        return new ChildMap(
                size - 1,
                descendants - nodesIn(present),
                dataBytes - bytesIn(present),
                HashTrie.remove(trie, hash, present));
    }

    Iterator<DataNode> iterator() {
        return new TrieIterator<>(trie);
    }
}
