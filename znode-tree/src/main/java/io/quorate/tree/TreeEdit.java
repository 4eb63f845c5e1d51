package io.quorate.tree;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.txn.CreateTxn;
import java.util.Arrays;
import java.util.List;

/**
 * A tree that is being changed: the operations on znodes that transactions are made of, keeping digest, index and totals right.
 * Mutable; for one thread; what {@link #toTree} has given out is not touched again.
 *
 * <p>Each operation walks from the root to the node concerned, remembering the nodes on the way (the spine), and then makes those
 * anew from the bottom up; after that the next operation has to walk again.
 */
final class TreeEdit {
    private final DataTree before;
    private final TrieKeys keys;
    private final boolean digestEnabled;

    private DataNode root;
    private TreeIndex index;
    private AclPool acls;
    private long digest;
    private long pathUnits;

    private final NodeStat stat = new NodeStat();

    private final PathBuffer path = new PathBuffer();

    /** Nodes from the root down to the one that was walked to, and the hashes of their names. */
    private DataNode[] spine = new DataNode[8];

    private int[] hashes = new int[8];
    private int depth;

    /** After {@link #goToParent}: where the path's last slash is, the hash of the name behind it, and the node of that name. */
    private int parentLength;

    private int childHash;
    private DataNode child;

    TreeEdit(DataTree before) {
        this.before = before;
        this.keys = before.keys;
        this.digestEnabled = before.options.digestEnabled();
        this.root = before.root;
        this.index = before.index;
        this.acls = before.acls;
        this.digest = before.digest;
        this.pathUnits = before.pathUnits;
    }

    DataTree toTree(long zxid) {
        return new DataTree(keys, before.options, root, index, acls, digest, zxid, pathUnits);
    }

    TreeIndex index() {
        return index;
    }

    void setIndex(TreeIndex changed) {
        index = changed;
    }

    /** The shared list with these entries. */
    AclList acl(List<Acl> entries) {
        AclList acl = AclList.of(entries);
        AclList shared = acls.find(acl);
        if (shared != null) {
            return shared;
        }
        acls = acls.with(acl, keys);
        return acl;
    }

    /** The node at a path, or null. Does not move this edit. */
    DataNode find(String nodePath) {
        return PathWalk.find(root, nodePath, keys.hash);
    }

    /** Goes to the parent of a path's node, which need not exist itself. Returns whether the parent exists. */
    boolean goToParent(String nodePath) {
        path.set(nodePath);
        int slash = path.lastSlash();
        if (slash < 0 || !walk(slash)) {
            return false;
        }
        parentLength = slash;
        childHash = keys.hash.of(path.bytes, slash + 1, path.length);
        child = spine[depth].children.find(childHash, path.bytes, slash + 1, path.length);
        return true;
    }

    /** The parent gone to. */
    DataNode parent() {
        return spine[depth];
    }

    /** The child of {@link #parent} that the path names, or null. */
    DataNode child() {
        return child;
    }

    /** Creates the {@link #child} that is missing. Returns it. */
    DataNode create(String nodePath, byte[] data, AclList acl, long owner, int parentCversion, long zxid, long time) {
        stat.born(zxid, time, owner, NodeKind.of(owner, before.options));
        DataNode node = addChild(nodePath, data, acl);
        DataNode parent = spine[depth];
        byte[] parentCell = withChildCreated(parent.cell, parentCversion, zxid);
        ChildMap siblings = parent.children.with(node, childHash, keys.names);
        replaceSpine(new DataNode(parentCell, parent.acl, siblings));
        return node;
    }

    /**
     * Adds a node as it is, telling its parent nothing. A missing parent or present node is an {@link IllegalArgumentException}.
     *
     * @param as stat and kind of the node
     */
    void insert(String nodePath, byte[] data, AclList acl, NodeStat as) {
        if (!goToParent(nodePath) || child != null) {
            throw new IllegalArgumentException("node " + nodePath
                    + (child == null ? ": no parent (expected: parents first)" : " given twice (expected: once)"));
        }
        stat.copyFrom(as);
        DataNode node = addChild(nodePath, data, acl);
        DataNode parent = spine[depth];
        replaceSpine(parent.with(parent.children.with(node, childHash, keys.names)));
    }

    /** A node with the current stat, counted in everything but its parent. */
    private DataNode addChild(String nodePath, byte[] data, AclList acl) {
        int nameAt = parentLength + 1;
        byte[] cell = stat.pack(path.bytes, nameAt, path.length - nameAt, data, 0, data == null ? 0 : data.length);
        count(null, cell, path.length);
        index = index.with(stat.kind, stat.owner, nodePath, keys);
        pathUnits += nodePath.length();
        return new DataNode(cell, acl, ChildMap.EMPTY);
    }

    /** Tells the parent gone to of a creation that the tree holds already. */
    void raiseParentCversion(int parentCversion, long zxid) {
        DataNode parent = spine[depth];
        byte[] cell = withChildCreated(parent.cell, parentCversion, zxid);
        if (cell != parent.cell) {
            replaceSpine(parent.with(cell));
        }
    }

