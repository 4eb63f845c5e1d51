package io.quorate.txnlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a log is handed to a learner. */
class LogRangeTest {
    private static final int RUNS = 400;

    private Harness harness;

    @BeforeEach
    void setUp() throws IOException {
        harness = new Harness(1);
    }

    private static List<Long> zxids(Harness harness, long after, long through) throws IOException {
        List<Long> zxids = new ArrayList<>();
        try (LogRange range = LogRange.open(harness.disk, harness.dirs, after, through)) {
            for (TxnRecord record = range.next(); record != null; record = range.next()) {
                zxids.add(record.zxid());
            }
        }
        return zxids;
    }

    private String objection(long after, long through, double share) throws IOException {
        return LogRange.objection(harness.disk, harness.dirs, after, through, share);
    }

    /** Against a list: a history of some epochs, of which parts came as a snapshot, in some files; and any two zxids. */
    @Test
    void eitherEverythingBetweenIsHandedOutOrNothingIsPromised() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        int handedOut = 0;
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            Harness some = new Harness(run);
            List<Long> history = new ArrayList<>();
            List<Long> logged = new ArrayList<>();
            for (int parts = random.nextInt(1, 5); parts > 0; parts--) {
                long last = history.isEmpty() ? 0 : history.get(history.size() - 1);
                long first = random.nextBoolean() ? Zxid.of(Zxid.epoch(last) + 1, 1) : last + 1;
                List<byte[]> txns = Harness.txns(first, first + random.nextInt(5));
                txns.forEach(txn -> history.add(Harness.zxid(txn)));
                if (random.nextInt(4) == 0) {
                    sentAsSnapshot(some, history.get(history.size() - 1));
                } else {
                    some.write(last, txns);
                    txns.forEach(txn -> logged.add(Harness.zxid(txn)));
                }
            }
            long after = history.get(random.nextInt(history.size()));
            long through = history.get(random.nextInt(history.size()));
            if (through < after) {
                continue;
            }
            List<Long> expected = history.stream()
                    .filter(zxid -> zxid > after && zxid <= through)
                    .toList();
            String objection = LogRange.objection(some.disk, some.dirs, after, through, 0);
            if (objection == null) {
                handedOut++;
                assertThat(zxids(some, after, through)).as("run " + run).isEqualTo(expected);
            } else {
                refused++;
                assertThat(logged.contains(after) && logged.containsAll(expected))
                        .as("run " + run + ": " + objection)
                        .isFalse();
            }
        }
        assertThat(handedOut).isGreaterThan(RUNS / 4);
        assertThat(refused).isGreaterThan(RUNS / 20);
    }

    private static void sentAsSnapshot(Harness some, long zxid) throws IOException {
        new FileSnap(some.disk, some.dirs, SnapOptions.DEFAULT)
                .save(DataTree.fresh(7, TxnMaker.OPTIONS).withZxid(zxid));
    }

    @Test
    void aLogThatIsLongBesideTheSnapshotIsNotWorthIt() throws IOException {
        new FileSnap(harness.disk, harness.dirs, SnapOptions.DEFAULT).save(DataTree.fresh(7, TxnMaker.OPTIONS));
        long snapshot = harness.disk.size(harness.file("snapshot.0"));
        harness.write(0, Harness.txns(1, 100));
        long record = 40 + LogFormat.FRAME_BYTES;
        double share = 10.0 * record / snapshot;
        assertThat(objection(1, 10, share)).isNull();
        assertThat(objection(1, 13, share)).contains("is longer than");
        assertThat(objection(1, 100, 0)).isNull();
    }

    @Test
    void theBeginningOfAnEpochIsFollowedByItsFirstTransaction() throws IOException {
        long epoch = Zxid.of(2, 0);
        harness.write(0, Harness.txns(1, 3));
        harness.write(3, Harness.txns(epoch + 1, epoch + 4));
        assertThat(objection(0, 3, 0)).contains("no zxid 0x0");
        assertThat(zxidsBehind(0, epoch + 1)).containsExactly(1L, 2L, 3L, epoch + 1);
        assertThat(zxidsBehind(epoch, epoch + 2)).containsExactly(epoch + 1, epoch + 2);
        assertThat(zxidsBehind(2, 3)).containsExactly(3L);
        assertThatThrownBy(() -> zxidsBehind(Zxid.of(1, 0), epoch + 1)).isInstanceOf(TxnLogException.class);
        assertThatThrownBy(() -> zxidsBehind(Zxid.of(3, 0), Zxid.of(3, 1))).isInstanceOf(TxnLogException.class);
    }

    private List<Long> zxidsBehind(long after, long through) throws IOException {
        List<Long> zxids = new ArrayList<>();
        try (LogRange range = LogRange.openBehind(harness.disk, harness.dirs, after, through)) {
            for (TxnRecord record = range.next(); record != null; record = range.next()) {
                zxids.add(record.zxid());
            }
        }
        return zxids;
    }

    @Test
    void whatWasWrittenBehindASnapshotOfTheLeaderDoesNotReachBack() throws IOException {
        FileTxnLog log = harness.log(0);
        Harness.append(log, Harness.txns(1, 5));
        log.continueAfter(20);
        Harness.append(log, Harness.txns(21, 25));
        log.close();
        assertThat(objection(3, 25, 0)).contains("transactions are missing");
        assertThat(objection(20, 25, 0)).contains("no zxid 0x14");
        assertThat(objection(21, 25, 0)).isNull();
        assertThat(objection(21, 26, 0)).contains("no zxid 0x1a");
        assertThatThrownBy(() -> zxids(harness, 3, 25)).isInstanceOf(TxnLogException.class);
    }
}
