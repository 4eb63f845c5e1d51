package io.quorate.tree;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
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
import java.util.Collections;
import java.util.List;

/**
 * The application of one transaction to a tree; used once.
 *
 * <p>Exact application takes a transaction for the next one after the tree's, so whatever does not fit means that this server and
 * its leader disagree. Lenient application takes it for one whose effect, or that of later ones, may be in the tree already; then
 * replaying the rest of the log makes up for what is skipped here (spec: storage-format §4.4).
 */
final class TxnApplication {
    private final DataTree before;
    private final TxnHeader header;
    private final boolean lenient;
    private final TreeEdit edit;
    private List<TreeChange> changes = List.of();

    TxnApplication(DataTree before, TxnHeader header, boolean lenient) {
        this.before = before;
        this.header = header;
        this.lenient = lenient;
        this.edit = new TreeEdit(before);
    }

    Applied apply(Txn txn) {
        if (txn instanceof ErrorTxn error) {
            return new Applied(before.withZxid(lastZxid()), error.err(), List.of(), List.of());
        }
        if (!lenient && header.zxid() <= before.lastZxid) {
            throw misfit("zxid is not above the tree's", "a later one");
        }
        if (txn instanceof MultiTxn multi) {
            return applyMulti(multi);
        }
        OpOutcome outcome = applyOne(header.type(), txn);
        return new Applied(edit.toTree(lastZxid()), 0, List.of(outcome), changes);
    }

    private long lastZxid() {
        return Math.max(header.zxid(), before.lastZxid);
    }

    private Applied applyMulti(MultiTxn multi) {
        List<OpOutcome> outcomes = new ArrayList<>(multi.txns().size());
        if (multi.isFailed()) {
            for (SubTxn each : multi.txns()) {
                int err = each.txn() instanceof ErrorTxn error ? error.err() : 0;
                outcomes.add(new OpOutcome(OpCode.ERROR, err, null, null));
            }
        } else {
            for (SubTxn each : multi.txns()) {
                outcomes.add(applyOne(each.type(), each.txn()));
            }
        }
        return new Applied(edit.toTree(lastZxid()), 0, Collections.unmodifiableList(outcomes), changes);
    }

    private OpOutcome applyOne(int type, Txn txn) {
        return switch (type) {
            case OpCode.CREATE, OpCode.CREATE2 -> create(type, (CreateTxn) txn);
            case OpCode.CREATE_CONTAINER -> createContainer((CreateContainerTxn) txn);
            case OpCode.CREATE_TTL -> createTtl((CreateTtlTxn) txn);
            case OpCode.DELETE, OpCode.DELETE_CONTAINER -> delete(type, ((DeleteTxn) txn).path());
            case OpCode.SET_DATA, OpCode.RECONFIG -> setData(type, (SetDataTxn) txn);
            case OpCode.SET_ACL -> setAcl((SetAclTxn) txn);
            case OpCode.CHECK -> check((CheckVersionTxn) txn);
            case OpCode.CREATE_SESSION -> createSession((CreateSessionTxn) txn);
            case OpCode.CLOSE_SESSION -> closeSession((CloseSessionTxn) txn);
            default -> throw misfit("type " + OpCode.name(type), "a type that changes the tree");
        };
    }

    private OpOutcome create(int type, CreateTxn txn) {
        long owner = txn.ephemeral() ? header.clientId() : 0;
        return create(type, txn.path(), txn.data(), txn.acl(), owner, txn.parentCVersion());
    }

    private OpOutcome createContainer(CreateContainerTxn txn) {
        return create(
                OpCode.CREATE_CONTAINER,
                txn.path(),
                txn.data(),
                txn.acl(),
                NodeKind.CONTAINER_OWNER,
                txn.parentCVersion());
    }

    /** An impossible time to live, as an Apache leader may propose to its own undoing, makes a plain node. */
    private OpOutcome createTtl(CreateTtlTxn txn) {
        boolean possible = txn.ttl() > 0 && txn.ttl() <= NodeKind.TTL_MAX_MILLIS;
        long owner = possible ? NodeKind.ttlOwner(txn.ttl()) : 0;
        return create(OpCode.CREATE_TTL, txn.path(), txn.data(), txn.acl(), owner, txn.parentCVersion());
    }

    private OpOutcome create(int type, String path, byte[] data, List<Acl> entries, long owner, int parentCversion) {
        if (!edit.goToParent(path)) {
            return skip(type, ErrorCode.NO_NODE, path, "no parent");
        }
        AclList acl = edit.acl(entries);
        if (edit.child() != null) {
            return createExisting(type, path, acl, parentCversion);
        }
        addChange(
                new TreeChange(TreeChange.Kind.CREATED, path, acl, edit.parent().acl()));
        DataNode node = edit.create(path, data, acl, owner, parentCversion, header.zxid(), header.time());
        return new OpOutcome(type, 0, path, node);
    }

