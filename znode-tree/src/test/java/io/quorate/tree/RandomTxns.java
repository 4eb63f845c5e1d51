package io.quorate.tree;

import io.quorate.jute.OpCode;
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
import io.quorate.jute.txn.TxnHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes transactions that fit, each the next one after those before, as a leader would. */
final class RandomTxns {
    /** A transaction with its header. */
    record Next(TxnHeader header, Txn txn) {}

    private static final List<String> NAMES = List.of("a", "b", "cc", "node-0000000001", "é", "€uro", "x y");
    private static final List<List<Acl>> ACLS = List.of(
            Acl.OPEN,
            Acl.READ,
            List.of(new Acl(31, new Id("digest", "bob:hash"))),
            List.of(new Acl(1, new Id("ip", "10.0.0.0/8")), new Acl(31, new Id("digest", "bob:hash"))));
    private static final int DEPTH_MAX = 4;

    private final Random random;
    /** State after the transactions made so far. */
    final ModelTree model = ModelTree.fresh();

    private long zxid = 0x1_0000_0000L;
    private long time = 1_700_000_000_000L;
    private long nextSession = 0x0100_0000_0000_0000L;

    private final boolean closeListsAll;

    RandomTxns(long seed) {
        this(seed, false);
    }

    /** Whether every closeSession lists all the ephemerals, as leaders have done since release 3.6. */
    RandomTxns(long seed, boolean closeListsAll) {
        this.random = new Random(seed);
        this.closeListsAll = closeListsAll;
    }

    Next next() {
        zxid++;
        time += random.nextInt(3);
        Next next = make();
        model.apply(next.header, next.txn);
        return next;
    }

    private Next make() {
        int kind = random.nextInt(100);
        if (kind < 6 || model.sessions.isEmpty()) {
            return next(nextSession++, OpCode.CREATE_SESSION, new CreateSessionTxn(1000 + random.nextInt(9) * 1000));
        }
        long session = pick(new ArrayList<>(model.sessions.keySet()));
        if (kind < 11) {
            return next(session, OpCode.CLOSE_SESSION, new CloseSessionTxn(pathsToClose(session)));
        }
        if (kind < 14) {
            return next(session, OpCode.ERROR, new ErrorTxn(-101));
        }
        if (kind < 16) {
            return next(session, OpCode.RECONFIG, new SetDataTxn("/zookeeper/config", data(), -1));
        }
        if (kind < 28) {
            return next(session, OpCode.MULTI, multi(session));
        }
        SubTxn op = operation(model, true);
        return next(session, op.type(), op.txn());
    }

    private Next next(long session, int type, Txn txn) {
        return new Next(new TxnHeader(session, random.nextInt(1000), zxid, time, type), txn);
    }

    /** All ephemerals; or, which is allowed as well, some of them, none, or one that is gone. */
    private List<String> pathsToClose(long session) {
        List<String> paths = model.ephemerals(session);
        return switch (closeListsAll ? 5 : random.nextInt(6)) {
            case 0 -> null;
            case 1 -> List.of();
            case 2 -> List.of("/a/gone-before");
            default -> paths;
        };
    }

    private MultiTxn multi(long session) {
        ModelTree after = model.copy();
        List<SubTxn> ops = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            SubTxn op = operation(after, false);
            ops.add(op);
            after.apply(new TxnHeader(session, 0, zxid, time, op.type()), op.txn());
        }
        if (random.nextInt(5) == 0) {
            ops.add(SubTxn.error(-110));
            ops.add(SubTxn.error(-2));
        }
        return new MultiTxn(ops);
    }

    private SubTxn operation(ModelTree at, boolean aloneToo) {
        List<String> paths = new ArrayList<>(at.nodes.keySet());
        String path = pick(paths);
        int kind = random.nextInt(100);
        if (kind < 25 && isDeletable(at, path)) {
            int type = kind < 3 && aloneToo ? OpCode.DELETE_CONTAINER : OpCode.DELETE;
            return new SubTxn(type, new DeleteTxn(path));
        }
        if (kind < 45) {
            return new SubTxn(OpCode.SET_DATA, new SetDataTxn(path, data(), at.nodes.get(path).version + 1));
        }
        if (kind < 52 && aloneToo) {
            int aversion = at.nodes.get(path).aversion + 1;
            return new SubTxn(OpCode.SET_ACL, new SetAclTxn(path, pick(ACLS), aversion));
        }
        if (kind < 55 && !aloneToo) {
            return new SubTxn(OpCode.CHECK, new CheckVersionTxn(path, at.nodes.get(path).version + 1));
        }
        return create(at, paths);
    }

    private static boolean isDeletable(ModelTree at, String path) {
        return !path.isEmpty()
                && !List.of("/zookeeper", "/zookeeper/quota", "/zookeeper/config")
                        .contains(path)
                && at.childrenOf(path).isEmpty();
    }

    private SubTxn create(ModelTree at, List<String> paths) {
        String path;
        do {
            String parent = pick(paths);
            boolean closed = parent.split("/").length > DEPTH_MAX || isSession(at.nodes.get(parent).owner);
            path = (closed ? "" : parent) + "/" + (random.nextInt(3) > 0 ? pick(NAMES) : "n" + random.nextInt(500));
        } while (at.nodes.containsKey(path));
        int cversion = at.nodes.get(ModelTree.parentOf(path)).cversion + 1;
        List<Acl> acl = random.nextInt(8) == 0 ? null : pick(ACLS);
        return switch (random.nextInt(6)) {
            case 0 -> new SubTxn(OpCode.CREATE_CONTAINER, new CreateContainerTxn(path, data(), acl, cversion));
            case 1 -> new SubTxn(
                    OpCode.CREATE_TTL, new CreateTtlTxn(path, data(), acl, cversion, 1 + random.nextInt(5)));
            case 2 -> new SubTxn(OpCode.CREATE2, new CreateTxn(path, data(), acl, random.nextBoolean(), cversion));
            default -> new SubTxn(OpCode.CREATE, new CreateTxn(path, data(), acl, random.nextBoolean(), cversion));
        };
    }

    private static boolean isSession(long owner) {
        return owner > 0;
    }

    private byte[] data() {
        if (random.nextInt(8) == 0) {
            return null;
        }
        byte[] data = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(40)];
        random.nextBytes(data);
        return data;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
