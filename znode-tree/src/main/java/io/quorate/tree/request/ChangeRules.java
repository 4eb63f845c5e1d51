package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.CheckVersionRequest;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.AclList;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.PathRules;

/** The operations on a node that exists: setData, setACL and check (spec: client-protocol §6.4). */
final class ChangeRules {
    /** The version in a request that fits every node. */
    static final int ANY_VERSION = -1;

    private final RequestRules rules;
    private final QuotaRules quotas;

    ChangeRules(RequestRules rules, QuotaRules quotas) {
        this.rules = rules;
        this.quotas = quotas;
    }

    Txn setData(DataTree tree, WriteContext caller, SetDataRequest request) {
        if (caller.session().err() != 0) {
            return new ErrorTxn(caller.session().err());
        }
        String path = request.path();
        if (!PathRules.isValid(path)) {
            return refuse(ErrorCode.BAD_ARGUMENTS);
        }
        DataNode node = tree.find(path);
        ErrorCode refused = checkNode(node, Perms.WRITE, caller);
        if (refused == ErrorCode.OK) {
            refused = quotas.checkSetData(tree, path, node, request.data());
        }
        if (refused == ErrorCode.OK) {
            refused = checkVersion(request.version(), node.version());
        }
        return refused == ErrorCode.OK ? new SetDataTxn(path, request.data(), node.version() + 1) : refuse(refused);
    }

    Txn setAcl(DataTree tree, WriteContext caller, SetAclRequest request) {
        if (caller.session().err() != 0) {
            return new ErrorTxn(caller.session().err());
        }
        String path = request.path();
        if (!PathRules.isValid(path)) {
            return refuse(ErrorCode.BAD_ARGUMENTS);
        }
        AclList acl = rules.acl().fixUp(request.acl(), caller.ids());
        if (acl == null) {
            return refuse(ErrorCode.INVALID_ACL);
        }
        DataNode node = tree.find(path);
        ErrorCode refused = checkNode(node, Perms.ADMIN, caller);
        if (refused == ErrorCode.OK) {
            refused = checkVersion(request.version(), node.aversion());
        }
        return refused == ErrorCode.OK ? new SetAclTxn(path, acl.entries(), node.aversion() + 1) : refuse(refused);
    }

    Txn check(DataTree tree, WriteContext caller, CheckVersionRequest request) {
        if (caller.session().err() != 0) {
            return new ErrorTxn(caller.session().err());
        }
        String path = request.path();
        if (!PathRules.isValid(path)) {
            return refuse(ErrorCode.BAD_ARGUMENTS);
        }
        DataNode node = tree.find(path);
        ErrorCode refused = checkNode(node, Perms.READ, caller);
        if (refused == ErrorCode.OK) {
            refused = checkVersion(request.version(), node.version());
        }
        return refused == ErrorCode.OK ? new CheckVersionTxn(path, node.version() + 1) : refuse(refused);
    }

    private ErrorCode checkNode(DataNode node, int perms, WriteContext caller) {
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        return rules.acl().allows(node.acl(), perms, caller.ids()) ? ErrorCode.OK : ErrorCode.NO_AUTH;
    }

    private static ErrorCode checkVersion(int wanted, int actual) {
        return wanted == ANY_VERSION || wanted == actual ? ErrorCode.OK : ErrorCode.BAD_VERSION;
    }

    private static Txn refuse(ErrorCode error) {
        return new ErrorTxn(error.code());
    }
}
