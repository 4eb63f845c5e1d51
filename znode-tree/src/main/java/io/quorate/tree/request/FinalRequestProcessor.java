package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.MultiHeader;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tree.Applied;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.OpOutcome;
import io.quorate.tree.acl.AclPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the bodies of replies: of reads from a tree, of writes from what they did (spec: client-protocol §5 to §7). The
 * header is the caller's. Reads look for the node first and then for the permission, and take any string for a path.
 * Immutable, safe on any thread.
 */
public final class FinalRequestProcessor {
    private final AclPolicy acl;

    public FinalRequestProcessor(RequestRules rules) {
        this.acl = rules.acl();
    }

    /**
     * Answers a read: exists, getData, getACL, getChildren, getChildren2, getEphemerals, getAllChildrenNumber, whoAmI,
     * multiRead, or a sync that has come through. Which watch it leaves is for {@code WatchMode.registeredBy} to say.
     *
     * @param view the tree to read
     * @param authIds the identities of the client's connection
     * @param out where the body goes; nothing is written unless 0 is returned
     * @return the error code of the reply, 0 for success
     * @throws IllegalArgumentException if the operation is none of these
     */
    public int read(DataTree view, int opCode, Request request, List<Id> authIds, long sessionId, JuteWriter out) {
        ErrorCode error =
                switch (opCode) {
                    case OpCode.EXISTS, OpCode.GET_DATA, OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 -> readNode(
                            view, opCode, ((WatchedPathRequest) request).path(), authIds, out);
                    case OpCode.GET_ACL, OpCode.GET_ALL_CHILDREN_NUMBER -> readNode(
                            view, opCode, ((PathRequest) request).path(), authIds, out);
                    case OpCode.GET_EPHEMERALS -> getEphemerals(view, (PathRequest) request, sessionId, out);
                    case OpCode.WHO_AM_I -> whoAmI(authIds, out);
                    case OpCode.MULTI_READ -> multiRead(view, (MultiRequest) request, authIds, out);
                    case OpCode.SYNC -> sync((PathRequest) request, out);
                    default -> throw new IllegalArgumentException(
                            "operation: " + opCode + " " + OpCode.name(opCode) + " (expected: a read)");
                };
        return error.code();
    }

    /**
     * The error code of a write's reply, 0 for success. A multi whose operations failed counts as a success: its body tells.
     */
    public static int replyErr(Applied applied) {
        return applied.err();
    }

