package io.quorate.txnlog;

import static io.quorate.txnlog.SnapshotFormatTest.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec: storage-format §3, §4.4; hazards F3, F6, D3, D5, S9, S17 to S19. */
class RecoveryTest {
    private final Harness harness;
    private final TxnMaker maker = new TxnMaker(42);

    RecoveryTest() throws IOException {
        harness = new Harness(1);
    }

    private FileSnap snaps() {
        return new FileSnap(harness.disk, harness.dirs, SnapOptions.DEFAULT);
    }

    private Recovered recover(RecoveryOptions options) throws IOException {
        return Recovery.recover(harness.disk, harness.dirs, options);
    }

    private static RecoveryOptions with(
            boolean trustEmpty, boolean autocreate, boolean standalone, int commitLogCount) {
        RecoveryOptions base = Harness.options();
        return new RecoveryOptions(
                base.hashSeed(),
                base.treeOptions(),
                base.lengthLimit(),
                commitLogCount,
                trustEmpty,
                autocreate,
                standalone,
                base.snapOptions());
    }

    /** A first start, some transactions, a snapshot, more transactions. */
    private List<byte[]> life(int before, int after) throws IOException {
        harness.recover();
        List<byte[]> txns = maker.make(before);
        FileTxnLog log = harness.log(0);
        Harness.append(log, txns);
        log.roll();
        snaps().save(maker.tree());
        List<byte[]> more = maker.make(after);
        Harness.write(log, more);
        return more;
    }

    @Test
    void aNewServerBeginsWithAnEmptyDurableSnapshot() throws IOException {
        Recovered recovered = harness.recover();
        assertThat(recovered.lastZxid()).isZero();
        assertThat(recovered.tree().digest()).isEqualTo(0x51C6D660L);
        assertThat(recovered.history()).isEmpty();
        assertThat(recovered.epochs()).isNull();
        assertThat(recovered.warnings()).isEmpty();
        harness.disk.crash();
        assertThat(harness.names()).containsExactly("snapshot.0");
        assertThat(harness.recover().stats().snapshot()).isEqualTo(harness.file("snapshot.0"));
    }

    @Test
    void snapshotAndLogGiveTheTree() throws IOException {
        List<byte[]> more = life(150, 120);
        Recovered recovered = harness.recover();
        assertThat(describe(recovered.tree())).isEqualTo(describe(maker.tree()));
        assertThat(recovered.lastZxid()).isEqualTo(270);
        RecoveryStats stats = recovered.stats();
        assertThat(stats.snapshot()).isEqualTo(harness.file("snapshot.96"));
        assertThat(stats.txns()).isEqualTo(120);
        assertThat(stats.logFiles()).isEqualTo(1);
        assertThat(stats.digestsCompared()).isEqualTo(121);
        assertThat(stats.digestMismatches()).isZero();
        assertThat(recovered.warnings()).isEmpty();
        assertThat(recovered.history()).hasSize(120);
        for (int i = 0; i < 120; i++) {
            Replayed replayed = recovered.history().get(i);
            assertThat(replayed.bytes()).isEqualTo(more.get(i));
            assertThat(replayed.entry().header().zxid()).isEqualTo(151 + i);
            assertThat(replayed.applied().after().lastZxid()).isEqualTo(151 + i);
            assertThat(replayed.applied().after().digest())
                    .isEqualTo(replayed.entry().digest().treeDigest());
        }
    }

    @Test
    void theHistoryIsBounded() throws IOException {
        life(10, 50);
        assertThat(recover(with(false, true, true, 20)).history())
                .extracting(each -> each.entry().header().zxid())
                .hasSize(20)
                .startsWith(41L)
                .endsWith(60L);
        assertThat(recover(with(false, true, true, 0)).history()).isEmpty();
    }

    @Test
    void theServerGoesOnInANewFileAfterEveryStart() throws IOException {
        life(5, 5);
        for (int start = 0; start < 4; start++) {
            Recovered recovered = harness.recover();
            harness.write(recovered.lastZxid(), maker.make(3));
        }
        assertThat(harness.names())
                .containsExactly(
                        "log.1",
                        "log.11",
                        "log.14",
                        "log.6",
                        "log.b",
                        "log.e",
                        "snapshot.0",
                        "snapshot.5",
                        "txnlog.mark");
        assertThat(describe(harness.recover().tree())).isEqualTo(describe(maker.tree()));
    }

