package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTxnLogTest {
    private final Harness harness;

    FileTxnLogTest() throws IOException {
        harness = new Harness(1);
    }

    /** The first bytes of a log that Apache ZooKeeper 3.9.5 wrote (spec: storage-format §2.1). */
    @Test
    void writesTheBytesThatApacheWrites() throws IOException {
        String golden = "5a4b4c47000000020000000000000000" + "00000000ceeb0adf00000030"
                + "01000027876d0000000000000000000000000001000001a1fced0eaffffffff6" + "00002710"
                + "000000020000000051c6d660"
                + "42";
        TxnEntry entry = new TxnEntry(
                new TxnHeader(0x01000027876d0000L, 0, 1, 0x000001a1fced0eafL, OpCode.CREATE_SESSION),
                new CreateSessionTxn(10000),
                new TxnDigest(2, 0x51c6d660L));
        harness.write(0, List.of(entry.encode()));

        byte[] bytes = harness.disk.contents(harness.file("log.1"));
        assertThat(HexFormat.of().formatHex(bytes, 0, golden.length() / 2)).isEqualTo(golden);
        assertThat(Arrays.copyOfRange(bytes, golden.length() / 2, bytes.length)).containsOnly(0);
    }

    @Test
    void aNewFileIsAsLongAsApaches(@TempDir Path dir) throws IOException {
        Disk disk = new NioDisk();
        DataDirs dirs = DataDirs.open(disk, dir, null, true);
        try (FileTxnLog log = FileTxnLog.after(disk, dirs, TxnLogOptions.DEFAULT, 0)) {
            log.append(1, Harness.txn(1));
            log.force();
            assertThat(disk.size(dirs.logDir().resolve("log.1"))).isEqualTo(67108880);
        }
    }

    @Test
    void growsBySteps() throws IOException {
        try (FileTxnLog log = harness.log(0)) {
            long zxid = 0;
            for (int batch = 0; batch < 40; batch++) {
                for (int i = 0; i < 20; i++) {
                    log.append(++zxid, Harness.txn(zxid));
                }
                log.force();
                long filled = 16 + zxid * (40 + 13);
                long size = harness.disk.size(harness.file("log.1"));
                assertThat((size - 16) % 8192).isZero();
                assertThat(size).isGreaterThan(filled + 4096).isLessThanOrEqualTo(filled + 4096 + 8192);
            }
        }
        assertThat(harness.zxids()).hasSize(800);
    }

    @Test
    void withoutPreallocationAFileEndsWithItsLastRecord() throws IOException {
        Harness.write(
                FileTxnLog.after(harness.disk, harness.dirs, new TxnLogOptions(0, 0, true), 0), Harness.txns(1, 3));
        assertThat(harness.disk.size(harness.file("log.1"))).isEqualTo(16 + 3 * 53);
        assertThat(harness.zxids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void isNamedByItsFirstTransactionAndMadeOnlyThen() throws IOException {
        long first = Zxid.of(5, 1);
        try (FileTxnLog log = harness.log(Zxid.of(4, 9))) {
            log.force();
            log.roll();
            assertThat(harness.names()).isEmpty();
            log.append(first, Harness.txn(first));
            log.force();
            assertThat(harness.names()).contains("log.500000001");
            log.roll();
            log.append(first + 1, Harness.txn(first + 1));
        }
        assertThat(harness.names()).containsExactly("log.500000001", "log.500000002", "txnlog.mark");
        assertThat(harness.zxids()).containsExactly(first, first + 1);
    }

    @Test
    void beginsANewFileBeyondTheSizeLimit() throws IOException {
        FileTxnLog log = FileTxnLog.after(harness.disk, harness.dirs, new TxnLogOptions(8192, 200, true), 0);
        for (long zxid = 1; zxid <= 10; zxid++) {
            Harness.append(log, Harness.txns(zxid, zxid));
        }
        assertThat(log.recordsSinceRoll()).isEqualTo(10);
        log.close();
        assertThat(harness.names()).containsExactly("log.1", "log.5", "log.9", "txnlog.mark");
        assertThat(harness.zxids()).hasSize(10);
    }

    @Test
    void writesBatchesAndRecordsLargerThanItsBuffer() throws IOException {
        TxnMaker maker = new TxnMaker(3);
        List<byte[]> txns = List.of(
                maker.createWithData(700_000),
                maker.createWithData(700_000),
                maker.createWithData(3_000_000),
                maker.createWithData(10),
                maker.createWithData((1 << 20) - 150));
        harness.write(0, txns);
        List<TxnRecord> read = harness.read(0);
        assertThat(read).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(read.get(i).bytes()).isEqualTo(txns.get(i));
        }
    }

    @Test
    void refusesAZxidThatIsNotTheNext() throws IOException {
        try (FileTxnLog log = harness.log(Zxid.of(1, 5))) {
            for (long bad : new long[] {Zxid.of(1, 5), Zxid.of(1, 4), Zxid.of(1, 7), Zxid.of(2, 2), Zxid.of(0, 6)}) {
                assertThatThrownBy(() -> log.append(bad, Harness.txn(bad)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(Zxid.toText(bad))
                        .hasMessageContaining("0x100000005");
            }
            assertThatThrownBy(() -> log.append(Zxid.of(1, 6), Harness.txn(Zxid.of(1, 7))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0x100000007");
            assertThatThrownBy(() -> log.append(Zxid.of(1, 6), new byte[4])).isInstanceOf(IllegalStateException.class);
            log.append(Zxid.of(1, 6), Harness.txn(Zxid.of(1, 6)));
        }
        assertThat(harness.zxids()).containsExactly(Zxid.of(1, 6));
    }

    @Test
    void aFailedForceIsFinal() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 2));
        log.append(3, Harness.txn(3));
        harness.disk.faults().failNextForce();
        assertThatThrownBy(log::force).hasMessageContaining("simulated failure to force");

        assertThatThrownBy(log::force).hasRootCauseMessage("simulated failure to force /data/version-2/log.1");
        assertThatThrownBy(() -> log.append(4, Harness.txn(4))).hasMessageContaining("cannot be used again");
        assertThatThrownBy(log::roll).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.truncate(1)).isInstanceOf(IOException.class);
        assertThat(log.forcedZxid()).isEqualTo(2);
        log.close();
    }

    /** Hazards F2, D4: nothing may ever be written behind half a record. */
    @Test
    void aFullDiskLeavesWholeRecordsOnly() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 20));
        harness.disk.faults().capacityBytes(harness.disk.usableSpace(Harness.DIR) == 0 ? 0 : 5 * 4096);
        long zxid = 20;
        IOException full = null;
        while (full == null) {
            try {
                Harness.append(log, Harness.txns(zxid + 1, zxid + 30));
                zxid += 30;
            } catch (IOException e) {
                full = e;
            }
        }
        assertThat(full).hasMessageContaining("No space left");
        assertThatThrownBy(log::force).hasRootCause(full);
        assertThat(harness.disk.size(harness.file("log.1"))).isEqualTo(16 + zxid * 53);
        assertThat(harness.zxids()).hasSize((int) zxid);
    }

    @Test
    void shortWritesAreContinued() throws IOException {
        harness.disk.faults().shortWrites(0.9);
        harness.write(0, Harness.txns(1, 500));
        assertThat(harness.zxids()).hasSize(500);
    }

    @Test
    void takesTheSpareFile() throws IOException {
        SpareSegment.prepare(harness.disk, Harness.DIR, Harness.SMALL);
        SpareSegment.prepare(harness.disk, Harness.DIR, Harness.SMALL);
        assertThat(harness.names()).containsExactly("spare.log");
        assertThat(harness.disk.size(harness.file("spare.log"))).isEqualTo(16 + 8192);

        harness.write(0, Harness.txns(1, 200));
        assertThat(harness.names()).containsExactly("log.1", "txnlog.mark");
        assertThat(harness.zxids()).hasSize(200);
        assertThat((harness.disk.size(harness.file("log.1")) - 16) % 8192).isZero();
    }

    @Test
    void aSpareFileThatCannotBeMadeLeavesNothingBehind() throws IOException {
        harness.disk.faults().failNextForce();
        assertThatThrownBy(() -> SpareSegment.prepare(harness.disk, Harness.DIR, Harness.SMALL))
                .isInstanceOf(IOException.class);
        assertThat(harness.names()).isEmpty();
        harness.disk.faults().capacityBytes(2 * 8192);
        assertThatThrownBy(() -> SpareSegment.prepare(harness.disk, Harness.DIR, Harness.SMALL))
                .hasMessageContaining("bytes are free");
        assertThat(harness.names()).isEmpty();
    }

    @Test
    void withoutForceSyncOnlyWrites() throws IOException {
        FileTxnLog log = FileTxnLog.after(harness.disk, harness.dirs, new TxnLogOptions(8192, 0, false), 0);
        log.append(1, Harness.txn(1));
        harness.disk.faults().failNextForce();
        // The file, its name and the mark are still made durable when it is begun.
        assertThatThrownBy(() -> {
                    log.roll();
                    log.append(2, Harness.txn(2));
                })
                .hasMessageContaining("simulated failure to force");
        assertThat(log.forcedZxid()).isEqualTo(1);
        assertThat(harness.zxids()).containsExactly(1L);
    }

    @Test
    void countsSinceTheLastRoll() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 4));
        assertThat(log.recordsSinceRoll()).isEqualTo(4);
        assertThat(log.bytesSinceRoll()).isEqualTo(4 * 53);
        assertThat(log.appendedZxid()).isEqualTo(4);
        log.roll();
        assertThat(log.recordsSinceRoll()).isZero();
        assertThat(log.bytesSinceRoll()).isZero();
        log.close();
    }

    @Test
    void refusesToOverwriteALog() throws IOException {
        harness.disk.install(harness.file("log.1"), new byte[3]);
        FileTxnLog log = harness.log(0);
        assertThatThrownBy(() -> log.append(1, Harness.txn(1)))
                .hasMessageContaining("log.1")
                .hasMessageContaining("exists");
        assertThat(harness.disk.size(harness.file("log.1"))).isEqualTo(3);
    }
}
