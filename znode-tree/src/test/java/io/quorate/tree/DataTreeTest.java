package io.quorate.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Stat;
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
import io.quorate.tree.TreeChange.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec: client-protocol §6.5, §8.3, §14; storage-format §5. */
class DataTreeTest {
    private static final TreeOptions OPTIONS = new TreeOptions(true, false, true);
    private static final long SESSION = 0x0100_0000_0000_0007L;
    private static final List<Acl> BOBS = List.of(new Acl(31, new Id("digest", "bob:x")));

    private DataTree tree = DataTree.fresh(1, OPTIONS);
    private long zxid;

    private Applied apply(int type, Txn txn) {
        zxid++;
        Applied applied = tree.apply(header(type), txn);
        tree = applied.after();
        return applied;
    }

    private TxnHeader header(int type) {
        return new TxnHeader(SESSION, 3, zxid, 1000 + zxid, type);
    }

    private Applied create(String path, String data, int parentCversion) {
        return apply(OpCode.CREATE, new CreateTxn(path, data.getBytes(UTF_8), Acl.OPEN, false, parentCversion));
    }

    private void createEphemeral(String path, int parentCversion) {
        apply(OpCode.CREATE2, new CreateTxn(path, null, Acl.OPEN, true, parentCversion));
    }

    @Test
    void aFreshTree() {
        assertThat(tree.digest()).isEqualTo(0x51C6D660L).isEqualTo(1371985504L);
        assertThat(tree.lastZxid()).isZero();
        assertThat(tree.nodeCount()).isEqualTo(4);
        assertThat(tree.approximateDataSize()).isEqualTo(44);
        assertThat(tree.find("/").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0));
        assertThat(tree.find("/zookeeper").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, -2, 0, 0, 0, 2, 0));
        assertThat(tree.find("/zookeeper/quota").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(tree.find("/zookeeper/config").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0));
        assertThat(tree.find("/zookeeper/config").acl()).isSameAs(AclList.READ);
        assertThat(tree.find("/").data()).isEmpty();
        assertThat(tree.find("/").acl()).isSameAs(AclList.OPEN);
        assertThat(tree.find("/").descendants()).isEqualTo(3);
    }

    @Test
    void onlyPathsAndTheEmptyStringNameNodes() {
        create("/a", "", 1);
        create("/a/b", "", 1);
        assertThat(tree.find("")).isSameAs(tree.find("/"));
        assertThat(tree.find("/a/b").name()).isEqualTo("b");
        for (String path : new String[] {
            "a", "//", "//a", "/a/", "/a//b", "/a/b/", "/a/b/c", "/b", "x/a", "/\0", "/\ud800", "/é", "/a/é", " ", "/ a"
        }) {
            assertThat(tree.find(path)).as(path).isNull();
        }
    }

    @Test
    void aCreationTellsTheParent() {
        Applied applied = create("/a", "xyz", 5);
        assertThat(tree.find("/a").stat()).isEqualTo(new Stat(1, 1, 1001, 1001, 0, 0, 0, 0, 3, 0, 1));
        assertThat(tree.find("/").persistedCversion()).isEqualTo(5);
        assertThat(tree.find("/").cversion()).isEqualTo(2 * 5 - 2);
        assertThat(tree.find("/").pzxid()).isEqualTo(1);
        assertThat(tree.find("/").mzxid()).isZero();
        assertThat(applied.err()).isZero();
        assertThat(applied.outcomes()).containsExactly(new OpOutcome(OpCode.CREATE, 0, "/a", tree.find("/a")));
        assertThat(applied.changes()).containsExactly(new TreeChange(Kind.CREATED, "/a", AclList.OPEN, AclList.OPEN));
    }

    @Test
    void aCreationWithoutALargerParentCversionLeavesTheParentAlone() {
        create("/a", "", 5);
        create("/b", "", 5);
        create("/c", "", 4);
        assertThat(tree.find("/").persistedCversion()).isEqualTo(5);
        assertThat(tree.find("/").pzxid()).isEqualTo(1);
        create("/d", "", CreateTxn.UNKNOWN_PARENT_CVERSION);
        assertThat(tree.find("/").persistedCversion()).isEqualTo(6);
        assertThat(tree.find("/").pzxid()).isEqualTo(4);
    }

    @Test
    void theOwnerTellsTheKind() {
        createEphemeral("/e", 1);
        apply(OpCode.CREATE_CONTAINER, new CreateContainerTxn("/c", null, Acl.OPEN, 2));
        apply(OpCode.CREATE_TTL, new CreateTtlTxn("/t", null, Acl.OPEN, 3, 500));
        apply(OpCode.CREATE_TTL, new CreateTtlTxn("/odd", null, Acl.OPEN, 4, -1));
        assertThat(tree.find("/e").kind()).isEqualTo(NodeKind.EPHEMERAL);
        assertThat(tree.find("/e").ephemeralOwner()).isEqualTo(SESSION);
        assertThat(tree.find("/c").kind()).isEqualTo(NodeKind.CONTAINER);
        assertThat(tree.find("/c").persistedOwner()).isEqualTo(0x8000000000000000L);
        assertThat(tree.find("/c").stat().ephemeralOwner()).isZero();
        assertThat(tree.find("/t").kind()).isEqualTo(NodeKind.TTL);
        assertThat(tree.find("/t").persistedOwner()).isEqualTo(0xFF000000000001F4L);
        assertThat(tree.find("/t").stat().ephemeralOwner()).isZero();
        assertThat(tree.find("/t").ttlMillis()).isEqualTo(500);
        assertThat(tree.find("/c").ttlMillis()).isEqualTo(-1);
        assertThat(tree.find("/odd").kind()).isEqualTo(NodeKind.PERSISTENT);
        assertThat(tree.containers()).containsExactly("/c");
        assertThat(tree.ttlNodes()).containsExactly("/t");
        assertThat(tree.ephemerals(SESSION)).containsExactly("/e");
        assertThat(tree.ephemeralCount()).isEqualTo(1);
        for (String path : List.of("/e", "/c", "/t")) {
            apply(OpCode.DELETE_CONTAINER, new DeleteTxn(path));
        }
        assertThat(tree.containers()).isEmpty();
        assertThat(tree.ttlNodes()).isEmpty();
        assertThat(tree.ephemerals(SESSION)).isEmpty();
        assertThat(tree.ephemeralOwners()).isEmpty();
        assertThat(tree.ephemeralCount()).isZero();
    }

    @Test
    void withoutExtendedTypesATtlOwnerIsASession() {
        tree = DataTree.fresh(1, TreeOptions.DEFAULT);
        apply(OpCode.CREATE_TTL, new CreateTtlTxn("/t", null, Acl.OPEN, 3, 500));
        assertThat(tree.find("/t").stat().ephemeralOwner()).isEqualTo(0xFF000000000001F4L);
        assertThat(tree.ephemerals(0xFF000000000001F4L)).containsExactly("/t");
    }

    @Test
    void aDeletionTellsTheParentItsZxidOnly() {
        create("/a", "", 1);
        apply(OpCode.SET_ACL, new SetAclTxn("/a", BOBS, 1));
        Applied applied = apply(OpCode.DELETE, new DeleteTxn("/a"));
        assertThat(tree.find("/a")).isNull();
        assertThat(tree.find("/").persistedCversion()).isEqualTo(1);
        assertThat(tree.find("/").cversion()).isEqualTo(1);
        assertThat(tree.find("/").pzxid()).isEqualTo(3);
        assertThat(applied.outcomes()).containsExactly(new OpOutcome(OpCode.DELETE, 0, "/a", null));
        assertThat(applied.outcomes().get(0).stat()).isNull();
        assertThat(applied.changes())
                .containsExactly(new TreeChange(Kind.DELETED, "/a", AclList.of(BOBS), AclList.OPEN));
        assertThat(applied.changes().get(0).parentPath()).isEqualTo("/");
    }

    @Test
    void newDataChangesVersionTimeAndZxid() {
        create("/a", "old", 1);
        Applied applied = apply(OpCode.SET_DATA, new SetDataTxn("/a", null, 1));
        assertThat(tree.find("/a").stat()).isEqualTo(new Stat(1, 2, 1001, 1002, 1, 0, 0, 0, 0, 0, 1));
        assertThat(tree.find("/a").data()).isNull();
        assertThat(applied.outcomes().get(0).stat()).isEqualTo(tree.find("/a").stat());
        assertThat(applied.changes()).containsExactly(new TreeChange(Kind.DATA_CHANGED, "/a", AclList.OPEN, null));
        assertThat(tree.find("/").pzxid()).isEqualTo(1);
    }

    @Test
    void aNewAclChangesTheAversionOnly() {
        create("/a", "x", 1);
        Applied applied = apply(OpCode.SET_ACL, new SetAclTxn("/a", BOBS, 1));
        assertThat(tree.find("/a").stat()).isEqualTo(new Stat(1, 1, 1001, 1001, 0, 0, 1, 0, 1, 0, 1));
        assertThat(tree.find("/a").acl().entries()).isEqualTo(BOBS);
        assertThat(applied.outcomes().get(0).stat()).isEqualTo(tree.find("/a").stat());
        assertThat(applied.changes()).isEmpty();
    }

    @Test
    void equalAclsAreShared() {
        apply(OpCode.CREATE, new CreateTxn("/a", null, new ArrayList<>(BOBS), false, 1));
        apply(OpCode.CREATE, new CreateTxn("/b", null, new ArrayList<>(BOBS), false, 2));
        apply(OpCode.CREATE, new CreateTxn("/c", null, null, false, 3));
        assertThat(tree.find("/a").acl()).isSameAs(tree.find("/b").acl());
        assertThat(tree.find("/c").acl()).isSameAs(AclList.OPEN);
    }

    @Test
    void aConfigurationIsData() {
        Applied applied = apply(OpCode.RECONFIG, new SetDataTxn("/zookeeper/config", "c".getBytes(UTF_8), -1));
        assertThat(tree.find("/zookeeper/config").stat()).isEqualTo(new Stat(0, 1, 0, 1001, -1, 0, -1, 0, 1, 0, 0));
        assertThat(applied.outcomes().get(0).type()).isEqualTo(OpCode.RECONFIG);
        assertThat(applied.changes())
                .containsExactly(new TreeChange(Kind.DATA_CHANGED, "/zookeeper/config", AclList.READ, null));
        assertThat(tree.digest()).isEqualTo(0x51C6D660L);
    }

    @Test
    void theConfigurationIsPutInAtTheStart() {
        create("/a", "", 1);
        DataTree with = tree.withConfig("text".getBytes(UTF_8), 0x100, 99);
        assertThat(with.find("/zookeeper/config").stat()).isEqualTo(new Stat(0, 0x100, 0, 99, -1, 0, -1, 0, 4, 0, 0));
        assertThat(with.lastZxid()).isEqualTo(tree.lastZxid());
        assertThat(with.digest()).isEqualTo(tree.digest());
        assertThat(tree.find("/zookeeper/config").dataLength()).isZero();
    }

    @Test
    void aSnapshotOfOldGetsANodeForTheConfiguration() {
        DataTree old = DataTree.builder(1, OPTIONS)
                .node("", null, AclList.OPEN, tree.find("/").statPersisted())
                .build(7);
        DataTree with = old.withConfig(null, 3, 99);
        assertThat(with.find("/zookeeper/config").stat()).isEqualTo(new Stat(0, 3, 0, 99, -1, 0, -1, 0, 0, 0, 0));
        assertThat(with.find("/zookeeper/config").acl()).isSameAs(AclList.READ);
        assertThat(with.find("/").persistedCversion()).isZero();
        assertThat(with.nodeCount()).isEqualTo(3);
    }

    @Test
    void allOfAMultiIsAppliedInOrder() {
        Applied applied = apply(
                OpCode.MULTI,
                new MultiTxn(List.of(
                        new SubTxn(OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, 1)),
                        new SubTxn(OpCode.SET_DATA, new SetDataTxn("/a", new byte[2], 1)),
                        new SubTxn(OpCode.CHECK, new CheckVersionTxn("/a", 2)),
                        new SubTxn(OpCode.CREATE2, new CreateTxn("/a/b", null, Acl.OPEN, false, 1)),
                        new SubTxn(OpCode.DELETE, new DeleteTxn("/a/b")))));
        assertThat(applied.err()).isZero();
        List<Stat> stats = new ArrayList<>();
        applied.outcomes().forEach(outcome -> stats.add(outcome.stat()));
        assertThat(stats)
                .containsExactly(
                        new Stat(1, 1, 1001, 1001, 0, 0, 0, 0, 0, 0, 1),
                        new Stat(1, 1, 1001, 1001, 1, 0, 0, 0, 2, 0, 1),
                        new Stat(1, 1, 1001, 1001, 1, 0, 0, 0, 2, 0, 1),
                        new Stat(1, 1, 1001, 1001, 0, 0, 0, 0, 0, 0, 1),
                        null);
        assertThat(applied.changes())
                .extracting(change -> change.kind() + " " + change.path())
                .containsExactly("CREATED /a", "DATA_CHANGED /a", "CREATED /a/b", "DELETED /a/b");
        assertThat(tree.find("/a").cversion()).isEqualTo(2);
    }

    @Test
    void nothingOfAFailedMultiIsApplied() {
        Map<String, String> before = TreeAssert.dump(tree);
        Applied applied = apply(
                OpCode.MULTI,
                new MultiTxn(List.of(
                        new SubTxn(OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, 1)),
                        SubTxn.error(-110),
                        SubTxn.error(-2))));
        assertThat(applied.err()).isZero();
        assertThat(applied.outcomes()).extracting(OpOutcome::err).containsExactly(0, -110, -2);
        assertThat(applied.outcomes()).extracting(OpOutcome::type).containsOnly(OpCode.ERROR);
        assertThat(applied.changes()).isEmpty();
        assertThat(TreeAssert.dump(tree)).isEqualTo(before);
        assertThat(tree.lastZxid()).isEqualTo(1);
    }

    @Test
    void aMultiThatDoesNotFitLeavesNothingBehind() {
        DataTree before = tree;
        MultiTxn multi = new MultiTxn(List.of(
                new SubTxn(OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, 1)),
                new SubTxn(OpCode.DELETE, new DeleteTxn("/b"))));
        assertThatThrownBy(() -> apply(OpCode.MULTI, multi)).isInstanceOf(IllegalStateException.class);
        assertThat(tree).isSameAs(before);
        assertThat(tree.find("/a")).isNull();
    }

    @Test
    void anErrorOnlyTakesAZxid() {
        DataNode root = tree.find("/");
        Applied applied = apply(OpCode.ERROR, new ErrorTxn(-101));
        assertThat(applied.err()).isEqualTo(-101);
        assertThat(applied.outcomes()).isEmpty();
        assertThat(tree.find("/")).isSameAs(root);
        assertThat(tree.lastZxid()).isEqualTo(1);
        zxid--;
        assertThat(apply(OpCode.ERROR, new ErrorTxn(-5)).after().lastZxid())
                .as("an Apache leader may give a zxid twice")
                .isEqualTo(1);
    }

    @Test
    void aSessionLivesFromItsCreationToItsClose() {
        Applied created = apply(OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        assertThat(created.outcomes()).containsExactly(new OpOutcome(OpCode.CREATE_SESSION, 0, null, null));
        assertThat(tree.hasSession(SESSION)).isTrue();
        assertThat(tree.sessionTimeout(SESSION)).isEqualTo(4000);
        assertThat(tree.sessionTimeout(1)).isEqualTo(-1);
        assertThat(tree.sessions()).containsExactly(SESSION);
        create("/d", "", 1);
        createEphemeral("/d/z", 1);
        createEphemeral("/d/y", 2);
        createEphemeral("/x", 3);
        Applied closed = apply(OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/x", "/d/gone", "/gone/too")));
        assertThat(closed.changes())
                .extracting(change -> change.kind() + " " + change.path())
                .containsExactly("DELETED /x", "DELETED /d/y", "DELETED /d/z");
        assertThat(tree.find("/d").pzxid()).isEqualTo(6);
        assertThat(tree.find("/d").numChildren()).isZero();
        assertThat(tree.sessionCount()).isZero();
        assertThat(tree.ephemeralCount()).isZero();
    }

    @Test
    void aCloseOfOldDeletesWhatTheTreeHolds() {
        createEphemeral("/x", 1);
        apply(OpCode.CLOSE_SESSION, CloseSessionTxn.WITHOUT_PATHS);
        assertThat(tree.find("/x")).isNull();
    }

    @Test
    void ephemeralsWithoutASessionCanBeDropped() {
        create("/d", "", 1);
        createEphemeral("/d/orphan", 1);
        apply(OpCode.ERROR, new ErrorTxn(-101));
        DataTree cleaned = tree.withoutOrphanEphemerals();
        assertThat(cleaned.find("/d/orphan")).isNull();
        assertThat(cleaned.find("/d").pzxid()).isEqualTo(3);
        assertThat(cleaned.lastZxid()).isEqualTo(3);
        assertThat(cleaned.ephemeralCount()).isZero();
        apply(OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        assertThat(tree.withoutOrphanEphemerals().find("/d/orphan")).isNotNull();
    }

    @Test
    void whatDoesNotFitIsSaidWithItsValues() {
        create("/a", "", 1);
        create("/a/b", "", 1);
        DataTree before = tree;
        misfit(OpCode.CREATE, new CreateTxn("/x/y", null, Acl.OPEN, false, 1), "/x/y: no parent");
        misfit(OpCode.CREATE, new CreateTxn("/a", null, Acl.OPEN, false, 1), "/a: node exists");
        misfit(OpCode.CREATE, new CreateTxn("", null, Acl.OPEN, false, 1), "no parent");
        misfit(OpCode.CREATE_TTL, new CreateTtlTxn("/a", null, Acl.OPEN, 1, 5), "/a: node exists");
        misfit(OpCode.DELETE, new DeleteTxn("/x"), "/x: no node");
        misfit(OpCode.DELETE, new DeleteTxn("/x/y"), "/x/y: no parent");
        misfit(OpCode.DELETE, new DeleteTxn("/a"), "/a has 1 children");
        misfit(OpCode.SET_DATA, new SetDataTxn("/x", null, 1), "/x: no node");
        misfit(OpCode.SET_ACL, new SetAclTxn("/x", Acl.OPEN, 1), "/x: no node");
        misfit(OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/a")), "/a has 1 children");
        misfit(OpCode.PING, new DeleteTxn("/x"), "a type that changes the tree");
        assertThat(tree).isSameAs(before);
        zxid = 0;
        misfit(OpCode.SET_DATA, new SetDataTxn("/a", null, 1), "zxid is not above the tree's");
    }

    private void misfit(int type, Txn txn, String why) {
        long next = zxid + 1;
        assertThatThrownBy(() -> apply(type, txn))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("0x" + Long.toHexString(next))
                .hasMessageContaining("expected");
        zxid = next;
    }

    @Test
    void aNodeWritesItselfAsItsRecordsDo() {
        create("/a", "data", 1);
        createEphemeral("/a/é", 1);
        apply(OpCode.SET_DATA, new SetDataTxn("/a", "data".getBytes(UTF_8), 1));
        for (String path : List.of("/a", "/a/é", "/")) {
            DataNode node = tree.find(path);
            assertThat(written(node::writeStat)).isEqualTo(node.stat().toBytes());
            assertThat(written(node::writeStatPersisted))
                    .isEqualTo(node.statPersisted().toBytes());
            assertThat(written(node::writeData)).isEqualTo(written(out -> out.writeBuffer(node.data())));
            assertThat(written(node::writeChildNames)).isEqualTo(written(out -> out.writeStrings(node.childNames())));
        }
        assertThat(JuteReader.of(written(tree.find("/a")::writeChildNames)).readStrings("names"))
                .containsExactly("é");
    }

    @Test
    void namesOfManyChildrenAreTheSameHoweverOftenTheyAreAskedFor() {
        create("/many", "", 1);
        for (int child = 0; child < 300; child++) {
            create("/many/é" + child, "", child + 1);
        }
        assertNamesStay();
        apply(OpCode.SET_DATA, new SetDataTxn("/many/é7", "data".getBytes(UTF_8), 1));
        assertNamesStay();
        DataNode before = tree.find("/many");
        apply(OpCode.DELETE, new DeleteTxn("/many/é8"));
        assertNamesStay();
        create("/many/é8", "", 301);
        create("/many/é300", "", 302);
        assertNamesStay();
        assertThat(before.childNames()).hasSize(300);
        assertThat(JuteReader.of(written(before::writeChildNames)).readStrings("names"))
                .isEqualTo(before.childNames());
    }

    private void assertNamesStay() {
        DataNode node = tree.find("/many");
        for (int time = 0; time < 3; time++) {
            assertThat(JuteReader.of(written(node::writeChildNames)).readStrings("names"))
                    .isEqualTo(node.childNames());
        }
    }

    private static byte[] written(java.util.function.Consumer<JuteWriter> writer) {
        ByteBuf out = Unpooled.buffer();
        writer.accept(new JuteWriter(out));
        return ByteBufUtil.getBytes(out);
    }

    @Test
    void anotherZxidIsAnotherName() {
        create("/a", "", 1);
        DataTree renamed = tree.withZxid(0x1_0000_0000L);
        assertThat(renamed.lastZxid()).isEqualTo(0x1_0000_0000L);
        assertThat(renamed.find("/a")).isEqualTo(tree.find("/a"));
        assertThat(tree.lastZxid()).isEqualTo(1);
        assertThat(tree.withZxid(1)).isSameAs(tree);
        assertThat(renamed.toString()).contains("0x100000000").contains("nodes=5");
    }

    /** With 32 bits of hash a few of very many names collide. */
    @Test
    void namesWhoseHashesCollideAreToldApart() {
        NameHash hash = new NameHash(1);
        Map<Integer, String> seen = new HashMap<>();
        List<String> colliding = new ArrayList<>();
        for (int i = 0; i < 400_000; i++) {
            String name = "n" + i;
            String other = seen.put(hash.of(name), name);
            if (other != null) {
                colliding.add(other);
                colliding.add(name);
            }
        }
        assertThat(colliding).isNotEmpty();
        int cversion = 1;
        for (String name : colliding) {
            assertThat(tree.find("/" + name)).isNull();
            create("/" + name, name, cversion++);
        }
        for (String name : colliding) {
            assertThat(tree.find("/" + name).data()).isEqualTo(name.getBytes(UTF_8));
            apply(OpCode.SET_DATA, new SetDataTxn("/" + name, null, 1));
            assertThat(tree.find("/" + name).data()).isNull();
        }
        TreeAssert.checkTotals(tree);
        for (String name : colliding) {
            apply(OpCode.DELETE, new DeleteTxn("/" + name));
            assertThat(tree.find("/" + name)).isNull();
        }
        assertThat(tree.nodeCount()).isEqualTo(4);
    }

    @Test
    void depthIsNoProblem() {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            path.append("/d");
            create(path.toString(), "", 1);
        }
        assertThat(tree.find(path.toString()).stat().czxid()).isEqualTo(3000);
        List<Integer> lengths = new ArrayList<>();
        tree.visit((bytes, length, node) -> lengths.add(length));
        assertThat(lengths).hasSize(3004).contains(6000);
        zxid++;
        tree = tree.applyLenient(header(OpCode.DELETE), new DeleteTxn("/d")).after();
        assertThat(tree.nodeCount()).isEqualTo(4);
        assertThat(tree.approximateDataSize()).isEqualTo(44);
    }
}
