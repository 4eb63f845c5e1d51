package io.quorate.tree.request;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import io.quorate.tree.OpOutcome;
import io.quorate.tree.TreeChange;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi: each operation is checked against the tree that the ones before it lead to, and one that fails makes the whole
 * transaction one that is kept but does nothing (spec: client-protocol §7, storage-format §2.3).
 */
final class MultiRules {
    private final WriteRules rules;

    MultiRules(WriteRules rules) {
        this.rules = rules;
    }

    /** The transaction of a multi that {@link MultiRequest#isWellFormed is well formed}, and what it does. */
    Result apply(DataTree head, WriteContext caller, MultiRequest request) {
        List<Op> ops = request.ops();
        List<SubTxn> txns = new ArrayList<>(ops.size());
        List<OpOutcome> outcomes = new ArrayList<>(ops.size());
        List<TreeChange> changes = new ArrayList<>(ops.size());
        DataTree tree = head;
        for (Op op : ops) {
            Txn txn = rules.txnFor(tree, caller, op.type(), op.request());
            if (txn instanceof ErrorTxn error) {
                return failed(head, caller, txns, error, ops.size());
            }
            txns.add(new SubTxn(op.type(), txn));
            Applied applied = tree.apply(caller.header(op.type()), txn);
            outcomes.addAll(applied.outcomes());
            changes.addAll(applied.changes());
            // All operations share one zxid, which the tree takes once.
            tree = applied.after().withZxid(head.lastZxid());
        }
        Applied applied = new Applied(tree.withZxid(caller.zxid()), 0, List.copyOf(outcomes), List.copyOf(changes));
        return new Result(new MultiTxn(List.copyOf(txns)), applied);
    }

    private static Result failed(DataTree head, WriteContext caller, List<SubTxn> before, ErrorTxn error, int size) {
        List<SubTxn> txns = new ArrayList<>(size);
        txns.addAll(before);
        txns.add(SubTxn.error(error.err()));
        while (txns.size() < size) {
            txns.add(SubTxn.error(ErrorCode.RUNTIME_INCONSISTENCY.code()));
        }
        MultiTxn txn = new MultiTxn(List.copyOf(txns));
        return new Result(txn, head.apply(caller.header(OpCode.MULTI), txn));
    }

    record Result(MultiTxn txn, Applied applied) {}
}