    @Test
    void aDamagedSnapshotIsPassedOver() throws IOException {
        life(20, 20);
        snaps().save(maker.tree());
        byte[] bytes = harness.disk.contents(harness.file("snapshot.28"));
        bytes[100] ^= 1;
        harness.disk.install(harness.file("snapshot.28"), bytes);
        harness.disk.install(harness.file("snapshot.29"), new byte[0]);

        Recovered recovered = harness.recover();
        assertThat(describe(recovered.tree())).isEqualTo(describe(maker.tree()));
        assertThat(recovered.stats().snapshot()).isEqualTo(harness.file("snapshot.14"));
        assertThat(recovered.stats().snapshotsRefused()).isEqualTo(2);
        assertThat(recovered.warnings())
                .hasSize(2)
                .allMatch(text -> text.startsWith("Snapshot not used: /data/version-2/snapshot.2"));
    }

    @Test
    void withoutAnyWholeSnapshotEachReasonIsTold() throws IOException {
        life(20, 20);
        harness.disk.delete(harness.file("log.1"));
        for (String name : List.of("snapshot.0", "snapshot.14")) {
            harness.disk.corrupt(harness.file(name), 200, 99);
        }
        assertThatThrownBy(harness::recover)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("snapshot.0: ")
                .hasMessageContaining("snapshot.14: ")
                .hasMessageContaining("restore a backup");
    }

    /** The digest in the trailer does not fit the nodes, although every checksum is right. */
    @Test
    void anExactSnapshotWithAWrongDigestIsPassedOver() throws IOException {
        life(20, 20);
        snaps().save(maker.tree());
        byte[] bytes = harness.disk.contents(harness.file("snapshot.28"));
        int seal = SnapshotWriter.SEAL_BYTES;
        int digestAt = bytes.length - seal - 8 - seal - 8;
        ByteBuffer.wrap(bytes).putLong(digestAt, 12345);
        reseal(bytes, digestAt + 8);
        reseal(bytes, bytes.length - seal);
        harness.disk.install(harness.file("snapshot.28"), bytes);

        Recovered recovered = harness.recover();
        assertThat(recovered.stats().snapshot()).isEqualTo(harness.file("snapshot.14"));
        assertThat(recovered.warnings()).singleElement().asString().contains("snapshot's digest at zxid 0x28: 3039");
        assertThat(describe(recovered.tree())).isEqualTo(describe(maker.tree()));
    }

    private static void reseal(byte[] bytes, int at) {
        Adler32 adler = new Adler32();
        adler.update(bytes, 0, at);
        ByteBuffer.wrap(bytes).putLong(at, adler.getValue());
    }

