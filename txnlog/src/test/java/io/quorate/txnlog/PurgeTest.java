package io.quorate.txnlog;

import static io.quorate.txnlog.SnapshotFormatTest.describe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spec: storage-format §6. */
class PurgeTest {
    private final Harness harness;
    private final TxnMaker maker = new TxnMaker(4);

    PurgeTest() throws IOException {
        harness = new Harness(1);
        harness.recover();
    }

    /** Snapshots after every 10 transactions, and a new log after every 15. */
    private void life(int txns) throws IOException {
        FileTxnLog log = harness.log(0);
        for (int i = 1; i <= txns; i++) {
            byte[] txn = maker.next();
            log.append(maker.zxid(), txn);
            if (i % 15 == 0) {
                log.roll();
            }
            if (i % 10 == 0) {
                log.force();
                new FileSnap(harness.disk, harness.dirs, SnapOptions.DEFAULT).save(maker.tree());
            }
        }
        log.close();
    }

    private List<String> purge(int retain) throws IOException {
        return Purge.run(harness.disk, harness.dirs, retain).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Test
    void keepsTheNewestAndTheLogThatTheOldestNeeds() throws IOException {
        life(65);
        // Logs begin at 1, 16, 31, 46 and 61; the oldest snapshot kept is of 40.
        assertThat(purge(3))
                .containsExactlyInAnyOrder("snapshot.0", "snapshot.a", "snapshot.14", "snapshot.1e", "log.1", "log.10");
        assertThat(harness.names())
                .containsExactly(
                        "log.1f", "log.2e", "log.3d", "snapshot.28", "snapshot.32", "snapshot.3c", "txnlog.mark");
        assertThat(purge(3)).isEmpty();
        for (String newer : List.of("snapshot.3c", "snapshot.32")) {
            assertThat(describe(harness.recover().tree())).isEqualTo(describe(maker.tree()));
            harness.disk.delete(harness.file(newer));
        }
        assertThat(describe(harness.recover().tree())).isEqualTo(describe(maker.tree()));
    }

    /** ZOOKEEPER-3231. */
    @Test
    void damagedSnapshotsAreNotCounted() throws IOException {
        life(65);
        harness.disk.corrupt(harness.file("snapshot.3c"), 100, 77);
        harness.disk.corrupt(harness.file("snapshot.32"), 100, 77);
        assertThat(purge(3)).containsExactlyInAnyOrder("snapshot.0", "snapshot.a", "log.1");
        assertThat(describe(harness.recover().tree())).isEqualTo(describe(maker.tree()));
    }

    @Test
    void removesNothingIfThereAreTooFew() throws IOException {
        life(25);
        assertThat(purge(4)).isEmpty();
        harness.disk.corrupt(harness.file("snapshot.a"), 100, 77);
        assertThat(purge(3)).isEmpty();
    }

    @Test
    void removesOldLogsThatWereSetAside() throws IOException {
        life(65);
        harness.disk.install(harness.file("torn.log.5"), new byte[9]);
        harness.disk.install(harness.file("torn.log.3d"), new byte[9]);
        assertThat(purge(3)).contains("torn.log.5").doesNotContain("torn.log.3d");
    }

    @Test
    void fewerThanThreeAreNeverKept() {
        assertThatThrownBy(() -> purge(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2");
    }
}
