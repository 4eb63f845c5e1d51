package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.CreateSessionRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;

/** The transaction of every write that is a single operation, or an {@link ErrorTxn} for one that is refused. */
final class WriteRules {
    /** Where the ensemble's configuration is shown, and who may change it is written. */
    private static final String CONFIG = "/zookeeper/config";

    private final RequestRules rules;
    private final CreateRules creates;
    private final DeleteRules deletes;
    private final ChangeRules changes;

    WriteRules(RequestRules rules) {
        QuotaRules quotas = new QuotaRules(rules.enforceQuota());
        this.rules = rules;
        this.creates = new CreateRules(rules, quotas);
        this.deletes = new DeleteRules(rules);
        this.changes = new ChangeRules(rules, quotas);
    }

    /** @throws IllegalArgumentException if the operation is no write, or is itself made of operations */
    Txn txnFor(DataTree tree, WriteContext caller, int opCode, Request request) {
        return switch (opCode) {
            case OpCode.CREATE, OpCode.CREATE2, OpCode.CREATE_CONTAINER, OpCode.CREATE_TTL -> creates.txnFor(
                    tree, caller, opCode, request);
            case OpCode.DELETE -> deletes.delete(tree, caller, (DeleteRequest) request);
            case OpCode.DELETE_CONTAINER -> deletes.deleteContainer(tree, caller, (PathRequest) request);
            case OpCode.SET_DATA -> changes.setData(tree, caller, (SetDataRequest) request);
            case OpCode.SET_ACL -> changes.setAcl(tree, caller, (SetAclRequest) request);
            case OpCode.CHECK -> changes.check(tree, caller, (CheckVersionRequest) request);
            case OpCode.CREATE_SESSION -> new CreateSessionTxn(((CreateSessionRequest) request).timeout());
            case OpCode.CLOSE_SESSION -> closeSession(tree, caller);
            case OpCode.RECONFIG -> reconfig(caller);
            default -> throw new IllegalArgumentException(
                    "operation: " + opCode + " " + OpCode.name(opCode) + " (expected: a write)");
        };
    }

    private Txn closeSession(DataTree tree, WriteContext caller) {
        return rules.closeSessionTxnEnabled()
                ? new CloseSessionTxn(tree.ephemerals(caller.sessionId()))
                : CloseSessionTxn.WITHOUT_PATHS;
    }

    Txn reconfig(DataTree tree, WriteContext caller, ErrorCode planned, byte[] config) {
        Txn refused = reconfig(caller);
        boolean unimplemented = ((ErrorTxn) refused).err() == ErrorCode.UNIMPLEMENTED.code();
        if (!unimplemented) {
            return refused;
        }
        if (planned != ErrorCode.OK) {
            return new ErrorTxn(planned.code());
        }
        DataNode node = tree.find(CONFIG);
        return rules.acl().allows(node.acl(), Perms.WRITE, caller.ids())
                ? new SetDataTxn(CONFIG, config, -1)
                : new ErrorTxn(ErrorCode.NO_AUTH.code());
    }

    /** A server that leads nobody cannot change who takes part (spec: client-protocol §5.5 steps 1 to 3). */
    private Txn reconfig(WriteContext caller) {
        if (!rules.reconfigEnabled()) {
            return new ErrorTxn(ErrorCode.RECONFIG_DISABLED.code());
        }
        int sessionErr = caller.session().err();
        return new ErrorTxn(sessionErr != 0 ? sessionErr : ErrorCode.UNIMPLEMENTED.code());
    }
}
