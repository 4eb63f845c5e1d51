package io.quorate.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.quorate.jute.OpCode;
import io.quorate.jute.Zxid;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.quorum.Proposal;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.EpochFile;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.Recovered;
import io.quorate.txnlog.Recovery;
import io.quorate.txnlog.RecoveryOptions;
import io.quorate.txnlog.SnapOptions;
import io.quorate.txnlog.TxnLogOptions;
import io.quorate.txnlog.sim.SimDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One order of everything that a member asks of its disk, on one that forgets what was not forced. */
@Timeout(60)
class LogWriterTest {
    private static final RecoveryOptions RECOVERY = RecoveryOptions.defaults(1, false);
    private static final TxnLogOptions LOG = new TxnLogOptions(0, 0, true);
    private static final long SECOND_EPOCH = Zxid.of(2, 0);

    private final SimDisk disk = new SimDisk(5);
    private final DataDirs dirs = openDirs();
    private final List<String> told = new ArrayList<>();
    private final List<String> fatal = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ServerMetrics metrics = new ServerMetrics(new MetricRegistry(), 1000);
    private final FileSnap snapshots = new FileSnap(disk, dirs, SnapOptions.DEFAULT);
    private final AtomicInteger sparesPrepared = new AtomicInteger();
    private final BulkWorker bulk =
            new BulkWorker(snapshots::save, sparesPrepared::incrementAndGet, this::onFatal, metrics);
    private DataTree tree;
    private FileTxnLog log;
    private LogWriter writer;

