package io.quorate.tree;

import io.quorate.jute.proto.StatPersisted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Loads a tree, as from a snapshot: sessions in any order, and nodes so that each comes after its parent; the root first.
 * Mutable; for one thread; used once.
 *
 * <p>Implementation note. The nodes of a depth-first walk, which all snapshots are, meet their parent on the stack of open
 * nodes; the children of a node are collected and made a trie at once when it is closed. A node that comes in another order is
 * added by the slower way of changing a finished tree, and so are all after it.
 */
public final class TreeBuilder {
    private final TrieKeys keys;
    private final TreeOptions options;
    private final EncodedNode node = new EncodedNode();

    private PersistentMap<Long, Integer> sessions;
    private final Map<Long, List<String>> ephemerals = new TreeMap<>();
    private final List<String> containers = new ArrayList<>();
    private final List<String> ttlNodes = new ArrayList<>();
    private int ephemeralCount;
    private long digest;
    private long pathUnits;

    /** The nodes from the root to the one added last. */
    private OpenNode[] open = new OpenNode[16];

    private int depth = -1;

    /** Not null once a node has come out of order. */
    private TreeEdit edit;

    TreeBuilder(long hashSeed, TreeOptions options) {
        this.keys = new TrieKeys(hashSeed);
        this.options = options;
        this.sessions = PersistentMap.empty(keys.sessions);
    }

    /** Adds a session with its timeout in ms. */
    public TreeBuilder session(long session, int timeoutMillis) {
        sessions = sessions.with(session, timeoutMillis);
        return this;
    }

    /**
     * Adds a node.
     *
     * @param path empty for the root
     * @param data may be null; is copied
     * @throws IllegalArgumentException if the node is there already, is not the root but comes first, or its parent is missing
     */
    public TreeBuilder node(String path, byte[] data, AclList acl, StatPersisted persisted) {
        if (path.isEmpty() != isEmpty()) {
            throw new IllegalArgumentException(
                    "first node: \"" + path + "\" (expected: the root, \"\", first and only once)");
        }
        node.set(path, data, persisted);
        add(node, path, path.length(), acl);
        return this;
    }

    /**
     * Adds a node without making a string of its path, unless it is the root or its path holds more than ASCII: then nothing is
     * done, and the other method is to be called.
     *
     * @param encoded what is needed of it is copied
     * @return whether the node was added
     * @throws IllegalArgumentException if the node is there already, comes before the root, or its parent is missing
     */
    public boolean node(EncodedNode encoded, AclList acl) {
        if (isEmpty() || encoded.pathLength() == 0 || !encoded.isAscii()) {
            return false;
        }
        add(encoded, null, encoded.pathLength(), acl);
        return true;
    }

    private boolean isEmpty() {
        return depth < 0 && edit == null;
    }

    /** @param path of which the string is made where it is needed, if null */
    private void add(EncodedNode encoded, String path, int pathChars, AclList acl) {
        long owner = encoded.owner();
        NodeKind kind = NodeKind.of(owner, options);
        if (edit == null && !closeDownToParentOf(encoded)) {
            edit = new TreeEdit(finish(0));
        }
        if (edit == null) {
            push(encoded, kind, acl);
            pathUnits += pathChars;
            if (kind != NodeKind.PERSISTENT) {
                register(kind, owner, path == null ? encoded.path() : path);
            }
        } else {
            NodeStat stat = new NodeStat();
            stat.load(encoded.stat(), kind);
            edit.insert(path == null ? encoded.path() : path, encoded.data(), acl, stat);
        }
    }

    /** Closes the nodes that are not above another one. Returns whether its parent is open. */
    private boolean closeDownToParentOf(EncodedNode encoded) {
        int parentLength = encoded.parentLength();
        while (depth > 0 && !open[depth].isParentOf(encoded, parentLength)) {
            closeLast();
        }
        return depth < 0 || open[depth].isParentOf(encoded, parentLength);
    }

    private void push(EncodedNode encoded, NodeKind kind, AclList acl) {
        byte[] cell = encoded.cell(kind);
        if (options.digestEnabled()) {
            int crc = encoded.digest();
            Cell.setDigest(cell, crc);
            digest += Integer.toUnsignedLong(crc);
        }
        if (++depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
        }
        if (open[depth] == null) {
            open[depth] = new OpenNode();
        }
        open[depth].open(encoded, keys.hash, cell, acl);
    }

