package io.quorate.txnlog;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.StatPersisted;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.AclList;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures appending with force, recovery of a log, and saving and loading of a snapshot of a million nodes, on the
 * real disk. Not a test: run {@code main} with a directory, on a quiet machine.
 */
public final class StorageBenchmark {
    private static final int NODES = 1_000_000;
    private static final int DATA_BYTES = 100;
    private static final NioDisk DISK = new NioDisk();

    private final Path base;
    private int runs;

    private StorageBenchmark(Path base) {
        this.base = base;
    }

    public static void main(String[] args) throws IOException {
        StorageBenchmark benchmark = new StorageBenchmark(Path.of(args[0]));
        for (int round = 0; round < 2; round++) {
            for (int batch : new int[] {1, 30, 100, 1000}) {
                benchmark.append(batch, false);
                benchmark.append(batch, true);
            }
        }
        benchmark.replay(300_000);
        for (SnapCompression compression :
                List.of(SnapCompression.NONE, SnapCompression.NONE, SnapCompression.GZ, SnapCompression.SNAPPY)) {
            benchmark.snapshot(compression);
        }
    }

    private DataDirs newDirs() throws IOException {
        return DataDirs.open(DISK, base.resolve("run" + runs++), null, true);
    }

    private void append(int batch, boolean spare) throws IOException {
        DataDirs dirs = newDirs();
        if (spare) {
            SpareSegment.prepare(DISK, dirs.logDir(), TxnLogOptions.DEFAULT);
        }
        FileTxnLog log = FileTxnLog.after(DISK, dirs, TxnLogOptions.DEFAULT, 0);
        int batches = batch >= 1000 ? 300 : 2000;
        long[] nanos = new long[batches];
        long zxid = 0;
        long cpu = cpuNanos();
        long start = System.nanoTime();
        for (int i = 0; i < batches; i++) {
            long before = System.nanoTime();
            for (int j = 0; j < batch; j++) {
                log.append(++zxid, setData(zxid));
            }
            log.force();
            nanos[i] = System.nanoTime() - before;
        }
        long elapsed = System.nanoTime() - start;
        cpu = cpuNanos() - cpu;
        log.close();
        Arrays.sort(nanos);
        print(
                "append batch %4d %-6s %9.0f records/s  force p50 %4d us p99 %5d us max %6d us  cpu %.2f us/record",
                batch,
                spare ? "spare" : "hole",
                zxid * 1e9 / elapsed,
                nanos[batches / 2] / 1000,
                nanos[batches * 99 / 100] / 1000,
                nanos[batches - 1] / 1000,
                cpu / 1000.0 / zxid);
        delete(dirs);
    }

    private static byte[] setData(long zxid) {
        return new TxnEntry(
                        new TxnHeader(77, 1, zxid, 5, 5),
                        new SetDataTxn("/node", new byte[DATA_BYTES], (int) zxid),
                        new TxnDigest(1, 0))
                .encode();
    }

    private void replay(int txns) throws IOException {
        DataDirs dirs = newDirs();
        DataTree tree = tree(10_000);
        new FileSnap(DISK, dirs, SnapOptions.DEFAULT).save(tree);
        FileTxnLog log = FileTxnLog.after(DISK, dirs, TxnLogOptions.DEFAULT, tree.lastZxid());
        for (int i = 1; i <= txns; i++) {
            long zxid = tree.lastZxid() + i;
            String path = "/group0/node" + (i % 1000);
            log.append(
                    zxid,
                    new TxnEntry(
                                    new TxnHeader(77, 1, zxid, 5, 5),
                                    new SetDataTxn(path, new byte[DATA_BYTES], i),
                                    new TxnDigest(1, 0))
                            .encode());
        }
        log.close();
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            Recovered recovered = Recovery.recover(DISK, dirs, Harness.options(false));
            double seconds = (System.nanoTime() - start) / 1e9;
            print("replay %d txns: %.2f s, %.0f txns/s", recovered.stats().txns(), seconds, txns / seconds);
        }
        delete(dirs);
    }

    private void snapshot(SnapCompression compression) throws IOException {
        DataDirs dirs = newDirs();
        DataTree tree = tree(NODES);
        FileSnap snaps = new FileSnap(DISK, dirs, new SnapOptions(compression, true));
        long start = System.nanoTime();
        FileSnap.Saved saved = snaps.save(tree);
        double save = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        DataTree loaded = SnapshotFile.load(
                        DISK,
                        dirs.snapDir(),
                        DataFileName.snapshot(tree.lastZxid(), compression),
                        Harness.options(),
                        Runnable::run)
                .tree();
        double load = (System.nanoTime() - start) / 1e9;
        if (loaded.digest() != tree.digest()) {
            throw new IllegalStateException("digest after loading: " + loaded + " (expected: " + tree + ")");
        }
        double megabytes = saved.bytes() / 1e6;
        print(
                "snapshot %-6s %d nodes, %.0f MB: save %.2f s (%.0f MB/s, %.0f nodes/s),"
                        + " load %.2f s (%.0f MB/s, %.0f nodes/s)",
                compression,
                saved.nodes(),
                megabytes,
                save,
                megabytes / save,
                NODES / save,
                load,
                megabytes / load,
                NODES / load);
        delete(dirs);
    }

    private static DataTree tree(int nodes) {
        TreeBuilder builder = DataTree.builder(7, TxnMaker.OPTIONS);
        AclList acl = AclList.of(List.of(new Acl(31, new Id("digest", "bob:hash"))));
        StatPersisted stat = new StatPersisted(1, 1, 1, 1, 0, 0, 0, 0, 1);
        builder.node("", null, AclList.OPEN, stat);
        int perGroup = 1000;
        for (int i = 0; i < nodes; i++) {
            if (i % perGroup == 0) {
                builder.node("/group" + i / perGroup, null, AclList.OPEN, stat);
            }
            builder.node("/group" + i / perGroup + "/node" + i % perGroup, new byte[DATA_BYTES], acl, stat);
        }
        return builder.build(9);
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(TimeUnit.SECONDS.toNanos(0));
    }

    private static void delete(DataDirs dirs) throws IOException {
        try (var files = Files.walk(dirs.dataDir())) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