    /**
     * Whether the request came through a server that its session has left, by itself or in an operation of a multi. Then
     * the connection is closed without a reply (spec: client-protocol §4.3).
     */
    public static boolean sessionMoved(Applied applied) {
        int moved = ErrorCode.SESSION_MOVED.code();
        if (applied.err() == moved) {
            return true;
        }
        for (OpOutcome outcome : applied.outcomes()) {
            if (outcome.err() == moved) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes the body of a write's reply, if {@link #replyErr} is 0. For createSession that is nothing: its reply has a form
     * of its own.
     *
     * @param opCode of the request, not of the transaction it became
     */
    public static void writeReply(int opCode, Applied applied, JuteWriter out) {
        if (replyErr(applied) != 0) {
            return;
        }
        if (opCode == OpCode.MULTI) {
            writeMultiReply(applied, out);
        } else if (!applied.outcomes().isEmpty()) {
            writeResult(opCode, applied.outcomes().get(0), out);
        }
    }

    private static void writeMultiReply(Applied applied, JuteWriter out) {
        boolean failed = isFailed(applied);
        for (OpOutcome outcome : applied.outcomes()) {
            if (failed) {
                writeError(outcome.err(), out);
            } else {
                new MultiHeader(resultType(outcome.type()), false, 0).write(out);
                writeResult(outcome.type(), outcome, out);
            }
        }
        MultiHeader.END.write(out);
    }

    private static boolean isFailed(Applied applied) {
        for (OpOutcome outcome : applied.outcomes()) {
            if (outcome.err() != 0) {
                return true;
            }
        }
        return false;
    }

    /** Creations whose reply has a stat all come back as create2. */
    private static int resultType(int type) {
        return type == OpCode.CREATE_CONTAINER || type == OpCode.CREATE_TTL ? OpCode.CREATE2 : type;
    }

    private static void writeResult(int opCode, OpOutcome outcome, JuteWriter out) {
        switch (opCode) {
            case OpCode.CREATE -> out.writeString(outcome.path());
            case OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> {
                out.writeString(outcome.path());
                outcome.node().writeStat(out);
            }
            case OpCode.SET_DATA, OpCode.SET_ACL -> outcome.node().writeStat(out);
            case OpCode.RECONFIG -> {
                outcome.node().writeData(out);
                outcome.node().writeStat(out);
            }
            case OpCode.DELETE, OpCode.DELETE_CONTAINER, OpCode.CHECK, OpCode.CREATE_SESSION, OpCode.CLOSE_SESSION -> {}
            default -> throw new IllegalArgumentException(
                    "operation: " + opCode + " " + OpCode.name(opCode) + " (expected: a write)");
        }
    }

    private ErrorCode readNode(DataTree view, int opCode, String path, List<Id> ids, JuteWriter out) {
        if (path == null) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        if (opCode == OpCode.EXISTS && path.indexOf('\0') >= 0) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        DataNode node = view.find(path);
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        int perms = opCode == OpCode.GET_ACL ? Perms.READ | Perms.ADMIN : Perms.READ;
        if (!acl.allows(node.acl(), perms, ids)) {
            return ErrorCode.NO_AUTH;
        }
        writeNode(opCode, node, ids, out);
        return ErrorCode.OK;
    }

    private void writeNode(int opCode, DataNode node, List<Id> ids, JuteWriter out) {
        switch (opCode) {
            case OpCode.EXISTS -> node.writeStat(out);
            case OpCode.GET_DATA -> {
                node.writeData(out);
                node.writeStat(out);
            }
            case OpCode.GET_CHILDREN -> node.writeChildNames(out);
            case OpCode.GET_CHILDREN2 -> {
                node.writeChildNames(out);
                node.writeStat(out);
            }
            case OpCode.GET_ALL_CHILDREN_NUMBER -> out.writeInt(node.descendants());
            case OpCode.GET_ACL -> {
                boolean admin = acl.allows(node.acl(), Perms.ADMIN, ids);
                out.writeVector(admin ? node.acl().entries() : AclPolicy.masked(node.acl()));
                node.writeStat(out);
            }
            default -> throw new IllegalArgumentException(
                    "operation: " + opCode + " " + OpCode.name(opCode) + " (expected: a read of one node)");
        }
    }

    private static ErrorCode getEphemerals(DataTree view, PathRequest request, long sessionId, JuteWriter out) {
        String prefix = request.path();
        List<String> paths = view.ephemerals(sessionId);
        if (prefix != null && !prefix.isBlank() && !prefix.equals("/")) {
            List<String> matching = new ArrayList<>();
            for (String path : paths) {
                if (path.startsWith(prefix)) {
                    matching.add(path);
                }
            }
            paths = matching;
        }
        out.writeStrings(paths);
        return ErrorCode.OK;
    }

    private ErrorCode whoAmI(List<Id> ids, JuteWriter out) {
        List<ClientInfo> infos = new ArrayList<>(ids.size());
        for (Id id : ids) {
            infos.add(new ClientInfo(id.scheme(), acl.providers().userName(id)));
        }
        out.writeVector(infos);
        return ErrorCode.OK;
    }

    private static ErrorCode sync(PathRequest request, JuteWriter out) {
        out.writeString(request.path());
        return ErrorCode.OK;
    }

    private ErrorCode multiRead(DataTree view, MultiRequest request, List<Id> ids, JuteWriter out) {
        if (!request.isWellFormed(OpCode.MULTI_READ)) {
            return ErrorCode.MARSHALLING_ERROR;
        }
        for (Op op : request.ops()) {
            // The header of a result stands before it, but only the result tells which header that is.
            int start = out.buffer().writerIndex();
            new MultiHeader(op.type(), false, 0).write(out);
            ErrorCode error = readNode(view, op.type(), ((WatchedPathRequest) op.request()).path(), ids, out);
            if (error != ErrorCode.OK) {
                out.buffer().writerIndex(start);
                writeError(error.code(), out);
            }
        }
        MultiHeader.END.write(out);
        return ErrorCode.OK;
    }

    private static void writeError(int err, JuteWriter out) {
        new MultiHeader(OpCode.ERROR, false, err).write(out);
        out.writeInt(err);
    }
}
