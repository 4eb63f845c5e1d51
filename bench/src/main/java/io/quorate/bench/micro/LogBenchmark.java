package io.quorate.bench.micro;

import io.quorate.jute.OpCode;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.Disk;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.TxnLogOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appending to the transaction log in batches, encoding included; the figure is per record. With {@code forceSync=false}
 * it is the processor's part, with {@code true} the disk's comes on top.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LogBenchmark {
    private static final int BATCH = 100;
    private static final byte[] DATA = new byte[100];
    private static final long FIRST_ZXID = 0x100000000L;

    @Param({"false", "true"})
    boolean forceSync;

    private final Disk disk = new NioDisk();
    private Path directory;
    private FileTxnLog log;
    private long zxid;

    @Setup(Level.Iteration)
    public void open() throws IOException {
        directory = Files.createTempDirectory("quorate-log-benchmark-");
        zxid = FIRST_ZXID;
        TxnLogOptions options = new TxnLogOptions(TxnLogOptions.DEFAULT_PRE_ALLOC_BYTES, 0, forceSync);
        log = FileTxnLog.after(disk, DataDirs.open(disk, directory, directory, true), options, zxid);
    }

    /** Each iteration has a directory of its own, so that the disk does not fill. */
    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        log.close();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendBatchOf100() throws IOException {
        for (int i = 0; i < BATCH; i++) {
            zxid++;
            TxnHeader header = new TxnHeader(1, 1, zxid, 1_700_000_000_000L, OpCode.SET_DATA);
            SetDataTxn txn = new SetDataTxn("/quorate-bench/d0000/k0000000000", DATA, 5);
            log.append(zxid, new TxnEntry(header, txn, new TxnDigest(2, zxid)).encode());
        }
        log.force();
        return log.forcedZxid();
    }
}