    /**
     * The snapshot holds this node already. Its ACL may be a wrong one there, or a later one that the log will restore; and the
     * parent may have been written before this creation, if the writer did not take its stat and its list of children at once.
     * Apache tells the parent for type 1 only; it is right for all.
     */
    private OpOutcome createExisting(int type, String path, AclList acl, int parentCversion) {
        OpOutcome skipped = skip(type, ErrorCode.NODE_EXISTS, path, "node exists");
        edit.setChildAcl(acl);
        if (parentCversion != CreateTxn.UNKNOWN_PARENT_CVERSION && edit.goToParent(path)) {
            edit.raiseParentCversion(parentCversion, header.zxid());
        }
        return skipped;
    }

    private OpOutcome delete(int type, String path) {
        if (!edit.goToParent(path)) {
            return skip(type, ErrorCode.NO_NODE, path, "no parent");
        }
        DataNode node = edit.child();
        if (node == null) {
            OpOutcome skipped = skip(type, ErrorCode.NO_NODE, path, "no node");
            edit.delete(path, header.zxid());
            return skipped;
        }
        deletePresent(path, node);
        return new OpOutcome(type, 0, path, null);
    }

    /** In a lenient replay children may be there that are created only after the deletion; the log will create them again. */
    private void deletePresent(String path, DataNode node) {
        if (node.numChildren() > 0 && !lenient) {
            throw misfit(path + " has " + node.numChildren() + " children", "none");
        }
        addChange(new TreeChange(
                TreeChange.Kind.DELETED, path, node.acl(), edit.parent().acl()));
        edit.delete(path, header.zxid());
    }

    private OpOutcome setData(int type, SetDataTxn txn) {
        String path = txn.path();
        DataNode node = edit.setData(path, txn.data(), txn.version(), header.zxid(), header.time());
        if (node == null) {
            return skip(type, ErrorCode.NO_NODE, path, "no node");
        }
        addChange(new TreeChange(TreeChange.Kind.DATA_CHANGED, path, node.acl(), null));
        return new OpOutcome(type, 0, path, node);
    }

    private OpOutcome setAcl(SetAclTxn txn) {
        DataNode node = edit.setAcl(txn.path(), edit.acl(txn.acl()), txn.version());
        return node == null
                ? skip(OpCode.SET_ACL, ErrorCode.NO_NODE, txn.path(), "no node")
                : new OpOutcome(OpCode.SET_ACL, 0, txn.path(), node);
    }

    private OpOutcome check(CheckVersionTxn txn) {
        DataNode node = edit.find(txn.path());
        return node == null
                ? skip(OpCode.CHECK, ErrorCode.NO_NODE, txn.path(), "no node")
                : new OpOutcome(OpCode.CHECK, 0, txn.path(), node);
    }

    private OpOutcome createSession(CreateSessionTxn txn) {
        edit.setIndex(edit.index().withSession(header.clientId(), txn.timeOut()));
        return new OpOutcome(OpCode.CREATE_SESSION, 0, null, null);
    }

    /** Deletes the paths listed, and whatever else the tree holds of the session. A path that is gone already is no misfit. */
    private OpOutcome closeSession(CloseSessionTxn txn) {
        long session = header.clientId();
        edit.setIndex(edit.index().withoutSession(session));
        if (txn.paths() != null) {
            for (String path : txn.paths()) {
                deleteOfSession(path);
            }
        }
        PersistentSet<String> rest = edit.index().ephemerals().get(session);
        if (rest != null) {
            for (String path : rest.sorted()) {
                deleteOfSession(path);
            }
        }
        return new OpOutcome(OpCode.CLOSE_SESSION, 0, null, null);
    }

    private void deleteOfSession(String path) {
        if (!edit.goToParent(path)) {
            return;
        }
        DataNode node = edit.child();
        if (node == null) {
            edit.delete(path, header.zxid());
        } else {
            deletePresent(path, node);
        }
    }

    private OpOutcome skip(int type, ErrorCode err, String path, String found) {
        if (!lenient) {
            throw misfit(path + ": " + found, "the state that the leader saw");
        }
        return new OpOutcome(type, err.code(), path, null);
    }

    private void addChange(TreeChange change) {
        if (changes.isEmpty()) {
            changes = List.of(change);
            return;
        }
        if (changes.size() == 1) {
            changes = new ArrayList<>(changes);
        }
        changes.add(change);
    }

    private IllegalStateException misfit(String found, String expected) {
        return new IllegalStateException("transaction " + OpCode.name(header.type()) + " 0x"
                + Long.toHexString(header.zxid()) + " of session 0x" + Long.toHexString(header.clientId())
                + " does not fit the tree at 0x" + Long.toHexString(before.lastZxid) + ": " + found + " (expected: "
                + expected + ")");
    }
}