    private void register(NodeKind kind, long owner, String path) {
        switch (kind) {
            case PERSISTENT -> {}
            case EPHEMERAL -> {
                ephemerals.computeIfAbsent(owner, each -> new ArrayList<>()).add(path);
                ephemeralCount++;
            }
            case CONTAINER -> containers.add(path);
            case TTL -> ttlNodes.add(path);
        }
    }

    private void closeLast() {
        open[depth - 1].add(open[depth], open[depth].close(keys.names));
        depth--;
    }

    /**
     * The finished tree.
     *
     * @param lastZxid zxid of the last transaction that it is known to hold; a fuzzy snapshot holds parts of later ones
     * @throws IllegalStateException if no node was added
     */
    public DataTree build(long lastZxid) {
        DataTree tree = edit == null ? finish(lastZxid) : edit.toTree(lastZxid);
        TreeIndex index = tree.index;
        TreeIndex withSessions = new TreeIndex(
                sessions, index.ephemerals(), index.ephemeralCount(), index.containers(), index.ttlNodes());
        return new DataTree(keys, options, tree.root, withSessions, tree.acls, tree.digest, lastZxid, tree.pathUnits);
    }

    /** The tree of the nodes added so far, without sessions. */
    private DataTree finish(long zxid) {
        if (depth < 0) {
            throw new IllegalStateException("nodes: none (expected: at least the root)");
        }
        while (depth > 0) {
            closeLast();
        }
        DataNode root = open[0].close(keys.names);
        depth = -1;
        return new DataTree(keys, options, root, index(), AclPool.empty(keys), digest, zxid, pathUnits);
    }

    private TreeIndex index() {
        PersistentMap<Long, PersistentSet<String>> byOwner = PersistentMap.empty(keys.sessions);
        for (Map.Entry<Long, List<String>> each : ephemerals.entrySet()) {
            byOwner = byOwner.with(each.getKey(), PersistentSet.of(each.getValue(), keys.paths));
        }
        return new TreeIndex(
                PersistentMap.empty(keys.sessions),
                byOwner,
                ephemeralCount,
                PersistentSet.of(containers, keys.paths),
                PersistentSet.of(ttlNodes, keys.paths));
    }

    /** A node whose children are still coming. One object serves all nodes of a level in turn. */
    private static final class OpenNode {
        private byte[] path = new byte[64];
        private int pathLength;
        private int nameHash;
        private byte[] cell;
        private int dataLength;
        private AclList acl;

        private Object[] children = new Object[8];
        private int[] hashes = new int[8];
        private int count;
        private int descendants;
        private long dataBytesBelow;

        void open(EncodedNode node, NameHash hash, byte[] nodeCell, AclList nodeAcl) {
            pathLength = node.pathLength();
            if (path.length < pathLength) {
                path = new byte[2 * pathLength];
            }
            node.copyPath(path);
            nameHash = node.nameHash(hash);
            cell = nodeCell;
            dataLength = node.dataLength();
            acl = nodeAcl;
        }

        boolean isParentOf(EncodedNode node, int parentLength) {
            return pathLength == parentLength && node.startsWith(path, pathLength);
        }

        void add(OpenNode child, DataNode node) {
            if (count == children.length) {
                children = Arrays.copyOf(children, 2 * count);
                hashes = Arrays.copyOf(hashes, 2 * count);
            }
            hashes[count] = child.nameHash;
            children[count++] = ChildMap.entry(node);
            descendants += 1 + node.children.descendants;
            dataBytesBelow += child.dataLength + node.children.dataBytes;
        }

        DataNode close(NameKeys keys) {
            if (count == 0) {
                return new DataNode(cell, acl, ChildMap.EMPTY);
            }
            DataNode node = new DataNode(cell, acl, childMap(keys));
            Arrays.fill(children, 0, count, null);
            count = 0;
            descendants = 0;
            dataBytesBelow = 0;
            return node;
        }

        private ChildMap childMap(NameKeys keys) {
            try {
                return new ChildMap(count, descendants, dataBytesBelow, HashTrie.build(children, hashes, count, keys));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "children of \"" + PathBytes.decode(path, 0, pathLength) + "\": " + e.getMessage(), e);
            }
        }
    }
}