    private DataDirs openDirs() {
        try {
            return DataDirs.open(disk, Path.of("/data"), null, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onFatal(FatalHandler.Kind kind, String what, Throwable cause) {
        fatal.add(kind + ": " + what);
        ended.countDown();
    }

    private Recovered recover() throws IOException {
        return Recovery.recover(disk, dirs, RECOVERY);
    }

    /** A writer on what the disk holds; its thread is not started, so that all that follows is one batch. */
    private void open() throws IOException {
        Recovered recovered = recover();
        tree = recovered.tree();
        log = FileTxnLog.after(disk, dirs, LOG, recovered.lastZxid());
        writer = new LogWriter(
                log,
                new MemberStore(disk, dirs, snapshots, this::recover, view -> {}),
                bulk,
                this::onFatal,
                metrics,
                10_000);
    }

    /** Creates the node /n<zxid> on top of what was created before. */
    private Proposal create(long zxid) {
        TxnEntry entry = new TxnEntry(
                new TxnHeader(0, 0, zxid, 1, OpCode.CREATE),
                new CreateTxn("/n" + Long.toHexString(zxid), new byte[0], Acl.OPEN, false, 1),
                null);
        Proposal proposal = new Proposal(entry, entry.encode(), tree.apply(entry.header(), entry.txn()), null);
        tree = proposal.after();
        return proposal;
    }

    /** What is on the disk at the moment of each completion. */
    private final class Told implements LogWriter.Completions {
        @Override
        public void logged(long zxid) {
            told.add("logged " + Long.toHexString(zxid));
        }

        @Override
        public void stored() {
            try {
                told.add("stored: accepted "
                        + EpochFile.accepted(disk, dirs).read().orElse(-1) + ", current "
                        + EpochFile.current(disk, dirs).read().orElse(-1) + ", log forced to "
                        + Long.toHexString(log.forcedZxid()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void truncated(DataTree left, List<Proposal> history) {
            told.add("truncated to " + Long.toHexString(left.lastZxid()) + ", history "
                    + history.stream().map(p -> Long.toHexString(p.zxid())).toList());
        }
    }

    @Test
    void tellsForHowLongTheDiskHasBeenAtWork() throws Exception {
        open();
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        writer.append(List.of(create(1)));
        assertThat(writer.busyMillis()).isZero();
        writer.start(new LogWriter.Completions() {
            @Override
            public void logged(long zxid) {
                hangs.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void stored() {}

            @Override
            public void truncated(DataTree left, List<Proposal> history) {}
        });
        hangs.await();
        while (writer.busyMillis() == 0) {
            Thread.onSpinWait();
        }
        goesOn.countDown();
        writer.stop();
        assertThat(writer.busyMillis()).isZero();
    }

    @Test
    void everythingIsDurableInTheOrderOfTheCalls() throws Exception {
        open();
        writer.append(List.of(create(1), create(2)));
        writer.append(List.of(create(3)));
        DataTree kept = tree;
        writer.storeAcceptedEpoch(2);
        writer.append(List.of(create(4)));
        writer.storeCurrentEpoch(2);
        writer.truncate(3);
        tree = kept;
        writer.append(List.of(create(SECOND_EPOCH + 1)));
        tree = kept.withZxid(SECOND_EPOCH);
        create(SECOND_EPOCH + 1);
        create(SECOND_EPOCH + 2);
        create(SECOND_EPOCH + 3);
        writer.install(tree);
        writer.append(List.of(create(SECOND_EPOCH + 4)));
        writer.start(new Told());
        writer.stop();
        bulk.stop();
        assertThat(fatal).isEmpty();
        assertThat(told)
                .containsExactly(
                        "logged 3",
                        "stored: accepted 2, current 0, log forced to 3",
                        "logged 4",
                        "stored: accepted 2, current 2, log forced to 4",
                        "truncated to 3, history [1, 2, 3]",
                        "logged 200000001",
                        "stored: accepted 2, current 2, log forced to 200000003",
                        "logged 200000004");
        disk.crash();
        Recovered again = recover();
        assertThat(again.lastZxid()).isEqualTo(SECOND_EPOCH + 4);
        assertThat(again.tree().digest()).isEqualTo(tree.digest());
        assertThat(again.epochs().current()).isEqualTo(2);
    }

    @Test
    void whatTheLogHasBeyondAnInstalledTreeIsGone() throws Exception {
        open();
        writer.storeAcceptedEpoch(2);
        writer.append(List.of(create(1), create(2)));
        DataTree leaders = tree;
        writer.append(List.of(create(3), create(4)));
        writer.install(leaders);
        tree = leaders;
        writer.append(List.of(create(SECOND_EPOCH + 1)));
        writer.start(new Told());
        writer.stop();
        bulk.stop();
        assertThat(fatal).isEmpty();
        disk.crash();
        Recovered again = recover();
        assertThat(again.lastZxid()).isEqualTo(SECOND_EPOCH + 1);
        assertThat(again.tree().digest()).isEqualTo(tree.digest());
    }

    @Test
    void aZxidThatIsNotThereCannotBeGoneBackToAndEndsTheProcess() throws Exception {
        open();
        writer.storeAcceptedEpoch(2);
        writer.append(List.of(create(SECOND_EPOCH + 1), create(SECOND_EPOCH + 2)));
        writer.truncate(7);
        writer.append(List.of(create(SECOND_EPOCH + 3)));
        writer.start(new Told());
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        bulk.stop();
        assertThat(fatal).singleElement().asString().startsWith("STORAGE: ").contains("after zxid 0x7");
        assertThat(told).last().isEqualTo("logged 200000002");
        disk.crash();
        assertThat(recover().lastZxid()).as("nothing was dropped").isEqualTo(SECOND_EPOCH + 2);
    }

    @Test
    void theNextFileIsWrittenAheadWheneverOneIsBegun() throws Exception {
        open();
        writer.append(List.of(create(1)));
        writer.append(List.of(create(2)));
        writer.roll();
        writer.roll();
        writer.append(List.of(create(3)));
        writer.start(new Told());
        writer.stop();
        bulk.stop();
        assertThat(sparesPrepared).hasValue(2);
    }

    @Test
    void aDiskThatFailsEndsTheProcessAndNothingMoreIsTold() throws Exception {
        open();
        writer.append(List.of(create(1)));
        writer.storeAcceptedEpoch(2);
        disk.faults().failNextForce();
        writer.start(new Told());
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        bulk.stop();
        assertThat(fatal).singleElement().asString().startsWith("STORAGE: ");
        assertThat(told).isEmpty();
    }
}
