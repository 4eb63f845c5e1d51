package io.quorate.txnlog;

import static io.quorate.txnlog.SnapshotFormatTest.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.sim.SimulatedCrash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec: storage-format §2.6; hazards S9 to S11. */
class LogTruncationTest {
    private Harness harness;
    private FileTxnLog log;
    private final Map<Long, DataTree> states = new HashMap<>();
    private TxnMaker maker;

    /** Logs from 1, 11, 21 and 31 on with ten transactions each; snapshots at 0, 20 and 40. */
    private void life(long seed) throws IOException {
        harness = new Harness(seed);
        maker = new TxnMaker(99);
        harness.recover();
        log = harness.log(0);
        states.clear();
        states.put(0L, maker.tree());
        for (int file = 0; file < 4; file++) {
            for (int i = 0; i < 10; i++) {
                byte[] txn = maker.next();
                log.append(maker.zxid(), txn);
                states.put(maker.zxid(), maker.tree());
            }
            log.roll();
            if (file % 2 == 1) {
                new FileSnap(harness.disk, harness.dirs, SnapOptions.DEFAULT).save(maker.tree());
            }
        }
    }

    @Test
    void cutsToAnyTransactionAndGoesOnFromThere() throws IOException {
        for (long zxid = 0; zxid <= 40; zxid++) {
            life(zxid);
            log.truncate(zxid);
            assertThat(log.appendedZxid()).isEqualTo(zxid);
            harness.disk.crash();
            Recovered recovered = harness.recover();
            assertThat(recovered.lastZxid()).isEqualTo(zxid);
            assertThat(describe(recovered.tree())).isEqualTo(describe(states.get(zxid)));
            assertThat(recovered.warnings()).isEmpty();
            TxnMaker next = new TxnMaker(7, recovered.tree()).newEpoch();
            harness.write(recovered.lastZxid(), next.make(5));
            assertThat(describe(harness.recover().tree())).isEqualTo(describe(next.tree()));
        }
    }

    @Test
    void goesOnWithTheSameWriter() throws IOException {
        life(1);
        log.truncate(15);
        long first = Zxid.of(1, 1);
        TxnMaker next = new TxnMaker(7, states.get(15L)).newEpoch();
        Harness.append(log, next.make(3));
        log.close();
        assertThat(log.appendedZxid()).isEqualTo(first + 2);
        assertThat(harness.names()).containsExactly("log.1", "log.100000001", "log.b", "snapshot.0", "txnlog.mark");
        assertThat(describe(harness.recover().tree())).isEqualTo(describe(next.tree()));
    }

    @Test
    void theFileEndsBehindTheRecord() throws IOException {
        life(1);
        TxnRecord sixteenth = harness.read(16).get(0);
        log.truncate(15);
        assertThat(harness.disk.size(harness.file("log.b"))).isEqualTo(sixteenth.offset());
    }

    /** Each step leaves something that recovers, to no less than was to be kept. */
    @Test
    void aCrashInTheMiddleLeavesNoGap() throws IOException {
        for (int operation = 1; operation <= 25; operation++) {
            for (int seed = 0; seed < 12; seed++) {
                life(seed);
                harness.disk.faults().crashAfter(operation);
                boolean finished = false;
                try {
                    log.truncate(15);
                    finished = true;
                } catch (SimulatedCrash crash) {
                    assertThat(crash).isNotNull();
                }
                harness.disk.faults().crashAfter(1000);
                harness.disk.crash();
                Recovered recovered = harness.recover();
                assertThat(recovered.lastZxid()).isBetween(15L, finished ? 15L : 40L);
                assertThat(describe(recovered.tree())).isEqualTo(describe(states.get(recovered.lastZxid())));
            }
        }
    }

    @Test
    void refusesWhatCouldNotBeRecoveredAndChangesNothing() throws IOException {
        life(1);
        harness.disk.delete(harness.file("snapshot.0"));
        harness.disk.delete(harness.file("log.1"));
        List<String> before = harness.names();
        assertThatThrownBy(() -> log.truncate(15))
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("cannot be cut back to zxid 0xf");
        assertThat(harness.names()).isEqualTo(before);
        log.truncate(25);
        assertThat(harness.recover().lastZxid()).isEqualTo(25);
    }

    @Test
    void refusesAZxidThatIsNotThere() throws IOException {
        life(1);
        assertThatThrownBy(() -> log.truncate(50)).hasMessageContaining("only zxid 0x28 is reached");
        log.truncate(Zxid.of(1, 0));
        assertThat(harness.recover().lastZxid())
                .as("a leader's zxid without a transaction")
                .isEqualTo(40);
    }

    /** Hazard S9, for a snapshot that was written while what is to be dropped was applied. */
    @Test
    void aFuzzySnapshotWithLaterTransactionsIsNoBase() throws IOException {
        life(1);
        List<DataTree> during = new ArrayList<>();
        for (long zxid = 10; zxid <= 18; zxid++) {
            during.add(states.get(zxid));
        }
        harness.disk.install(harness.file("snapshot.a"), new FuzzySnapshot(during, 1, 3).bytes());
        harness.disk.delete(harness.file("snapshot.0"));
        harness.disk.delete(harness.file("log.1"));
        assertThatThrownBy(() -> log.truncate(15)).isInstanceOf(TxnLogException.class);
        log.truncate(19);
        Recovered recovered = harness.recover();
        assertThat(describe(recovered.tree())).isEqualTo(describe(states.get(19L)));
        assertThat(recovered.stats().snapshot()).isEqualTo(harness.file("snapshot.a"));
    }

    /** Hazard S10: SNAP. */
    @Test
    void goesOnAfterASnapshotOfTheLeader() throws IOException {
        for (boolean ahead : new boolean[] {false, true}) {
            life(1);
            // The leader's history: shares the first ten transactions, then differs.
            TxnMaker leader = new TxnMaker(5, states.get(10L));
            if (ahead) {
                leader.newEpoch();
            }
            leader.make(20);
            assertThat(leader.zxid() > 40).isEqualTo(ahead);
            new FileSnap(harness.disk, harness.dirs, SnapOptions.DEFAULT).save(leader.tree());
            log.continueAfter(leader.zxid());
            leader.newEpoch();
            Harness.append(log, leader.make(10));
            harness.disk.crash();
            assertThat(describe(harness.recover().tree())).isEqualTo(describe(leader.tree()));
        }
    }
}
