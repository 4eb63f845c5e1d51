package io.quorate.txnlog;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes transactions of every type that fit one after the other, with their digests, as a leader does. */
final class TxnMaker {
    static final TreeOptions OPTIONS = new TreeOptions(true, false, true);

    private static final List<List<Acl>> ACLS = List.of(
            Acl.OPEN,
            Acl.READ,
            List.of(new Acl(31, new Id("digest", "bob:hash"))),
            List.of(new Acl(1, new Id("ip", "10.0.0.0/8")), new Acl(31, new Id("digest", "é€:hash"))));

    private final Random random;
    private DataTree tree;
    private long zxid;
    private long time = 1_700_000_000_000L;
    private int names;

    TxnMaker(long seed) {
        this(seed, DataTree.fresh(7, OPTIONS));
    }

    TxnMaker(long seed, DataTree tree) {
        this.random = new Random(seed);
        this.tree = tree;
        this.zxid = tree.lastZxid();
        this.names = random.nextInt(1 << 30);
    }

    /** The state after the last transaction made. */
    DataTree tree() {
        return tree;
    }

    long zxid() {
        return zxid;
    }

    /** Lets the next transaction be the first of the next epoch. */
    TxnMaker newEpoch() {
        zxid = Zxid.of(Zxid.epoch(zxid) + 1, 0);
        return this;
    }

    /** The given number of random transactions, encoded. */
    List<byte[]> make(int count) {
        List<byte[]> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(next());
        }
        return made;
    }

    byte[] next() {
        List<Long> sessions = tree.sessions();
        if (sessions.size() < 2) {
            return session();
        }
        return switch (random.nextInt(12)) {
            case 0 -> sessions.size() < 6 ? session() : close(pick(sessions));
            case 1 -> error();
            case 2, 3 -> delete();
            case 4, 5 -> setData();
            case 6 -> setAcl();
            case 7 -> multi(random.nextInt(4) == 0);
            case 8 -> create(OpCode.CREATE_CONTAINER);
            case 9 -> create(OpCode.CREATE_TTL);
            case 10 -> create(OpCode.CREATE2);
            default -> create(OpCode.CREATE);
        };
    }

    byte[] session() {
        return apply(0x0100_0000_0000_0000L + random.nextInt(1000), OpCode.CREATE_SESSION, new CreateSessionTxn(30000));
    }

    byte[] close(long session) {
        return apply(session, OpCode.CLOSE_SESSION, new CloseSessionTxn(tree.ephemerals(session)));
    }

    byte[] error() {
        return apply(1, OpCode.ERROR, new ErrorTxn(-101));
    }

    byte[] create(int type) {
        boolean ephemeral = type == OpCode.CREATE2 && random.nextBoolean();
        return apply(pick(tree.sessions()), type, createTxn(type, ephemeral, parent(), 0));
    }

    /** A plain node with data of the given length at the top. */
    byte[] createWithData(int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        int cversion = tree.find("/").persistedCversion() + 1;
        return apply(1, OpCode.CREATE, new CreateTxn("/d" + names++, data, Acl.OPEN, false, cversion));
    }

    byte[] delete() {
        List<String> leaves = new ArrayList<>();
        tree.visit((path, length, node) -> {
            String text = new String(path, 0, length, StandardCharsets.UTF_8);
            if (node.numChildren() == 0 && !text.startsWith("/zookeeper")) {
                leaves.add(text);
            }
        });
        return leaves.isEmpty() ? error() : apply(1, OpCode.DELETE, new DeleteTxn(pick(leaves)));
    }

    byte[] setData() {
        String path = parent();
        return apply(1, OpCode.SET_DATA, new SetDataTxn(path, data(), node(path).version() + 1));
    }

    byte[] setAcl() {
        String path = parent();
        return apply(
                1, OpCode.SET_ACL, new SetAclTxn(path, pick(ACLS), node(path).aversion() + 1));
    }

    byte[] multi(boolean failed) {
        String path = parent();
        Txn create = createTxn(OpCode.CREATE, false, "/", 0);
        Txn other = createTxn(OpCode.CREATE2, false, "/", 1);
        List<SubTxn> txns = failed
                ? List.of(new SubTxn(OpCode.CREATE, create), SubTxn.error(-110), SubTxn.error(-2))
                : List.of(
                        new SubTxn(OpCode.CREATE, create),
                        new SubTxn(
                                OpCode.CHECK,
                                new CheckVersionTxn(path, node(path).version() + 1)),
                        new SubTxn(OpCode.CREATE2, other),
                        new SubTxn(OpCode.DELETE, new DeleteTxn(((CreateTxn) create).path())));
        return apply(pick(tree.sessions()), OpCode.MULTI, new MultiTxn(txns));
    }

    private Txn createTxn(int type, boolean ephemeral, String parent, int after) {
        String path = (parent.equals("/") ? "" : parent) + "/n" + names++;
        int cversion = node(parent).persistedCversion() + 1 + after;
        return switch (type) {
            case OpCode.CREATE_CONTAINER -> new CreateContainerTxn(path, data(), pick(ACLS), cversion);
            case OpCode.CREATE_TTL -> new CreateTtlTxn(path, data(), pick(ACLS), cversion, 60_000);
            default -> new CreateTxn(path, data(), pick(ACLS), ephemeral, cversion);
        };
    }

    private byte[] apply(long session, int type, Txn txn) {
        time += random.nextInt(5);
        TxnHeader header = new TxnHeader(session, random.nextInt(), ++zxid, time, type);
        tree = tree.apply(header, txn).after();
        return new TxnEntry(header, txn, new TxnDigest(TxnDigest.VERSION, tree.digest())).encode();
    }

    /** A node that can have children. */
    private String parent() {
        List<String> parents = new ArrayList<>();
        tree.visit((path, length, node) -> {
            String text = new String(path, 0, length, StandardCharsets.UTF_8);
            if (node.ephemeralOwner() == 0 && !text.startsWith("/zookeeper")) {
                parents.add(text.isEmpty() ? "/" : text);
            }
        });
        return pick(parents);
    }

    private DataNode node(String path) {
        return tree.find(path);
    }

    private byte[] data() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> new byte[random.nextInt(1500)];
            default -> ("data" + random.nextInt()).getBytes(StandardCharsets.UTF_8);
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
