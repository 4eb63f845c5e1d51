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
    private final NodeStat stat = new NodeStat();
    private final PathBuffer buffer = new PathBuffer();

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
        if (path.isEmpty() != (depth < 0 && edit == null)) {
            throw new IllegalArgumentException(
                    "first node: \"" + path + "\" (expected: the root, \"\", first and only once)");
        }
        stat.load(persisted, NodeKind.of(persisted.ephemeralOwner(), options));
        if (edit == null && !closeDownToParentOf(path)) {
            edit = new TreeEdit(finish(0));
        }
        if (edit == null) {
            push(path, data, acl);
        } else {
            edit.insert(path, data, acl, stat);
        }
        return this;
    }

    /** Closes the nodes that are not above a path. Returns whether the parent is open. */
    private boolean closeDownToParentOf(String path) {
        int parentLength = path.lastIndexOf('/');
        while (depth > 0 && !open[depth].isAt(path, parentLength)) {
            closeLast();
        }
        return depth < 0 || open[depth].isAt(path, parentLength);
    }

    private void push(String path, byte[] data, AclList acl) {
        buffer.set(path);
        int nameAt = depth < 0 ? 0 : buffer.lastSlash() + 1;
        int dataLength = data == null ? 0 : data.length;
        byte[] cell = stat.pack(buffer.bytes, nameAt, buffer.length - nameAt, data, 0, dataLength);
        if (options.digestEnabled()) {
            digest += Integer.toUnsignedLong(buffer.seal(cell, stat, buffer.length));
        }
        pathUnits += path.length();
        register(path);
        if (++depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
        }
        if (open[depth] == null) {
            open[depth] = new OpenNode();
        }
        open[depth].open(path, cell, acl);
    }

    private void register(String path) {
        switch (stat.kind) {
            case PERSISTENT -> {}
            case EPHEMERAL -> {
                ephemerals
                        .computeIfAbsent(stat.owner, owner -> new ArrayList<>())
                        .add(path);
                ephemeralCount++;
            }
            case CONTAINER -> containers.add(path);
            case TTL -> ttlNodes.add(path);
        }
    }

    private void closeLast() {
        DataNode node = open[depth].close(keys.names);
        open[--depth].add(node);
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
        private String path;
        private byte[] cell;
        private AclList acl;
        private Object[] children = new Object[8];
        private int count;

        void open(String nodePath, byte[] nodeCell, AclList nodeAcl) {
            path = nodePath;
            cell = nodeCell;
            acl = nodeAcl;
        }

        /** Whether this node's path is the first characters of another one. */
        boolean isAt(String other, int length) {
            return path.length() == length && other.startsWith(path);
        }

        void add(DataNode child) {
            if (count == children.length) {
                children = Arrays.copyOf(children, 2 * count);
            }
            children[count++] = ChildMap.entry(child);
        }

        DataNode close(NameKeys keys) {
            DataNode node = new DataNode(cell, acl, childMap(keys));
            Arrays.fill(children, 0, count, null);
            count = 0;
            return node;
        }

        private ChildMap childMap(NameKeys keys) {
            try {
                return ChildMap.of(children, count, keys);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("children of \"" + path + "\": " + e.getMessage(), e);
            }
        }
    }
}