    /** The parent's cell after a creation, which may be the same one. {@code cversion} -1 stands for one more than now. */
    private byte[] withChildCreated(byte[] cell, int cversion, long zxid) {
        stat.load(cell);
        int raised = cversion == CreateTxn.UNKNOWN_PARENT_CVERSION ? stat.cversion + 1 : cversion;
        if (raised <= stat.cversion) {
            return cell;
        }
        stat.cversion = raised;
        stat.pzxid = zxid;
        byte[] changed = stat.pack(cell);
        count(cell, changed, parentLength);
        return changed;
    }

    /** Deletes the {@link #child}, if there is one, with all below it; and tells the parent of a deletion in either case. */
    void delete(String nodePath, long zxid) {
        DataNode parent = spine[depth];
        byte[] parentCell = withChildDeleted(parent.cell, zxid);
        if (child == null) {
            if (parentCell != parent.cell) {
                replaceSpine(parent.with(parentCell));
            }
            return;
        }
        replaceSpine(new DataNode(parentCell, parent.acl, parent.children.without(child, childHash)));
        forget(child, nodePath);
        if (child.children.size > 0) {
            for (TreeCursor each = new TreeCursor(child, nodePath); each.next(); ) {
                forget(each.node(), each.pathString());
            }
        }
    }

    private byte[] withChildDeleted(byte[] cell, long zxid) {
        if (zxid <= Cell.pzxid(cell)) {
            return cell;
        }
        stat.load(cell);
        stat.pzxid = zxid;
        byte[] changed = stat.pack(cell);
        count(cell, changed, parentLength);
        return changed;
    }

    /** Takes a node that leaves the tree out of digest, index and totals. */
    private void forget(DataNode node, String nodePath) {
        byte[] cell = node.cell;
        digest -= Integer.toUnsignedLong(Cell.digest(cell));
        index = index.without(Cell.kind(cell), Cell.owner(cell), nodePath);
        pathUnits -= nodePath.length();
    }

    /** Replaces a node's data. Returns the new node, or null if there is none. */
    DataNode setData(String nodePath, byte[] data, int version, long zxid, long time) {
        path.set(nodePath);
        if (!walk(path.length)) {
            return null;
        }
        DataNode node = spine[depth];
        stat.load(node.cell);
        stat.version = version;
        stat.mzxid = zxid;
        stat.mtime = time;
        byte[] cell = stat.pack(node.cell, data);
        count(node.cell, cell, path.length);
        return replaceSpine(node.with(cell));
    }

    /** Replaces a node's ACL and aversion. Returns the new node, or null if there is none. */
    DataNode setAcl(String nodePath, AclList acl, int aversion) {
        path.set(nodePath);
        if (!walk(path.length)) {
            return null;
        }
        DataNode node = spine[depth];
        stat.load(node.cell);
        stat.aversion = aversion;
        byte[] cell = stat.pack(node.cell);
        count(node.cell, cell, path.length);
        return replaceSpine(new DataNode(cell, acl, node.children));
    }

    /** Replaces the ACL of the {@link #child} and nothing else. */
    void setChildAcl(AclList acl) {
        push(child, childHash);
        replaceSpine(child.with(acl));
    }

    /** Goes to the node whose path is the first bytes of the current one. Returns whether it exists. */
    private boolean walk(int length) {
        spine[0] = root;
        depth = 0;
        int from = 1;
        if (length > 0 && !path.startsWithSlash()) {
            return false;
        }
        while (from <= length) {
            int to = path.nextSlash(from, length);
            int hash = keys.hash.of(path.bytes, from, to);
            DataNode next = spine[depth].children.find(hash, path.bytes, from, to);
            if (next == null) {
                return false;
            }
            push(next, hash);
            from = to + 1;
        }
        return true;
    }

    private void push(DataNode node, int hash) {
        if (++depth == spine.length) {
            spine = Arrays.copyOf(spine, 2 * depth);
            hashes = Arrays.copyOf(hashes, 2 * depth);
        }
        spine[depth] = node;
        hashes[depth] = hash;
    }

    /** Puts a node in the place of the one walked to, and makes all above anew. Returns the node. */
    private DataNode replaceSpine(DataNode changed) {
        DataNode node = changed;
        for (int i = depth; i > 0; i--) {
            DataNode parent = spine[i - 1];
            node = parent.with(parent.children.replace(spine[i], node, hashes[i]));
        }
        root = node;
        return changed;
    }

    /**
     * Counts a new cell, in the place of an old one if not null, in the digest; the stat must be the new cell's, and its path the
     * first bytes of the current one.
     */
    private void count(byte[] old, byte[] cell, int length) {
        if (digestEnabled) {
            long crc = Integer.toUnsignedLong(path.seal(cell, stat, length));
            digest += old == null ? crc : crc - Integer.toUnsignedLong(Cell.digest(old));
        }
    }
}
