package io.quorate.tree.request;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.CreateTtlRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.AclList;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.NodeKind;
import io.quorate.tree.PathRules;
import java.util.List;

/** The four creating operations: their checks in their order, and their transactions (spec: client-protocol §6.1). */
final class CreateRules {
    private static final long NO_TTL = -1;
    private static final int SEQUENCE_DIGITS_MIN = 10;

    private final RequestRules rules;
    private final QuotaRules quotas;

    CreateRules(RequestRules rules, QuotaRules quotas) {
        this.rules = rules;
        this.quotas = quotas;
    }

    /** What all four requests have in common. */
    private record Create(int opCode, String path, byte[] data, List<Acl> acl, int flags, long ttl) {
        static Create of(int opCode, Request request) {
            return request instanceof CreateTtlRequest r
                    ? new Create(opCode, r.path(), r.data(), r.acl(), r.flags(), r.ttl())
                    : of(opCode, (CreateRequest) request);
        }

        private static Create of(int opCode, CreateRequest r) {
            return new Create(opCode, r.path(), r.data(), r.acl(), r.flags(), NO_TTL);
        }

        boolean isEphemeral() {
            return CreateFlags.isEphemeral(flags);
        }
    }

    Txn txnFor(DataTree tree, WriteContext caller, int opCode, Request request) {
        Create create = Create.of(opCode, request);
        ErrorCode refused = checkMode(create);
        if (refused != ErrorCode.OK) {
            return new ErrorTxn(refused.code());
        }
        int sessionErr = caller.session().errFor(create.isEphemeral());
        if (sessionErr != 0) {
            return new ErrorTxn(sessionErr);
        }
        refused = PathChecks.checkShape(create.path);
        if (refused != ErrorCode.OK) {
            return new ErrorTxn(refused.code());
        }
        AclList acl = rules.acl().fixUp(create.acl, caller.ids());
        if (acl == null) {
            return new ErrorTxn(ErrorCode.INVALID_ACL.code());
        }
        DataNode parent = tree.find(PathRules.parent(create.path));
        String path = parent != null && CreateFlags.isSequential(create.flags)
                ? sequential(create.path, parent.persistedCversion())
                : create.path;
        refused = checkPlace(tree, caller, create, path, parent);
        return refused == ErrorCode.OK
                ? txn(create, path, acl.entries(), parent.persistedCversion() + 1)
                : new ErrorTxn(refused.code());
    }

    private ErrorCode checkMode(Create create) {
        if (!CreateFlags.isValid(create.flags)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        boolean ttlFlags = CreateFlags.isTtl(create.flags);
        if (ttlFlags && !rules.tree().extendedTypesEnabled()) {
            return ErrorCode.UNIMPLEMENTED;
        }
        boolean ttlFits = ttlFlags ? create.ttl >= 1 && create.ttl <= NodeKind.TTL_MAX_MILLIS : create.ttl < 0;
        // A createTTL without TTL flags would make a node of a kind nobody can apply: Apache servers die of it.
        boolean kindFits = create.opCode != OpCode.CREATE_TTL || ttlFlags;
        return ttlFits && kindFits ? ErrorCode.OK : ErrorCode.BAD_ARGUMENTS;
    }

    private ErrorCode checkPlace(DataTree tree, WriteContext caller, Create create, String path, DataNode parent) {
        if (parent == null) {
            return ErrorCode.NO_NODE;
        }
        if (!rules.acl().allows(parent.acl(), Perms.CREATE, caller.ids())) {
            return ErrorCode.NO_AUTH;
        }
        if (!PathRules.isValid(path)) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        if (tree.find(path) != null) {
            return ErrorCode.NODE_EXISTS;
        }
        if (parent.kind() == NodeKind.EPHEMERAL) {
            return ErrorCode.NO_CHILDREN_FOR_EPHEMERALS;
        }
        return quotas.checkCreate(tree, path, create.data);
    }

    /** The opcode alone decides the kind of the node, whatever the flags say. */
    private static Txn txn(Create create, String path, List<Acl> acl, int parentCversion) {
        return switch (create.opCode) {
            case OpCode.CREATE_CONTAINER -> new CreateContainerTxn(path, create.data, acl, parentCversion);
            case OpCode.CREATE_TTL -> new CreateTtlTxn(path, create.data, acl, parentCversion, create.ttl);
            default -> new CreateTxn(path, create.data, acl, create.isEphemeral(), parentCversion);
        };
    }

    /** The path with the number of creations below the parent: at least ten characters, a minus sign counts as one. */
    private static String sequential(String path, int parentCversion) {
        String digits = Long.toString(Math.abs((long) parentCversion));
        boolean negative = parentCversion < 0;
        int zeros = SEQUENCE_DIGITS_MIN - digits.length() - (negative ? 1 : 0);
        return path + (negative ? "-" : "") + "0".repeat(Math.max(0, zeros)) + digits;
    }
}
