package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.NodeKind;
import io.quorate.tree.PathRules;

/** delete and deleteContainer (spec: client-protocol §6.2 and §6.3). */
final class DeleteRules {
    private final RequestRules rules;

    DeleteRules(RequestRules rules) {
        this.rules = rules;
    }

    Txn delete(DataTree tree, WriteContext caller, DeleteRequest request) {
        if (caller.session().err() != 0) {
            return new ErrorTxn(caller.session().err());
        }
        ErrorCode refused = checkDelete(tree, caller, request.path(), request.version());
        return refused == ErrorCode.OK ? new DeleteTxn(request.path()) : new ErrorTxn(refused.code());
    }

    Txn deleteContainer(DataTree tree, WriteContext caller, PathRequest request) {
        ErrorCode refused = checkDeleteContainer(tree, caller, request.path());
        return refused == ErrorCode.OK ? new DeleteTxn(request.path()) : new ErrorTxn(refused.code());
    }

    private ErrorCode checkDelete(DataTree tree, WriteContext caller, String path, int version) {
        ErrorCode refused = PathChecks.checkDeletable(path);
        if (refused != ErrorCode.OK) {
            return refused;
        }
        DataNode parent = tree.find(PathRules.parent(path));
        if (parent == null) {
            return ErrorCode.NO_NODE;
        }
        if (!rules.acl().allows(parent.acl(), Perms.DELETE, caller.ids())) {
            return ErrorCode.NO_AUTH;
        }
        DataNode node = tree.find(path);
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        if (version != ChangeRules.ANY_VERSION && version != node.version()) {
            return ErrorCode.BAD_VERSION;
        }
        return node.numChildren() > 0 ? ErrorCode.NOT_EMPTY : ErrorCode.OK;
    }

    /**
     * The server itself asks for this to remove what is empty or outlived. Apache servers take it from any client too,
     * without asking for any permission; here a client has to be allowed everything.
     */
    private ErrorCode checkDeleteContainer(DataTree tree, WriteContext caller, String path) {
        ErrorCode refused = PathChecks.checkDeletable(path);
        if (refused != ErrorCode.OK) {
            return refused;
        }
        if (!caller.isServer() && !rules.acl().allowsEverything(caller.ids())) {
            return ErrorCode.NO_AUTH;
        }
        DataNode node = tree.find(path);
        if (node == null) {
            return ErrorCode.NO_NODE;
        }
        if (node.numChildren() > 0) {
            return ErrorCode.NOT_EMPTY;
        }
        return node.kind() == NodeKind.EPHEMERAL ? ErrorCode.BAD_VERSION : ErrorCode.OK;
    }
}
