package io.quorate.tests.differential;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import java.util.List;

/** Makes requests that change the tree, each as the operation of a multi, which can also be sent by itself. */
final class Writes {
    private static final long TTL_MAX = 0xff_ffff_ffffL;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final int TREE_SIZE_WANTED = 40;

    private final Choices choose;
    private final TreeGuess tree;
    private final boolean oddFlags;

    Writes(Choices choose, TreeGuess tree, boolean oddFlags) {
        this.choose = choose;
        this.tree = tree;
        this.oddFlags = oddFlags;
    }

    /** A create, delete or setData, so that the tree stays near its wanted size. */
    Op any() {
        int choice = choose.below(20);
        if (choice < 6) {
            return setData();
        }
        boolean grows = tree.size() < TREE_SIZE_WANTED ? choice < 16 : choice < 10;
        return grows ? create() : delete();
    }

    Op create() {
        return switch (choose.below(10)) {
            case 0, 1, 2, 3 -> plain(OpCode.CREATE);
            case 4, 5, 6 -> plain(OpCode.CREATE2);
            case 7 -> container();
            default -> ttl();
        };
    }

    private Op plain(int opCode) {
        int flags = oddFlags && choose.oneIn(16)
                ? choose.of(List.of(CreateFlags.CONTAINER, CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL, 7, -1, 99))
                : choose.below(4);
        return create(opCode, flags);
    }

    private Op container() {
        int flags = oddFlags && choose.oneIn(4) ? choose.below(8) - 1 : CreateFlags.CONTAINER;
        return create(OpCode.CREATE_CONTAINER, flags);
    }

    private Op create(int opCode, int flags) {
        return new Op(opCode, new CreateRequest(choose.newPath(), choose.data(), choose.acl(), flags));
    }

    /** Never plain flags with a negative ttl: that kills every Apache server that applies it. */
    private Op ttl() {
        int flags = oddFlags && choose.oneIn(8)
                ? choose.below(9) - 1
                : choose.of(List.of(CreateFlags.TTL, CreateFlags.TTL_SEQUENTIAL));
        long ttl = choose.oneIn(5) ? choose.of(List.of(0L, 1L, TTL_MAX, TTL_MAX + 1, Long.MAX_VALUE)) : DAY_MILLIS;
        if (CreateFlags.isTtl(flags) && choose.oneIn(10)) {
            ttl = -1;
        }
        return new Op(
                OpCode.CREATE_TTL, new CreateTtlRequest(choose.newPath(), choose.data(), choose.acl(), flags, ttl));
    }

    Op delete() {
        String path = choose.oneIn(10) ? choose.path() : tree.leaf();
        return new Op(OpCode.DELETE, new DeleteRequest(path, choose.version(tree.version(path))));
    }

    Op setData() {
        String path = choose.path();
        return new Op(OpCode.SET_DATA, new SetDataRequest(path, choose.data(), choose.version(tree.version(path))));
    }

    Op check() {
        String path = choose.path();
        return new Op(OpCode.CHECK, new CheckVersionRequest(path, choose.version(tree.version(path))));
    }

    /** The root keeps its open ACL, or most of what follows would only be refused. */
    Op setAcl() {
        String path = choose.path();
        List<Acl> acl = path.isEmpty() || path.equals("/") ? Acl.OPEN : choose.acl();
        return new Op(OpCode.SET_ACL, new SetAclRequest(path, acl, choose.version(tree.aversion(path))));
    }
}
