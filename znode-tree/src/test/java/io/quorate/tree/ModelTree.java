package io.quorate.tree;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The dumb twin of a tree: a mutable map by path, written down from the spec without regard to speed. */
final class ModelTree {
    static final class Node {
        byte[] data;
        List<Acl> acl = Acl.OPEN;
        long czxid;
        long mzxid;
        long pzxid;
        long ctime;
        long mtime;
        int version;
        int cversion;
        int aversion;
        long owner;

        Node copy() {
            Node copy = new Node();
            copy.data = data;
            copy.acl = acl;
            copy.czxid = czxid;
            copy.mzxid = mzxid;
            copy.pzxid = pzxid;
            copy.ctime = ctime;
            copy.mtime = mtime;
            copy.version = version;
            copy.cversion = cversion;
            copy.aversion = aversion;
            copy.owner = owner;
            return copy;
        }
    }

    /** The root is at "". */
    final TreeMap<String, Node> nodes = new TreeMap<>();

    final TreeMap<Long, Integer> sessions = new TreeMap<>();
    long lastZxid;

    static ModelTree fresh() {
        ModelTree model = new ModelTree();
        for (String path : List.of("", "/zookeeper", "/zookeeper/quota", "/zookeeper/config")) {
            Node node = new Node();
            node.data = new byte[0];
            model.nodes.put(path, node);
        }
        model.nodes.get("/zookeeper/config").acl = Acl.READ;
        model.nodes.get("/zookeeper/config").aversion = -1;
        return model;
    }

    ModelTree copy() {
        ModelTree copy = new ModelTree();
        nodes.forEach((path, node) -> copy.nodes.put(path, node.copy()));
        copy.sessions.putAll(sessions);
        copy.lastZxid = lastZxid;
        return copy;
    }

    static String parentOf(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    List<String> childrenOf(String path) {
        List<String> children = new ArrayList<>();
        for (String each : nodes.keySet()) {
            if (each.startsWith(path + "/") && each.indexOf('/', path.length() + 1) < 0) {
                children.add(each);
            }
        }
        return children;
    }

    void apply(TxnHeader header, Txn txn) {
        lastZxid = header.zxid();
        if (txn instanceof MultiTxn multi) {
            if (!multi.isFailed()) {
                for (SubTxn each : multi.txns()) {
                    applyOne(header, each.type(), each.txn());
                }
            }
        } else {
            applyOne(header, header.type(), txn);
        }
    }

    private void applyOne(TxnHeader header, int type, Txn txn) {
        switch (type) {
            case OpCode.CREATE, OpCode.CREATE2 -> {
                CreateTxn create = (CreateTxn) txn;
                long owner = create.ephemeral() ? header.clientId() : 0;
                create(header, create.path(), create.data(), create.acl(), owner, create.parentCVersion());
            }
            case OpCode.CREATE_CONTAINER -> {
                CreateContainerTxn create = (CreateContainerTxn) txn;
                create(header, create.path(), create.data(), create.acl(), Long.MIN_VALUE, create.parentCVersion());
            }
            case OpCode.CREATE_TTL -> {
                CreateTtlTxn create = (CreateTtlTxn) txn;
                long owner = 0xFF00_0000_0000_0000L | create.ttl();
                create(header, create.path(), create.data(), create.acl(), owner, create.parentCVersion());
            }
            case OpCode.DELETE, OpCode.DELETE_CONTAINER -> delete(((DeleteTxn) txn).path(), header.zxid());
            case OpCode.SET_DATA, OpCode.RECONFIG -> {
                SetDataTxn set = (SetDataTxn) txn;
                Node node = nodes.get(set.path());
                node.data = set.data();
                node.version = set.version();
                node.mzxid = header.zxid();
                node.mtime = header.time();
            }
            case OpCode.SET_ACL -> {
                SetAclTxn set = (SetAclTxn) txn;
                nodes.get(set.path()).acl = set.acl();
                nodes.get(set.path()).aversion = set.version();
            }
            case OpCode.CREATE_SESSION -> sessions.put(header.clientId(), ((CreateSessionTxn) txn).timeOut());
            case OpCode.CLOSE_SESSION -> closeSession(header, (CloseSessionTxn) txn);
            default -> {}
        }
    }

    private void create(TxnHeader header, String path, byte[] data, List<Acl> acl, long owner, int parentCversion) {
        Node node = new Node();
        node.data = data;
        node.acl = acl == null ? Acl.OPEN : acl;
        node.czxid = header.zxid();
        node.mzxid = header.zxid();
        node.pzxid = header.zxid();
        node.ctime = header.time();
        node.mtime = header.time();
        node.owner = owner;
        nodes.put(path, node);
        Node parent = nodes.get(parentOf(path));
        int cversion = parentCversion == -1 ? parent.cversion + 1 : parentCversion;
        if (cversion > parent.cversion) {
            parent.cversion = cversion;
            parent.pzxid = header.zxid();
        }
    }

    private void delete(String path, long zxid) {
        nodes.remove(path);
        Node parent = nodes.get(parentOf(path));
        if (parent != null) {
            parent.pzxid = Math.max(parent.pzxid, zxid);
        }
    }

    private void closeSession(TxnHeader header, CloseSessionTxn close) {
        sessions.remove(header.clientId());
        if (close.paths() != null) {
            for (String path : close.paths()) {
                delete(path, header.zxid());
            }
        }
        for (String path : ephemerals(header.clientId())) {
            delete(path, header.zxid());
        }
    }

    List<String> ephemerals(long session) {
        List<String> paths = new ArrayList<>();
        nodes.forEach((path, node) -> {
            if (node.owner == session) {
                paths.add(path);
            }
        });
        return paths;
    }

    /** All of it, recomputed (spec: storage-format §5). */
    long digest() {
        long sum = 0;
        for (Map.Entry<String, Node> each : nodes.entrySet()) {
            String path = each.getKey();
            if (!path.startsWith("/zookeeper/")) {
                Node node = each.getValue();
                ByteBuffer stat = ByteBuffer.allocate(60)
                        .putLong(node.czxid)
                        .putLong(node.mzxid)
                        .putLong(node.pzxid)
                        .putLong(node.ctime)
                        .putLong(node.mtime)
                        .putInt(node.version)
                        .putInt(node.cversion)
                        .putInt(node.aversion)
                        .putLong(node.owner);
                CRC32 crc = new CRC32();
                crc.update(path.getBytes(UTF_8));
                crc.update(node.data == null ? new byte[0] : node.data);
                crc.update(stat.array());
                sum += crc.getValue();
            }
        }
        return sum;
    }
}
