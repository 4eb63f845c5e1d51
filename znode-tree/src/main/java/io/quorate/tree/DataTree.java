package io.quorate.tree;

import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import java.util.Collections;
import java.util.List;

/**
 * All znodes and sessions as of one transaction. Immutable; safe on any thread.
 *
 * <p>Every change gives a new tree that shares almost everything with the old one, which stays as it is for as long as somebody
 * holds it. To undo a change drop the new tree.
 */
public final class DataTree {
    final TrieKeys keys;
    final TreeOptions options;
    final DataNode root;
    final TreeIndex index;
    final AclPool acls;
    final long digest;
    final long lastZxid;
    /** UTF-16 units of all paths together but the root's. */
    final long pathUnits;

    DataTree(
            TrieKeys keys,
            TreeOptions options,
            DataNode root,
            TreeIndex index,
            AclPool acls,
            long digest,
            long lastZxid,
            long pathUnits) {
        this.keys = keys;
        this.options = options;
        this.root = root;
        this.index = index;
        this.acls = acls;
        this.digest = digest;
        this.lastZxid = lastZxid;
        this.pathUnits = pathUnits;
    }

    /**
     * The tree of a new server (spec: client-protocol §14).
     *
     * @param hashSeed decides the order of children; better not known to clients, who else could choose names that collide
     */
    public static DataTree fresh(long hashSeed, TreeOptions options) {
        return FreshTree.of(hashSeed, options);
    }

    /** Starts to load a tree from a snapshot. */
    public static TreeBuilder builder(long hashSeed, TreeOptions options) {
        return new TreeBuilder(hashSeed, options);
    }

    /** The settings that the tree was made with. */
    public TreeOptions options() {
        return options;
    }

    /** Zxid of the last transaction applied. */
    public long lastZxid() {
        return lastZxid;
    }

    /** Digest of all nodes, version 2 (spec: storage-format §5); 0 if digests are off. */
    public long digest() {
        return digest;
    }

    /** Number of znodes, the root included. Apache shows one more, for it counts the root twice. */
    public int nodeCount() {
        return 1 + root.children.descendants;
    }

    /** Characters of all paths and bytes of all data. */
    public long approximateDataSize() {
        return 1 + pathUnits + root.subtreeDataBytes();
    }

    /** Number of ephemeral znodes. */
    public int ephemeralCount() {
        return index.ephemeralCount();
    }

    /**
     * The node at a path, or null if there is none, which includes any string that is no path. The root is at "/" and at "".
     *
     * <p>The data of a quota's {@code zookeeper_stats} node is made up on the spot from what the tree holds.
     */
    public DataNode find(String path) {
        DataNode node = PathWalk.find(root, path, keys.hash);
        return node != null && Quotas.isStatsPath(path) ? Quotas.withUsage(this, path, node) : node;
    }

    /** Whether a session is known. */
    public boolean hasSession(long session) {
        return index.sessions().get(session) != null;
    }

    /** Timeout of a session in ms, -1 if it is unknown. */
    public int sessionTimeout(long session) {
        Integer timeout = index.sessions().get(session);
        return timeout == null ? -1 : timeout;
    }

    public int sessionCount() {
        return index.sessions().size();
    }

    /** Ids of the sessions, ascending. A new list. */
    public List<Long> sessions() {
        return index.sessions().sortedKeys();
    }

    /** Paths of a session's ephemerals, ascending. A new list; empty for an unknown session. */
    public List<String> ephemerals(long session) {
        PersistentSet<String> paths = index.ephemerals().get(session);
        return paths == null ? List.of() : paths.sorted();
    }

    /** The sessions that own ephemerals, ascending, whether they are known or not. A new list. */
    public List<Long> ephemeralOwners() {
        return index.ephemerals().sortedKeys();
    }

    /** Paths of the containers. */
    public Iterable<String> containers() {
        return index.containers().isEmpty() ? Collections.emptyList() : index.containers();
    }

    /** Paths of the TTL nodes. */
    public Iterable<String> ttlNodes() {
        return index.ttlNodes().isEmpty() ? Collections.emptyList() : index.ttlNodes();
    }

    /** The quota of the deepest node at or above this path that has one, or null. The path need not exist. */
    public Quota quotaFor(String path) {
        return Quotas.covering(this, path);
    }

    /** All quotas, by path. A new list. */
    public List<Quota> quotas() {
        return Quotas.all(this);
    }

    /**
     * The effect of a committed transaction.
     *
     * @throws IllegalStateException if it does not fit this tree: its zxid is not above the last one, it needs a node that is
     *     missing, or it creates one that exists. An operation that a leader may only have found possible makes none of these
     */
    public Applied apply(TxnHeader header, Txn txn) {
        return new TxnApplication(this, header, false).apply(txn);
    }

    /**
     * The effect of a logged transaction on a tree that may already hold it or later ones, as one loaded from a fuzzy snapshot
     * does until its log has been replayed (spec: storage-format §4.4).
     */
    public Applied applyLenient(TxnHeader header, Txn txn) {
        return new TxnApplication(this, header, true).apply(txn);
    }

    /** The same nodes and sessions as of another zxid. */
    public DataTree withZxid(long zxid) {
        return zxid == lastZxid ? this : new DataTree(keys, options, root, index, acls, digest, zxid, pathUnits);
    }

    /** Without the ephemerals of unknown sessions (spec: storage-format §3.1). */
    public DataTree withoutOrphanEphemerals() {
        TreeEdit edit = new TreeEdit(this);
        for (Long owner : ephemeralOwners()) {
            if (!hasSession(owner)) {
                for (String path : ephemerals(owner)) {
                    edit.goToParent(path);
                    edit.delete(path, lastZxid);
                }
            }
        }
        return edit.toTree(lastZxid);
    }

    /**
     * With the ensemble's configuration in {@code /zookeeper/config}, which is created if a snapshot of old had none (spec:
     * client-protocol §14).
     *
     * @param text of the configuration
     * @param configZxid zxid of the configuration, its version
     * @param mtime ms since 1970
     */
    public DataTree withConfig(byte[] text, long configZxid, long mtime) {
        TreeEdit edit = new TreeEdit(this);
        FreshTree.ensureConfig(edit);
        edit.setData(FreshTree.CONFIG, text, -1, configZxid, mtime);
        return edit.toTree(lastZxid);
    }

    /** A walk over all nodes, each parent before its children, to save them. */
    public TreeCursor cursor() {
        return new TreeCursor(this);
    }

    /** Shows all nodes to a visitor, each parent before its children. */
    public <X extends Exception> void visit(NodeVisitor<X> visitor) throws X {
        for (TreeCursor each = cursor(); each.next(); ) {
            visitor.visit(each.path(), each.pathLength(), each.node());
        }
    }

    @Override
    public String toString() {
        return "DataTree[zxid=0x" + Long.toHexString(lastZxid) + ", nodes=" + nodeCount() + ", digest=0x"
                + Long.toHexString(digest) + "]";
    }
}
