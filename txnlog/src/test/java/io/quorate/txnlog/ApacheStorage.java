package io.quorate.txnlog;

import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.StatPersisted;
import org.apache.zookeeper.server.TxnLogEntry;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.util.SerializeUtils;

/** The storage of the released Apache ZooKeeper server, as a judge. */
final class ApacheStorage implements AutoCloseable {
    static {
        System.setProperty("zookeeper.extendedTypesEnabled", "true");
    }

    final FileTxnSnapLog files;
    final org.apache.zookeeper.server.DataTree tree = new org.apache.zookeeper.server.DataTree();
    final ConcurrentHashMap<Long, Integer> sessions = new ConcurrentHashMap<>();
    final List<Long> digestMismatches = new ArrayList<>();
    private long replayed;

    ApacheStorage(Path dataDir, Path logDir) throws IOException {
        files = new FileTxnSnapLog(logDir.toFile(), dataDir.toFile());
        tree.addDigestWatcher(digestMismatches::add);
    }

    /** Loads what is there, and returns the last zxid. */
    long restore() throws IOException {
        return files.restore(tree, sessions, (header, txn, digest) -> replayed++);
    }

    /** Transactions applied by {@link #restore}. */
    long replayed() {
        return replayed;
    }

    /** Appends an encoded transaction, without forcing it, and applies it. */
    void append(byte[] txn) throws IOException {
        files.append(SerializeUtils.deserializeTxn(txn).toRequest());
        apply(txn);
    }

    void apply(byte[] txn) throws IOException {
        TxnLogEntry entry = SerializeUtils.deserializeTxn(txn);
        try {
            files.processTransaction(entry.getHeader(), tree, sessions, entry.getTxn());
        } catch (org.apache.zookeeper.KeeperException e) {
            throw new AssertionError(e);
        }
        tree.compareDigest(entry.getHeader(), entry.getTxn(), entry.getDigest());
    }

    /** Saves its tree as it is, while it may change. */
    File save() throws IOException {
        return files.save(tree, sessions, true);
    }

    /** Everything in its tree, in the words of {@link #describe(DataTree)}. */
    Map<String, String> describe() throws IOException {
        Map<String, String> nodes = new TreeMap<>();
        describe("", nodes);
        sessions.forEach((session, timeout) ->
                nodes.put("session " + session, timeout + " " + new TreeSet<>(tree.getEphemerals(session))));
        nodes.put("digest", Long.toHexString(tree.getTreeDigest()) + " " + Long.toHexString(tree.lastProcessedZxid));
        return nodes;
    }

    private void describe(String path, Map<String, String> nodes) throws IOException {
        org.apache.zookeeper.server.DataNode node = tree.getNode(path.isEmpty() ? "/" : path);
        StatPersisted stat = node.stat;
        List<String> acls = new ArrayList<>();
        for (ACL acl : tree.getACL(node)) {
            acls.add(acl.getPerms() + ":" + acl.getId().getScheme() + ":"
                    + acl.getId().getId());
        }
        nodes.put(
                path,
                text(
                                node.getData(),
                                stat.getCzxid(),
                                stat.getMzxid(),
                                stat.getPzxid(),
                                stat.getCtime(),
                                stat.getMtime())
                        + text(stat.getVersion(), stat.getCversion(), stat.getAversion(), stat.getEphemeralOwner())
                        + acls);
        for (String child : node.getChildren()) {
            describe(path + "/" + child, nodes);
        }
    }

    /** Everything in a tree of ours. */
    static Map<String, String> describe(DataTree tree) {
        Map<String, String> nodes = new TreeMap<>();
        tree.visit((path, length, node) -> nodes.put(
                new String(path, 0, length, StandardCharsets.UTF_8),
                text(node.data(), node.czxid(), node.mzxid(), node.pzxid(), node.ctime(), node.mtime())
                        + text(node.version(), node.persistedCversion(), node.aversion(), node.persistedOwner())
                        + acls(node)));
        for (long session : tree.sessions()) {
            nodes.put("session " + session, tree.sessionTimeout(session) + " " + tree.ephemerals(session));
        }
        nodes.put("digest", Long.toHexString(tree.digest()) + " " + Long.toHexString(tree.lastZxid()));
        return nodes;
    }

    private static List<String> acls(DataNode node) {
        return node.acl().entries().stream()
                .map(acl ->
                        acl.perms() + ":" + acl.id().scheme() + ":" + acl.id().id())
                .toList();
    }

    private static String text(byte[] data, long... numbers) {
        return (data == null ? "null" : new String(data, StandardCharsets.ISO_8859_1)) + Arrays.toString(numbers);
    }

    private static String text(long... numbers) {
        return Arrays.toString(numbers);
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