    @Test
    void wrongDigestsInTheLogAreCountedAndTold() throws IOException {
        harness.recover();
        List<byte[]> txns = maker.make(10);
        byte[] changed = txns.get(4);
        ByteBuffer.wrap(changed).putLong(changed.length - 8, 4711);
        harness.write(0, txns);
        Recovered recovered = harness.recover();
        assertThat(recovered.stats().digestMismatches()).isEqualTo(1);
        assertThat(recovered.stats().firstDigestMismatch()).startsWith("digest of transaction at zxid 0x5: 1267");
        assertThat(recovered.warnings()).singleElement().asString().contains("wrong 1 times");
        assertThat(describe(recovered.tree())).isEqualTo(describe(maker.tree()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 20})
    void aFuzzySnapshotConverges(int speed) throws IOException {
        for (int seed = 0; seed < 25; seed++) {
            Harness each = new Harness(seed);
            TxnMaker txns = new TxnMaker(1000L * speed + seed);
            List<byte[]> all = txns.make(40);
            List<DataTree> during = new ArrayList<>(List.of(txns.tree()));
            for (int i = 0; i < 60; i++) {
                all.add(txns.next());
                during.add(txns.tree());
            }
            long end = txns.zxid();
            byte[] snapshot = new FuzzySnapshot(during, seed, speed).bytes();
            all.addAll(txns.make(20));
            each.disk.install(each.file("snapshot.28"), snapshot);
            each.write(0, all);

            Recovered recovered = Recovery.recover(each.disk, each.dirs, Harness.options(false));
            assertThat(describe(recovered.tree()))
                    .as("speed %d, seed %d", speed, seed)
                    .isEqualTo(describe(txns.tree()));
            assertThat(recovered.stats().digestMismatches()).isZero();
            assertThat(recovered.stats().digestsCompared()).isEqualTo(22);
            assertThat(recovered.history())
                    .as("only trees that are exact")
                    .hasSize(21)
                    .allMatch(replayed -> replayed.entry().header().zxid() >= end);
        }
    }

    /** A fuzzy snapshot that ran ahead of what the log has was never a state of this server. */
    @Test
    void aFuzzySnapshotBeyondTheLogIsPassedOver() throws IOException {
        harness.recover();
        List<byte[]> all = maker.make(40);
        List<DataTree> during = new ArrayList<>(List.of(maker.tree()));
        for (int i = 0; i < 30; i++) {
            all.add(maker.next());
            during.add(maker.tree());
        }
        harness.disk.install(harness.file("snapshot.28"), new FuzzySnapshot(during, 1, 2).bytes());
        harness.write(0, all.subList(0, 60));
        Recovered recovered = harness.recover();
        assertThat(recovered.stats().snapshot()).isEqualTo(harness.file("snapshot.0"));
        assertThat(recovered.warnings()).singleElement().asString().contains("up to 0x46, but the log ends with 0x3c");
        assertThat(describe(recovered.tree())).isEqualTo(describe(during.get(20)));
    }

    @Test
    void aLogWithoutSnapshotIsRefused() throws IOException {
        life(20, 20);
        harness.disk.delete(harness.file("snapshot.0"));
        harness.disk.delete(harness.file("snapshot.14"));
        harness.disk.delete(harness.file("log.1"));
        assertThatThrownBy(harness::recover)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("[log.15]")
                .hasMessageContaining("snapshot.trust.empty=true");
        Recovered trusted = recover(with(true, true, true, 500));
        assertThat(trusted.lastZxid()).isEqualTo(40);
        assertThat(trusted.stats().txns()).isEqualTo(20);
        assertThat(trusted.warnings()).anyMatch(text -> text.contains("because snapshot.trust.empty says so"));
    }

    /** Hazard F3: the power went before the first snapshot was durable. */
    @Test
    void aCompleteLogNeedsNoSnapshot() throws IOException {
        life(20, 20);
        harness.disk.delete(harness.file("snapshot.14"));
        harness.disk.install(harness.file("snapshot.0"), new byte[0]);
        Recovered recovered = harness.recover();
        assertThat(describe(recovered.tree())).isEqualTo(describe(maker.tree()));
        assertThat(recovered.warnings()).anyMatch(text -> text.contains("begins with the first transaction"));

        TxnMaker ofEnsemble = new TxnMaker(5).newEpoch();
        Harness member = new Harness(2);
        member.write(0, ofEnsemble.make(10));
        assertThat(describe(member.recover().tree())).isEqualTo(describe(ofEnsemble.tree()));
    }

    @Test
    void aLogThatBeganOnAnotherTreeIsNotComplete() throws IOException {
        maker.make(30);
        TxnMaker later = new TxnMaker(6, maker.tree().withZxid(0));
        harness.write(0, later.make(10));
        assertThatThrownBy(harness::recover).hasMessageContaining("no snapshot, but the logs [log.1]");
    }

    @Test
    void anEmptyDirectoryIsOnlyTrustedIfThatIsAllowed() throws IOException {
        Recovered lost = recover(with(false, false, true, 500));
        assertThat(lost.lastZxid()).isEqualTo(Zxid.LOST);
        assertThat(lost.tree().lastZxid()).isEqualTo(Zxid.LOST);
        assertThat(lost.warnings()).singleElement().asString().contains("/data/initialize");
        assertThat(harness.names()).isEmpty();

        harness.disk.install(Harness.DATA.resolve("initialize"), new byte[0]);
        assertThat(recover(with(false, false, true, 500)).lastZxid()).isZero();
        assertThat(harness.disk.exists(Harness.DATA.resolve("initialize"))).isFalse();
        assertThat(harness.names()).containsExactly("snapshot.0");
    }

    /** Hazard D5: epochs but no data. */
    @Test
    void aMemberThatLostItsDatabaseSaysSo() throws IOException {
        EpochFile.accepted(harness.disk, harness.dirs).write(4);
        EpochFile.current(harness.disk, harness.dirs).write(3);
        Recovered lost = recover(Harness.options(false));
        assertThat(lost.lastZxid()).isEqualTo(Zxid.LOST);
        assertThat(lost.epochs().accepted()).isEqualTo(4);
        assertThat(lost.epochs().current()).isEqualTo(3);
        assertThat(lost.warnings()).singleElement().asString().contains("a member in epoch 3");
    }

    @Test
    void logsThatWereDurableAndAreGoneAreToldOf() throws IOException {
        life(20, 20);
        harness.disk.delete(harness.file("log.15"));
        Recovered recovered = harness.recover();
        assertThat(recovered.lastZxid()).isEqualTo(20);
        assertThat(recovered.warnings())
                .singleElement()
                .asString()
                .contains("transactions up to 0x28 were durable here, but the files end with 0x14");
    }

    @Test
    void transactionsMissingAfterTheSnapshotAreDamage() throws IOException {
        life(20, 5);
        harness.write(25, maker.make(5));
        harness.disk.delete(harness.file("log.15"));
        assertThatThrownBy(harness::recover).hasMessageContaining("zxid 0x1a is the first after the snapshot's, 0x14");
    }

    /** Hazard F6. */
    @Test
    void aLogTornAtItsBeginningIsSetAside() throws IOException {
        for (int length : new int[] {0, 7, 16, 5000}) {
            Harness each = new Harness(length);
            TxnMaker txns = new TxnMaker(length);
            each.recover();
            each.write(0, txns.make(10));
            each.disk.install(each.file("log.b"), new byte[length]);
            Recovered recovered = each.recover();
            assertThat(recovered.lastZxid()).isEqualTo(10);
            assertThat(recovered.warnings()).singleElement().asString().contains("torn.log.b");
            each.write(10, txns.make(5));
            assertThat(describe(each.recover().tree())).isEqualTo(describe(txns.tree()));
            assertThat(each.names()).contains("log.b", "torn.log.b");
        }
    }

    @Test
    void leftoversOfCrashesAreRemoved() throws IOException {
        harness.recover();
        harness.disk.install(harness.file("tmp.snapshot.5"), new byte[9]);
        harness.disk.install(harness.file("spare.log.tmp"), new byte[9]);
        harness.recover();
        assertThat(harness.names()).containsExactly("snapshot.0");
    }

    @Test
    void orphansAreDroppedByAStandaloneServerOnly() throws IOException {
        harness.recover();
        List<byte[]> txns = new ArrayList<>(List.of(maker.session(), maker.session()));
        while (maker.tree().ephemeralCount() < 3) {
            txns.add(maker.create(OpCode.CREATE2));
        }
        harness.write(0, txns);
        snaps().save(maker.tree());
        byte[] bytes = harness.disk.contents(harness.file("snapshot." + Zxid.toHex(maker.zxid())));
        // Rename the sessions: now nobody owns the ephemerals.
        ByteBuffer.wrap(bytes).putLong(20, 1).putLong(32, 2);
        int seal = SnapshotWriter.SEAL_BYTES;
        reseal(bytes, bytes.length - 2 * seal - 8 - seal - 20);
        reseal(bytes, bytes.length - 2 * seal - 8);
        reseal(bytes, bytes.length - seal);
        harness.disk.install(harness.file("snapshot." + Zxid.toHex(maker.zxid())), bytes);

        assertThat(recover(Harness.options(false)).tree().ephemeralCount()).isEqualTo(3);
        Recovered standalone = harness.recover();
        assertThat(standalone.tree().ephemeralCount()).isZero();
        assertThat(standalone.history()).isEmpty();
        assertThat(standalone.lastZxid()).isEqualTo(maker.zxid());
    }

    @Test
    void aTransactionThatDoesNotDecodeIsRefused() throws IOException {
        harness.recover();
        byte[] bad = Harness.txn(1);
        ByteBuffer.wrap(bad).putInt(LogFormat.TYPE_OFFSET, 99);
        harness.write(0, List.of(bad));
        assertThatThrownBy(harness::recover)
                .isInstanceOf(TxnLogException.class)
                .hasMessageContaining("log.1 at byte 16: transaction 0x1 does not decode: txn type: 99");
    }

    /**
     * Hazard D2: the force failed, the process restarts, the system takes the pages for clean: they must be written
     * again.
     */
    @Test
    void whatAFailedForceLeftInTheCacheIsMadeDurable() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Harness each = new Harness(seed);
            TxnMaker txns = new TxnMaker(seed);
            each.recover();
            FileTxnLog log = each.log(0);
            Harness.append(log, txns.make(10));
            for (byte[] txn : txns.make(30)) {
                log.append(Harness.zxid(txn), txn);
            }
            each.disk.faults().failNextForce();
            assertThatThrownBy(log::force).isInstanceOf(IOException.class);
            each.disk.restart();
            long recovered = each.recover().lastZxid();
            assertThat(recovered).isEqualTo(40);
            each.disk.crash();
            assertThat(each.recover().lastZxid()).as("seed " + seed).isEqualTo(40);
        }
    }

    @Test
    void epochsAreRecoveredWithTheTree() throws IOException {
        Recovered recovered = recover(Harness.options(false));
        assertThat(recovered.epochs()).isEqualTo(new Epochs(0, 0, List.of()));
        assertThat(harness.names()).containsExactly("acceptedEpoch", "currentEpoch", "snapshot.0");
    }
}
