package io.quorate.bench.compare;

import io.quorate.bench.load.Crowd;
import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Workload;
import io.quorate.bench.measure.LiveHeap;
import java.io.IOException;
import java.util.function.ObjDoubleConsumer;

/** What many sessions cost the servers of one deployment: that they come, that they watch, and that they are told. */
final class Crowds {
    static final int STORM = 10_000;

    /** Sessions that watch one znode. */
    static final int AUDIENCE = 5_000;

    /** Sessions that each watch {@link #NODES} znodes. */
    static final int WATCHERS = 200;

    static final int NODES = 1_000;

    private static final int DATA_BYTES = 100;
    private static final int WARM_UPS = 3;

    private final LoadClient client;
    private final Deployment servers;
    private final ObjDoubleConsumer<Scalar> figures;

    Crowds(LoadClient client, Deployment servers, ObjDoubleConsumer<Scalar> figures) {
        this.client = client;
        this.servers = servers;
        this.figures = figures;
    }

    /** Sessions come all at once; then it is seen what one weighs. */
    void storm() throws IOException, InterruptedException, LoadFailedException {
        try (Crowd crowd = new Crowd(client, servers.addresses(), watched(1), STORM)) {
            crowd.makeTree();
            long heapBefore = heapBytes();
            CpuTime before = CpuTime.of(servers);
            long start = System.nanoTime();
            crowd.come();
            figures.accept(Scalar.STORM, (System.nanoTime() - start) / 1e6);
            figures.accept(Scalar.STORM_CPU, CpuTime.of(servers).nanosSince(before) / 1e3 / STORM);
            figures.accept(Scalar.SESSION_HEAP, (double) (heapBytes() - heapBefore) / STORM);
        }
    }

    /** Many sessions watch one znode. */
    void audience(int rounds) throws IOException, InterruptedException, LoadFailedException {
        watch(AUDIENCE, 1, rounds, Scalar.AUDIENCE_ARM_CPU, Scalar.AUDIENCE_FIRE_CPU, Scalar.AUDIENCE_FIRE);
    }

    /** Some sessions watch many znodes. */
    void watchers(int rounds) throws IOException, InterruptedException, LoadFailedException {
        watch(WATCHERS, NODES, rounds, Scalar.WATCHERS_ARM_CPU, Scalar.WATCHERS_FIRE_CPU, Scalar.WATCHERS_FIRE);
    }

    private void watch(int sessions, int nodes, int rounds, Scalar armCpu, Scalar fireCpu, Scalar fireTime)
            throws IOException, InterruptedException, LoadFailedException {
        try (Crowd crowd = new Crowd(client, servers.addresses(), watched(nodes), sessions)) {
            crowd.makeTree();
            crowd.come();
            double watches = (double) sessions * nodes;
            for (int round = 0; round < WARM_UPS + rounds; round++) {
                CpuTime before = CpuTime.of(servers);
                crowd.arm();
                CpuTime armed = CpuTime.of(servers);
                long start = System.nanoTime();
                crowd.fire();
                double fireMillis = (System.nanoTime() - start) / 1e6;
                double fireMicros = CpuTime.of(servers).nanosSince(armed) / 1e3;
                if (round >= WARM_UPS) {
                    figures.accept(armCpu, armed.nanosSince(before) / 1e3 / watches);
                    figures.accept(fireCpu, fireMicros / watches);
                    figures.accept(fireTime, fireMillis);
                }
            }
        }
    }

    private static Workload watched(int nodes) {
        return Workload.of(Op.SET, DATA_BYTES, nodes).under("/quorate-watched");
    }

    private long heapBytes() throws IOException, InterruptedException {
        long bytes = 0;
        for (long pid : servers.pids()) {
            bytes += LiveHeap.bytes(pid);
        }
        return bytes;
    }
}
