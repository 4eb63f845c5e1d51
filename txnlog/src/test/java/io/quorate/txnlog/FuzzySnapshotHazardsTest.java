package io.quorate.txnlog;

import static io.quorate.txnlog.SnapshotFormatTest.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Snapshots that other servers wrote while transactions went on: they hold parts of what is in the log behind them (hazards S17 to
 * S19). Each test sees in the snapshot that it is in the dangerous state, and that the log mends it.
 */
class FuzzySnapshotHazardsTest {
    private static final int SEEDS = 60;
    private static final long ONE = 0x1001;
    private static final long TWO = 0x1002;
    private static final long THREE = 0x1003;
    private static final List<Acl> BOB = List.of(new Acl(31, new Id("digest", "bob:hash")));
    private static final List<Acl> EVE = List.of(new Acl(31, new Id("digest", "eve:hash")));

    private final List<byte[]> log = new ArrayList<>();
    private final List<DataTree> during = new ArrayList<>();
    private DataTree tree = DataTree.fresh(7, TxnMaker.OPTIONS);
    private long snapshotZxid;

    /** S17: sessions and nodes of different moments. */
    @Test
    void s17ASessionWithoutItsEphemeralsAndEphemeralsWithoutTheirSession() throws IOException {
        apply(ONE, OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        apply(TWO, OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        create(ONE, "/a", Acl.OPEN, true);
        create(TWO, "/b", Acl.OPEN, true);
        for (int i = 0; i < 6; i++) {
            create(TWO, "/between" + i, Acl.OPEN, false);
        }
        create(TWO, "/m", Acl.OPEN, false);
        beginSnapshot();
        apply(ONE, OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/a")));
        apply(THREE, OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        create(THREE, "/m/z", Acl.OPEN, true);
        int without = reach(raw -> raw.hasSession(ONE) && raw.find("/a") == null);
        int orphans = reach(raw -> !raw.hasSession(THREE) && raw.find("/m/z") != null);
        assertThat(without).as("snapshots with a session without its ephemeral").isPositive();
        assertThat(orphans)
                .as("snapshots with an ephemeral without its session")
                .isPositive();
    }

    /** S17: the same session is closed and nothing follows: the ephemeral is not to stay. */
    @Test
    void s17AnEphemeralOfAClosedSessionGoes() throws IOException {
        apply(ONE, OpCode.CREATE_SESSION, new CreateSessionTxn(4000));
        for (int i = 0; i < 6; i++) {
            create(ONE, "/between" + i, Acl.OPEN, false);
        }
        create(ONE, "/m", Acl.OPEN, false);
        beginSnapshot();
        create(ONE, "/m/z", Acl.OPEN, true);
        apply(ONE, OpCode.CLOSE_SESSION, new CloseSessionTxn(List.of("/m/z")));
        int reached = reach(raw -> raw.find("/m/z") != null);
        assertThat(reached).as("snapshots with the ephemeral").isPositive();
        assertThat(tree.find("/m/z")).isNull();
    }

    /** S18: a parent that is ahead of the log: its cversion and pzxid are neither lowered nor raised twice. */
    @Test
    void s18AParentThatIsAheadOfTheLog() throws IOException {
        create(ONE, "/p", Acl.OPEN, false);
        create(ONE, "/p/old", Acl.OPEN, false);
        beginSnapshot();
        for (int i = 0; i < 4; i++) {
            create(ONE, "/p/n" + i, Acl.OPEN, false);
        }
        apply(ONE, OpCode.DELETE, new DeleteTxn("/p/n2"));
        apply(ONE, OpCode.DELETE, new DeleteTxn("/p/old"));
        int before = during.get(0).find("/p").persistedCversion();
        int ahead = reach(raw -> raw.find("/p").persistedCversion() > before
                && raw.find("/p").persistedCversion() < tree.find("/p").persistedCversion());
        int atTheEnd = reach(
                raw -> raw.find("/p").persistedCversion() == tree.find("/p").persistedCversion());
        assertThat(ahead).as("snapshots with a parent in the middle").isPositive();
        assertThat(atTheEnd).as("snapshots with a parent as of the end").isPositive();
    }

    /** S19: nodes refer to lists that the table was written too early for; their numbers may stand for others later. */
    @Test
    void s19NodesThatReferToListsWhichAreNotInTheTable() throws IOException {
        create(ONE, "/a", BOB, false);
        create(ONE, "/x", Acl.OPEN, false);
        beginSnapshot();
        create(ONE, "/b", EVE, false);
        apply(ONE, OpCode.SET_ACL, new SetAclTxn("/a", EVE, 1));
        apply(ONE, OpCode.SET_ACL, new SetAclTxn("/x", BOB, 1));
        int reached = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            reached += recover(seed).missingAcls() > 0 ? 1 : 0;
        }
        assertThat(reached).as("snapshots with an unknown list").isPositive();
    }

    // ---- making histories

    private void create(long session, String path, List<Acl> acl, boolean ephemeral) {
        String parent = path.substring(0, Math.max(1, path.lastIndexOf('/')));
        int cversion = tree.find(parent).persistedCversion() + 1;
        apply(session, OpCode.CREATE, new CreateTxn(path, new byte[] {1}, acl, ephemeral, cversion));
    }

    private void apply(long session, int type, Txn txn) {
        long zxid = tree.lastZxid() + 1;
        TxnHeader header = new TxnHeader(session, 1, zxid, 1000 + zxid, type);
        tree = tree.apply(header, txn).after();
        log.add(new TxnEntry(header, txn, new TxnDigest(TxnDigest.VERSION, tree.digest())).encode());
        if (!during.isEmpty()) {
            during.add(tree);
        }
    }

    private void beginSnapshot() {
        snapshotZxid = tree.lastZxid();
        during.add(tree);
    }

    /** How many of the snapshots that may come about are in a state; recovery from all of them gives the same tree. */
    private int reach(Predicate<DataTree> state) throws IOException {
        int reached = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            reached += state.test(recover(seed).tree()) ? 1 : 0;
        }
        return reached;
    }

    /** Recovers from one of them and the log; the snapshot by itself. */
    private SnapshotFile.Loaded recover(int seed) throws IOException {
        Harness harness = new Harness(seed);
        String name = "snapshot." + Long.toHexString(snapshotZxid);
        harness.disk.install(
                harness.file(name), new FuzzySnapshot(during, seed * 0x9e3779b97f4a7c15L, 1 + seed % 4).bytes());
        harness.write(0, log);
        SnapshotFile.Loaded raw = SnapshotFile.load(
                harness.disk,
                Harness.DIR,
                DataFileName.list(harness.disk, Harness.DIR, DataFileName.SNAPSHOT)
                        .get(0),
                Harness.options(false),
                Runnable::run);
        Recovered recovered = Recovery.recover(harness.disk, harness.dirs, Harness.options(false));
        assertThat(recovered.stats().snapshot()).isEqualTo(harness.file(name));
        assertThat(describe(recovered.tree())).as("seed %d", seed).isEqualTo(describe(tree));
        assertThat(recovered.tree().ephemeralOwners()).allMatch(recovered.tree()::hasSession);
        return raw;
    }
}
