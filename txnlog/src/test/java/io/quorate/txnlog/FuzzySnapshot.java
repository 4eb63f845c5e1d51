package io.quorate.txnlog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.tree.AclList;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Adler32;

/**
 * A snapshot file as a live server writes it: sessions and ACLs as of its name, then node after node while transactions
 * go on being applied, then the digest as of the end (spec: storage-format §4.4).
 */
final class FuzzySnapshot {
    private final List<DataTree> trees;
    private final Random random;
    private final int speed;
    private final ByteBuf buffer = Unpooled.buffer();
    private final JuteWriter out = new JuteWriter(buffer);
    private final Map<AclList, Long> aclIds = new HashMap<>();
    private int now;

    /**
     * @param trees the states during the writing, first to last
     * @param speed how many transactions are applied while a node is written, at most
     */
    FuzzySnapshot(List<DataTree> trees, long seed, int speed) {
        this.trees = trees;
        this.random = new Random(seed);
        this.speed = speed;
    }

    byte[] bytes() {
        out.writeInt(SnapshotWriter.MAGIC);
        out.writeInt(2);
        out.writeLong(-1);
        DataTree first = trees.get(0);
        out.writeInt(first.sessionCount());
        for (long session : first.sessions()) {
            out.writeLong(session);
            out.writeInt(first.sessionTimeout(session));
        }
        writeAcls(first);
        writeNode("");
        out.writeString("/");
        seal();
        now = trees.size() - 1;
        out.writeLong(trees.get(now).lastZxid());
        out.writeInt(TxnDigest.VERSION);
        out.writeLong(trees.get(now).digest());
        seal();
        out.writeLong(trees.get(now).lastZxid());
        seal();
        return Arrays.copyOf(buffer.array(), buffer.readableBytes());
    }

    private void writeAcls(DataTree tree) {
        List<AclList> acls = new ArrayList<>();
        tree.visit((path, length, node) -> {
            if (!node.acl().isOpen() && !acls.contains(node.acl())) {
                acls.add(node.acl());
            }
        });
        out.writeInt(acls.size());
        for (AclList acl : acls) {
            aclIds.put(acl, aclIds.size() + 1L);
            out.writeLong(aclIds.get(acl));
            out.writeVector(acl.entries());
        }
    }

    private void writeNode(String path) {
        DataNode node = trees.get(now).find(path);
        if (node == null) {
            return;
        }
        out.writeString(path);
        node.writeData(out);
        // A list that came later has an id that the table does not have.
        out.writeLong(node.acl().isOpen() ? -1 : aclIds.computeIfAbsent(node.acl(), acl -> aclIds.size() + 1L));
        node.writeStatPersisted(out);
        List<String> children = node.childNames();
        now = Math.min(trees.size() - 1, now + random.nextInt(speed + 1));
        for (String child : children) {
            writeNode(path + "/" + child);
        }
    }

    private void seal() {
        Adler32 adler = new Adler32();
        adler.update(buffer.array(), 0, buffer.readableBytes());
        out.writeLong(adler.getValue());
        out.writeString("/");
    }
}
