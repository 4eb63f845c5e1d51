package io.quorate.tests.differential;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.EmptyRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.proto.WatchesRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes single requests that leave the connection open and that may stand anywhere in a burst. */
final class Calls {
    private static final int WATCHED_PATHS_MAX = 12;

    private final Choices choose;
    private final Writes writes;
    private final TreeGuess tree;
    private final boolean enforceQuota;
    private final Map<Integer, List<String>> watched = new TreeMap<>();

    Calls(Choices choose, Writes writes, TreeGuess tree, boolean enforceQuota) {
        this.choose = choose;
        this.writes = writes;
        this.tree = tree;
        this.enforceQuota = enforceQuota;
    }

    /** A request of the session in the given slot. */
    Call any(int slot) {
        Call call = choose.below(100) < 52 ? write(slot) : read(slot);
        if (choose.oneIn(60)) {
            return call.withTrailing(new byte[1 + choose.below(9)]);
        }
        boolean plain = call.xid() == Call.NEXT_XID;
        return plain && choose.oneIn(60) ? call.withXid(choose.of(List.of(-3, -2, -4, -8, -100, 77))) : call;
    }

    private Call write(int slot) {
        int choice = choose.below(100);
        if (choice < 66) {
            return single(writes.any(), slot);
        } else if (choice < 76) {
            return single(writes.setAcl(), slot);
        } else if (choice < 98) {
            return multi(slot);
        } else if (choice < 99) {
            return deleteMissingContainer();
        }
        return Call.of(OpCode.RECONFIG, new ReconfigRequest("server.9=localhost:1:2;3", null, null, -1));
    }

    private Call single(Op op, int slot) {
        tree.apply(op, slot);
        return Call.of(op.type(), op.request());
    }

    /** One that Apache refuses too: it would delete any childless node for anybody, we let nobody. */
    private Call deleteMissingContainer() {
        return Call.of(OpCode.DELETE_CONTAINER, new PathRequest("/never/there"));
    }

    /** With enforced quotas at most one write: Apache checks each against what was there before the multi. */
    private Call multi(int slot) {
        List<Op> ops = new ArrayList<>();
        int count = choose.oneIn(20) ? 0 : 1 + choose.below(5);
        while (ops.size() < count) {
            Op op = choose.oneIn(6) || enforceQuota && !ops.isEmpty() ? writes.check() : writes.any();
            if (!spoilsMulti(op)) {
                ops.add(op);
            }
        }
        tree.applyAll(ops, slot);
        return Call.of(OpCode.MULTI, new MultiRequest(ops));
    }

    /**
     * Flags that do not exist, TTL flags in other creates and null ACLs make a whole multi undecodable: those are
     * {@link Damage}'s.
     */
    private static boolean spoilsMulti(Op op) {
        if (op.request() instanceof CreateRequest create) {
            return create.acl() == null || !CreateFlags.isValid(create.flags()) || CreateFlags.isTtl(create.flags());
        }
        return op.request() instanceof CreateTtlRequest create
                && (create.acl() == null || !CreateFlags.isValid(create.flags()));
    }

    private Call multiRead() {
        List<Op> ops = new ArrayList<>();
        int count = choose.oneIn(20) ? 0 : 1 + choose.below(4);
        for (int op = 0; op < count; op++) {
            int opCode = choose.oneIn(2) ? OpCode.GET_DATA : OpCode.GET_CHILDREN;
            ops.add(new Op(opCode, new WatchedPathRequest(choose.path(), choose.oneIn(2))));
        }
        return Call.of(OpCode.MULTI_READ, new MultiRequest(ops));
    }

    private Call read(int slot) {
        int choice = choose.below(100);
        if (choice < 46) {
            return watchedRead(slot);
        } else if (choice < 52) {
            return Call.of(OpCode.GET_ACL, new PathRequest(choose.path()));
        } else if (choice < 58) {
            return multiRead();
        } else if (choice < 68) {
            return addWatch(slot);
        } else if (choice < 80) {
            return watches(slot);
        } else if (choice < 88) {
            return setWatches();
        }
        return other(choice - 88);
    }

    private Call watchedRead(int slot) {
        int opCode = choose.of(List.of(
                OpCode.EXISTS,
                OpCode.EXISTS,
                OpCode.GET_DATA,
                OpCode.GET_DATA,
                OpCode.GET_CHILDREN,
                OpCode.GET_CHILDREN2));
        boolean watch = choose.oneIn(2);
        return Call.of(opCode, new WatchedPathRequest(watch ? watched(slot) : choose.path(), watch));
    }

    private Call addWatch(int slot) {
        int mode = choose.oneIn(12) ? choose.of(List.of(-1, 2, 99)) : choose.below(2);
        return Call.of(OpCode.ADD_WATCH, new AddWatchRequest(watched(slot), mode));
    }

    /** A path that is remembered as one with a watch. */
    private String watched(int slot) {
        String path = choose.path();
        List<String> paths = watched.computeIfAbsent(slot, unseen -> new ArrayList<>());
        paths.add(path);
        if (paths.size() > WATCHED_PATHS_MAX) {
            paths.remove(0);
        }
        return path;
    }

    private Call watches(int slot) {
        int opCode = choose.oneIn(2) ? OpCode.CHECK_WATCHES : OpCode.REMOVE_WATCHES;
        int type = choose.oneIn(12) ? choose.of(List.of(-1, 0, 6)) : 1 + choose.below(5);
        List<String> paths = watched.getOrDefault(slot, List.of());
        String path = paths.isEmpty() || choose.oneIn(4) ? choose.path() : choose.of(paths);
        return Call.of(opCode, new WatchesRequest(path, type));
    }

    private Call setWatches() {
        boolean second = choose.below(3) != 0;
        SetWatchesRequest request = second
                ? new SetWatchesRequest(0, paths(), paths(), paths(), paths(), paths())
                : new SetWatchesRequest(0, paths(), paths(), paths());
        return Call.setWatches(
                second ? OpCode.SET_WATCHES2 : OpCode.SET_WATCHES, request, choose.oneIn(3) ? 0 : choose.below(60));
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        int count = choose.below(4);
        for (int path = 0; path < count; path++) {
            paths.add(choose.path());
        }
        return paths;
    }

    private Call other(int choice) {
        return switch (choice) {
            case 0, 1 -> Call.of(OpCode.SYNC, new PathRequest(choose.path()));
            case 2 -> Call.of(OpCode.PING, EmptyRequest.INSTANCE);
            case 3, 4 -> Call.of(OpCode.WHO_AM_I, EmptyRequest.INSTANCE);
            case 5, 6, 7 -> Call.of(
                    OpCode.GET_EPHEMERALS,
                    new PathRequest(choose.of(java.util.Arrays.asList(null, "", "/", " ", "/a", "/b/", "a"))));
            case 8, 9, 10 -> Call.of(OpCode.GET_ALL_CHILDREN_NUMBER, new PathRequest(choose.path()));
            default -> Call.of(OpCode.GET_ALL_CHILDREN_NUMBER, new PathRequest("/"));
        };
    }
}
