package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.OpCode;
import io.quorate.jute.txn.TxnEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.server.persistence.SnapStream;
import org.apache.zookeeper.server.persistence.TxnLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The released Apache server reads our directories, and we read its. */
class ApacheCompatTest {
    private final NioDisk disk = new NioDisk();
    private DataDirs dirs;

    @TempDir
    private Path dir;

    @AfterEach
    void plainSnapshotsAgain() {
        SnapStream.setStreamMode(SnapStream.StreamMode.CHECKED);
    }

    private DataDirs dirs() throws IOException {
        if (dirs == null) {
            dirs = DataDirs.open(disk, dir.resolve("data"), dir.resolve("logs"), true);
        }
        return dirs;
    }

    private Recovered recover() throws IOException {
        return Recovery.recover(disk, dirs(), Harness.options(false));
    }

    private ApacheStorage apache() throws IOException {
        return new ApacheStorage(dirs().dataDir(), dirs().dataLogDir());
    }

    private static SnapStream.StreamMode mode(SnapCompression compression) {
        return switch (compression) {
            case NONE -> SnapStream.StreamMode.CHECKED;
            case GZ -> SnapStream.StreamMode.GZIP;
            case SNAPPY -> SnapStream.StreamMode.SNAPPY;
        };
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void apacheReadsOurs(SnapCompression compression) throws IOException {
        recover();
        TxnMaker maker = new TxnMaker(compression.name().hashCode());
        TxnLogOptions options = new TxnLogOptions(65536, 20_000, true);
        SpareSegment.prepare(disk, dirs().logDir(), options);
        FileTxnLog log = FileTxnLog.after(disk, dirs(), options, 0);
        List<byte[]> txns = maker.make(300);
        Harness.append(log, txns);
        log.roll();
        new FileSnap(disk, dirs(), new SnapOptions(compression, true)).save(maker.tree());
        maker.newEpoch();
        List<byte[]> more = maker.make(200);
        more.add(maker.createWithData(900_000));
        Harness.write(log, more);
        assertThat(typesOf(txns)).isEqualTo(typesOf(more)).isEqualTo(new TreeSet<>(ALL_TYPES));

        try (ApacheStorage apache = apache()) {
            assertThat(apache.restore()).isEqualTo(maker.zxid());
            assertThat(apache.replayed()).isEqualTo(201);
            assertThat(apache.digestMismatches).isEmpty();
            assertThat(apache.describe()).isEqualTo(ApacheStorage.describe(maker.tree()));
            txns.addAll(more);
            assertThat(apacheLog(apache))
                    .isEqualTo(txns.stream().map(Harness::zxid).toList());
        }
    }

    private static final List<Integer> ALL_TYPES = List.of(
            OpCode.CREATE,
            OpCode.DELETE,
            OpCode.SET_DATA,
            OpCode.SET_ACL,
            OpCode.MULTI,
            OpCode.CREATE2,
            OpCode.CREATE_CONTAINER,
            OpCode.CREATE_TTL,
            OpCode.CREATE_SESSION,
            OpCode.CLOSE_SESSION,
            OpCode.ERROR);

    private static Set<Integer> typesOf(List<byte[]> txns) {
        Set<Integer> types = new TreeSet<>();
        txns.forEach(txn -> types.add(TxnEntry.decode(txn).header().type()));
        return types;
    }

    private static List<Long> apacheLog(ApacheStorage apache) throws IOException {
        List<Long> zxids = new ArrayList<>();
        try (TxnLog.TxnIterator log = apache.files.readTxnLog(0)) {
            do {
                zxids.add(log.getHeader().getZxid());
            } while (log.next());
        }
        return zxids;
    }

    @ParameterizedTest
    @EnumSource(SnapCompression.class)
    void weReadApaches(SnapCompression compression) throws IOException {
        SnapStream.setStreamMode(mode(compression));
        TxnMaker maker = new TxnMaker(compression.name().length());
        try (ApacheStorage apache = apache()) {
            apache.restore();
            for (byte[] txn : maker.make(200)) {
                apache.append(txn);
            }
            apache.files.commit();
            apache.files.rollLog();
            apache.save();
            for (byte[] txn : maker.make(200)) {
                apache.append(txn);
            }
            apache.files.commit();
            assertThat(apache.digestMismatches).isEmpty();
        }
        Recovered recovered = recover();
        assertThat(ApacheStorage.describe(recovered.tree())).isEqualTo(ApacheStorage.describe(maker.tree()));
        assertThat(recovered.stats().snapshot())
                .isEqualTo(dirs().snapDir().resolve("snapshot.c8" + compression.suffix()));
        assertThat(recovered.stats().txns()).isEqualTo(200);
        assertThat(recovered.stats().digestMismatches()).isZero();
        assertThat(recovered.history()).hasSize(200);
        assertThat(recovered.warnings()).isEmpty();
        assertThat(Harness.read(disk, dirs().logDir(), 0, Long.MAX_VALUE)).hasSize(400);
    }

    /** The same directory goes back and forth between the two. */
    @Test
    void serversCanTakeTurns() throws IOException {
        TxnMaker maker = new TxnMaker(77);
        for (int turn = 0; turn < 6; turn++) {
            if (turn % 2 == 0) {
                try (ApacheStorage apache = apache()) {
                    apache.restore();
                    assertThat(apache.describe()).isEqualTo(ApacheStorage.describe(maker.tree()));
                    for (byte[] txn : maker.make(30)) {
                        apache.append(txn);
                    }
                    apache.files.commit();
                    apache.save();
                }
            } else {
                Recovered recovered = recover();
                assertThat(ApacheStorage.describe(recovered.tree())).isEqualTo(ApacheStorage.describe(maker.tree()));
                assertThat(recovered.stats().digestMismatches()).isZero();
                FileTxnLog log = FileTxnLog.after(disk, dirs(), TxnLogOptions.DEFAULT, recovered.lastZxid());
                Harness.write(log, maker.make(30));
            }
        }
        assertThat(Harness.read(disk, dirs().logDir(), 0, Long.MAX_VALUE)).hasSize(180);
    }

    /** A snapshot that Apache wrote while transactions were being applied. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void weRepairApachesFuzzySnapshots(long seed) throws Exception {
        TxnMaker maker = new TxnMaker(seed);
        try (ApacheStorage apache = apache()) {
            apache.restore();
            for (byte[] txn : maker.make(150)) {
                apache.append(txn);
            }
            List<byte[]> during = maker.make(400);
            for (byte[] txn : during) {
                apache.files.append(org.apache.zookeeper.server.util.SerializeUtils.deserializeTxn(txn)
                        .toRequest());
            }
            apache.files.commit();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread applying = new Thread(() -> {
                try {
                    for (byte[] txn : during) {
                        apache.apply(txn);
                    }
                } catch (IOException | RuntimeException | Error e) {
                    failure.set(e);
                }
            });
            applying.start();
            apache.save();
            applying.join();
            assertThat(failure).hasNullValue();
            for (byte[] txn : maker.make(20)) {
                apache.append(txn);
            }
            apache.files.commit();
        }
        Recovered recovered = recover();
        assertThat(ApacheStorage.describe(recovered.tree())).isEqualTo(ApacheStorage.describe(maker.tree()));
        assertThat(recovered.stats().digestMismatches())
                .as(recovered.stats().toString())
                .isZero();
        assertThat(recovered.stats().digestsCompared()).isPositive();
    }

    /** A torn tail of ours is an end for Apache too, and what follows in the next file is read. */
    @Test
    void apacheReadsPastATornTailOfOurs() throws IOException {
        recover();
        TxnMaker maker = new TxnMaker(5);
        TxnLogOptions options = new TxnLogOptions(65536, 0, true);
        Harness.write(FileTxnLog.after(disk, dirs(), options, 0), maker.make(20));
        Path log = dirs().logDir().resolve("log.1");
        try (DiskFile file = disk.open(log)) {
            long end = 16;
            for (TxnRecord record : Harness.read(disk, dirs().logDir(), 0, Long.MAX_VALUE)) {
                end = record.offset() + record.bytes().length + LogFormat.FRAME_BYTES;
            }
            file.writeFully(java.nio.ByteBuffer.wrap(new byte[] {0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 90, 1, 2, 3}), end);
        }
        Recovered recovered = recover();
        assertThat(recovered.warnings()).singleElement().asString().contains("ends torn");
        Harness.write(FileTxnLog.after(disk, dirs(), options, recovered.lastZxid()), maker.make(20));
        try (ApacheStorage apache = apache()) {
            assertThat(apache.restore()).isEqualTo(40);
            assertThat(apache.describe()).isEqualTo(ApacheStorage.describe(maker.tree()));
        }
    }

    /** Where Apache exits, we refuse too. */
    @Test
    void bothRefuseAWrongChecksum() throws IOException {
        recover();
        Harness.write(FileTxnLog.after(disk, dirs(), new TxnLogOptions(65536, 0, true), 0), new TxnMaker(5).make(20));
        Path log = dirs().logDir().resolve("log.1");
        byte[] bytes = Files.readAllBytes(log);
        bytes[60] ^= 1;
        Files.write(log, bytes);
        assertThatThrownBy(this::recover).isInstanceOf(TxnLogException.class);
        try (ApacheStorage apache = apache()) {
            assertThatThrownBy(apache::restore).isInstanceOf(IOException.class);
        }
    }

    @Test
    void apacheIgnoresOurOwnFiles() throws IOException {
        recover();
        TxnMaker maker = new TxnMaker(9);
        Harness.write(FileTxnLog.after(disk, dirs(), TxnLogOptions.DEFAULT, 0), maker.make(20));
        SpareSegment.prepare(disk, dirs().logDir(), TxnLogOptions.DEFAULT);
        Files.write(dirs().logDir().resolve("torn.log.5"), new byte[50]);
        Files.write(dirs().snapDir().resolve("tmp.snapshot.99"), new byte[50]);
        try (DataDirLock lock = DataDirLock.acquire(dirs());
                ApacheStorage apache = apache()) {
            assertThat(lock).isNotNull();
            assertThat(apache.restore()).isEqualTo(20);
            assertThat(apache.files.findNValidSnapshots(10)).hasSize(1);
            assertThat(apache.files.getSnapshotLogs(20)).hasSize(1);
        }
    }

    /** After its TRUNC a log of ours is shorter than the mark says, which is believed. */
    @Test
    void apacheMayCutOurLog() throws IOException {
        recover();
        TxnMaker maker = new TxnMaker(12);
        Harness.write(FileTxnLog.after(disk, dirs(), TxnLogOptions.DEFAULT, 0), maker.make(30));
        try (ApacheStorage apache = apache()) {
            apache.restore();
            assertThat(apache.files.truncateLog(20)).isTrue();
        }
        Recovered recovered = recover();
        assertThat(recovered.lastZxid()).isEqualTo(20);
        assertThat(recovered.warnings()).singleElement().asString().contains("cut back by another release");
    }
}
