package io.quorate.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Stat;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each row of the table of what a replayed transaction may meet (spec: storage-format §4.4). */
class LenientApplyTest {
    private static final long SESSION = 7;
    private static final List<Acl> BOBS = List.of(new Acl(31, new Id("digest", "bob:x")));

    private DataTree tree = DataTree.fresh(1, TreeOptions.DEFAULT);

    @BeforeEach
    void makeANodeAtZxid10() {
        apply(10, OpCode.CREATE, new CreateTxn("/a", new byte[] {1}, Acl.OPEN, false, 5));
    }

    private OpOutcome apply(long zxid, int type, Txn txn) {
        Applied applied = tree.applyLenient(new TxnHeader(SESSION, 1, zxid, 1000 + zxid, type), txn);
        tree = applied.after();
        return applied.outcomes().isEmpty() ? null : applied.outcomes().get(0);
    }

    @Test
    void anEarlierTransactionDoesNotMoveTheZxidBack() {
        apply(5, OpCode.SET_DATA, new SetDataTxn("/a", new byte[] {2}, 1));
        assertThat(tree.lastZxid()).isEqualTo(10);
        apply(6, OpCode.ERROR, new ErrorTxn(-101));
        assertThat(tree.lastZxid()).isEqualTo(10);
    }

    @Test
    void creatingWhatExistsSetsTheAclAndRaisesTheParent() {
        Stat before = tree.find("/a").stat();
        OpOutcome outcome = apply(12, OpCode.CREATE, new CreateTxn("/a", new byte[] {9}, BOBS, false, 8));
        assertThat(outcome).isEqualTo(new OpOutcome(OpCode.CREATE, -110, "/a", null));
        assertThat(tree.find("/a").acl().entries()).isEqualTo(BOBS);
        assertThat(tree.find("/a").data()).containsExactly(1);
        assertThat(tree.find("/a").stat()).isEqualTo(before);
        assertThat(tree.find("/").persistedCversion()).isEqualTo(8);
        assertThat(tree.find("/").pzxid()).isEqualTo(12);
    }

    @Test
    void theParentIsOnlyRaised() {
        apply(12, OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, 5));
        apply(13, OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, CreateTxn.UNKNOWN_PARENT_CVERSION));
        assertThat(tree.find("/").persistedCversion()).isEqualTo(5);
        assertThat(tree.find("/").pzxid()).isEqualTo(10);
    }

    /** In Apache by type 1 only. */
    @Test
    void theParentIsRaisedByEveryTypeOfCreation() {
        apply(12, OpCode.CREATE_CONTAINER, new CreateContainerTxn("/a", null, Acl.OPEN, 6));
        assertThat(tree.find("/").persistedCversion()).isEqualTo(6);
        apply(
                13,
                OpCode.MULTI,
                new MultiTxn(List.of(new SubTxn(OpCode.CREATE2, new CreateTxn("/a", null, Acl.OPEN, false, 7)))));
        assertThat(tree.find("/").persistedCversion()).isEqualTo(7);
        assertThat(tree.find("/").pzxid()).isEqualTo(13);
    }

    @Test
    void creatingWithoutAParentIsSkipped() {
        unchanged(12, OpCode.CREATE, new CreateTxn("/x/y", null, Acl.OPEN, false, 1), -101);
    }

    @Test
    void deletingWhatIsGoneTellsTheParent() {
        assertThat(apply(12, OpCode.DELETE, new DeleteTxn("/x")).err()).isEqualTo(-101);
        assertThat(tree.find("/").pzxid()).isEqualTo(12);
        apply(11, OpCode.DELETE, new DeleteTxn("/x"));
        assertThat(tree.find("/").pzxid()).isEqualTo(12);
        assertThat(tree.find("/").persistedCversion()).isEqualTo(5);
    }

    @Test
    void deletingWithoutAParentIsSkipped() {
        unchanged(12, OpCode.DELETE, new DeleteTxn("/x/y"), -101);
    }

    @Test
    void deletingAnEarlierNodeTakesTheLaterOnesChildrenAlong() {
        apply(12, OpCode.CREATE, new CreateTxn("/a/e", null, Acl.OPEN, true, 1));
        apply(13, OpCode.CREATE_CONTAINER, new CreateContainerTxn("/a/c", null, Acl.OPEN, 2));
        long before = DataTree.fresh(1, TreeOptions.DEFAULT).digest();
        assertThat(apply(9, OpCode.DELETE, new DeleteTxn("/a")).err()).isZero();
        assertThat(tree.nodeCount()).isEqualTo(4);
        assertThat(tree.ephemerals(SESSION)).isEmpty();
        assertThat(tree.containers()).isEmpty();
        assertThat(tree.digest() - before).as("the root's stat alone").isNotZero();
        assertThat(tree.approximateDataSize()).isEqualTo(44);
    }

    @Test
    void changingWhatIsGoneIsSkipped() {
        unchanged(12, OpCode.SET_DATA, new SetDataTxn("/x", null, 1), -101);
        unchanged(13, OpCode.SET_ACL, new SetAclTxn("/x", Acl.OPEN, 1), -101);
        MultiTxn check = new MultiTxn(List.of(new SubTxn(OpCode.CHECK, new CheckVersionTxn("/x", 1))));
        unchanged(14, OpCode.MULTI, check, -101);
    }

    private void unchanged(long zxid, int type, Txn txn, int err) {
        Map<String, String> before = TreeAssert.dump(tree);
        assertThat(apply(zxid, type, txn).err()).isEqualTo(err);
        assertThat(TreeAssert.dump(tree)).isEqualTo(before);
        assertThat(tree.lastZxid()).isEqualTo(zxid);
    }

    @Test
    void dataIsSetBackwards() {
        apply(12, OpCode.SET_DATA, new SetDataTxn("/a", new byte[] {3}, 3));
        apply(11, OpCode.SET_DATA, new SetDataTxn("/a", new byte[] {2}, 2));
        assertThat(tree.find("/a").stat()).isEqualTo(new Stat(10, 11, 1010, 1011, 2, 0, 0, 0, 1, 0, 10));
    }

    @Test
    void closingASessionDeletesWhatIsListedAndWhatIsHeld() {
        apply(12, OpCode.CREATE, new CreateTxn("/e", null, Acl.OPEN, true, 6));
        apply(13, OpCode.CREATE, new CreateTxn("/a/kid", null, Acl.OPEN, false, 1));
        apply(14, OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/a", "/gone")));
        assertThat(tree.nodeCount()).isEqualTo(4);
        assertThat(tree.find("/").pzxid()).isEqualTo(14);
    }
}
