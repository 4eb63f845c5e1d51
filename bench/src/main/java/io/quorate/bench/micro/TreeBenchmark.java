package io.quorate.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.Prepared;
import io.quorate.tree.request.RequestRules;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The tree under random access: reads, and writes that each give a new tree. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TreeBenchmark {
    private static final int KEYS_PER_DIRECTORY = 1000;
    private static final long SESSION = 0x100000000000001L;
    private static final long WALL_MILLIS = 1_700_000_000_000L;
    private static final byte[] DATA = new byte[100];

    @Param({"1000", "100000", "1000000"})
    int znodes;

    private final SplittableRandom random = new SplittableRandom(1);
    private final PrepRequestProcessor prepare = new PrepRequestProcessor(RequestRules.DEFAULT);
    private final FinalRequestProcessor finish = new FinalRequestProcessor(RequestRules.DEFAULT);
    private final List<Id> anyone = List.of(new Id("ip", "127.0.0.1"));
    private final ByteBuf out = Unpooled.directBuffer(1024);
    private String[] paths;
    private DataTree tree;

    @Setup
    public void fill() {
        tree = DataTree.fresh(1, TreeOptions.DEFAULT);
        paths = new String[znodes];
        for (int key = 0; key < znodes; key++) {
            String directory = "/d%04d".formatted(key / KEYS_PER_DIRECTORY);
            if (key % KEYS_PER_DIRECTORY == 0) {
                create(directory, key / KEYS_PER_DIRECTORY + 1);
            }
            paths[key] = "%s/k%010d".formatted(directory, key);
            create(paths[key], key % KEYS_PER_DIRECTORY + 1);
        }
    }

    @Benchmark
    public DataNode find() {
        return tree.find(path());
    }

    @Benchmark
    public int getDataReply() {
        return finish.read(
                tree,
                OpCode.GET_DATA,
                new WatchedPathRequest(path(), false),
                anyone,
                SESSION,
                new JuteWriter(out.clear()));
    }

    @Benchmark
    public DataTree applySetData() {
        apply(OpCode.SET_DATA, new SetDataTxn(path(), DATA, 1));
        return tree;
    }

    @Benchmark
    @OperationsPerInvocation(2)
    public DataTree applyCreateAndDelete() {
        String path = path() + "x";
        apply(OpCode.CREATE, new CreateTxn(path, DATA, Acl.OPEN, false, 1 << 20));
        apply(OpCode.DELETE, new DeleteTxn(path));
        return tree;
    }

    @Benchmark
    public Prepared prepareSetData() {
        SetDataRequest request = new SetDataRequest(path(), DATA, -1);
        Prepared prepared =
                prepare.prepare(tree, SESSION, 1, OpCode.SET_DATA, request, anyone, tree.lastZxid() + 1, WALL_MILLIS);
        tree = prepared.applied().after();
        return prepared;
    }

    private String path() {
        return paths[random.nextInt(znodes)];
    }

    private void create(String path, int parentCVersion) {
        apply(OpCode.CREATE, new CreateTxn(path, DATA, Acl.OPEN, false, parentCVersion));
    }

    private void apply(int type, Txn txn) {
        TxnHeader header = new TxnHeader(SESSION, 1, tree.lastZxid() + 1, WALL_MILLIS, type);
        tree = tree.apply(header, txn).after();
    }
}
