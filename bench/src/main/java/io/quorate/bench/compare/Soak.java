package io.quorate.bench.compare;

import io.quorate.bench.load.Crowd;
import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.LoadRun;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Shape;
import io.quorate.bench.load.Workload;
import io.quorate.bench.measure.LiveHeap;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The same modest work for a long time: requests at a fixed rate, ephemerals, and sessions that come, set watches, are told, and are
 * dropped without a word. After each stretch it is looked at what the servers hold, which must not grow.
 */
public final class Soak {
    private static final long START_SECONDS_MAX = 300;
    private static final int DATA_BYTES = 100;
    private static final int KEYS = 1000;
    private static final int CROWD = 200;
    private static final double EPHEMERAL_SECONDS = 2;
    private static final double MIB = 1 << 20;

    /** What may differ between stretches although nothing grows: buffers, caches, sessions that have not run out yet. */
    private static final double HEAP_TOLERANCE = 1.10;

    private static final double HEAP_TOLERANCE_MIB = 2;
    private static final double THREADS_TOLERANCE = 2;
    private static final double DESCRIPTORS_TOLERANCE = 6;

    private final Workspace workspace;
    private final LoadClient client;
    private final Settings settings;
    private final double rate;
    private final Consumer<String> progress;

    /** @param rate of requests a second, nine of ten of them reads */
    public Soak(Workspace workspace, LoadClient client, Settings settings, double rate, Consumer<String> progress) {
        this.workspace = workspace;
        this.client = client;
        this.settings = settings;
        this.rate = rate;
        this.progress = progress;
    }

    /** What the servers held after a stretch, all together, and how they had answered in it. */
    private record Stretch(
            double heapMib,
            double residentMib,
            double threads,
            double descriptors,
            double p50,
            double p99,
            double cpu) {}

    /**
     * Works for so many stretches.
     *
     * @param stretches at least four, since the last quarter is compared with the first
     * @param seconds how long each is
     * @return what has grown; empty if nothing has
     */
    public List<String> run(Contestant contestant, int stretches, double seconds)
            throws IOException, InterruptedException, LoadFailedException {
        Deployment servers = new Deployment(settings.servers(), workspace, contestant, settings.startFlags(), client);
        servers.start(START_SECONDS_MAX);
        List<Stretch> seen = new ArrayList<>();
        progress.accept("%-10s %8s %9s %12s %8s %12s %8s %8s %10s"
                .formatted(
                        "",
                        "stretch",
                        "heap MiB",
                        "resident MiB",
                        "threads",
                        "descriptors",
                        "p50 µs",
                        "p99 µs",
                        "CPU-µs/op"));
        for (int i = 1; i <= stretches; i++) {
            Stretch stretch = stretch(servers, seconds);
            seen.add(stretch);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%-10s %8d %9.1f %12.0f %8.0f %12.0f %8.0f %8.0f %10.1f",
                    contestant.name(),
                    i,
                    stretch.heapMib,
                    stretch.residentMib,
                    stretch.threads,
                    stretch.descriptors,
                    stretch.p50,
                    stretch.p99,
                    stretch.cpu));
        }
        servers.remove();
        progress.accept("%s, first and last quarter: heap %.1f and %.1f MiB, p50 %.0f and %.0f µs, p99 %.0f and %.0f µs"
                .formatted(
                        contestant.name(),
                        quarter(seen, false, Stretch::heapMib),
                        quarter(seen, true, Stretch::heapMib),
                        quarter(seen, false, Stretch::p50),
                        quarter(seen, true, Stretch::p50),
                        quarter(seen, false, Stretch::p99),
                        quarter(seen, true, Stretch::p99)));
        return growth(seen);
    }

    private Stretch stretch(Deployment servers, double seconds)
            throws IOException, InterruptedException, LoadFailedException {
        Workload mixed = new Workload(Op.MIXED, DATA_BYTES, KEYS, 90, 0, "/quorate-soak", 1);
        LoadResult steady = run(servers, new LoadPlan(servers.addresses(), mixed, Shape.open(8, rate), 0, seconds));
        Workload ephemerals = Workload.of(Op.EPHEMERAL, DATA_BYTES, KEYS).under("/quorate-soak-ephemerals");
        run(
                servers,
                new LoadPlan(
                        servers.addresses(), ephemerals, Shape.closed(8, 1), 0, Math.min(seconds, EPHEMERAL_SECONDS)));
        Workload watched = Workload.of(Op.SET, DATA_BYTES, 1).under("/quorate-soak-watched");
        try (Crowd crowd = new Crowd(client, servers.addresses(), watched, CROWD)) {
            crowd.makeTree();
            crowd.come();
            crowd.arm();
            crowd.fire();
        }
        double heap = 0;
        double resident = 0;
        double threads = 0;
        double descriptors = 0;
        for (long pid : servers.pids()) {
            heap += LiveHeap.bytes(pid) / MIB;
            resident += residentMib(pid);
            threads += count(pid, "task");
            descriptors += count(pid, "fd");
        }
        return new Stretch(
                heap,
                resident,
                threads,
                descriptors,
                steady.latencyMicros(50),
                steady.latencyMicros(99),
                steady.cpuMicrosPerOp());
    }

    private LoadResult run(Deployment servers, LoadPlan plan)
            throws IOException, InterruptedException, LoadFailedException {
        LoadResult result = new LoadRun(client, plan, servers.pids()).execute();
        if (!result.isClean()) {
            throw new LoadFailedException(plan.workload().op() + ": " + result.completed()
                    + " replies, errors (code=count): " + result.errors() + ", of a wrong length: "
                    + result.wrongLengths());
        }
        return result;
    }

    private static double residentMib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("/proc/" + pid + "/status has no VmRSS");
    }

    private static int count(long pid, String what) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/" + pid + "/" + what))) {
            for (Path ignored : entries) {
                count++;
            }
        }
        return count;
    }

    private static List<String> growth(List<Stretch> seen) {
        List<String> grown = new ArrayList<>();
        double heap = quarter(seen, false, Stretch::heapMib);
        double heapLater = quarter(seen, true, Stretch::heapMib);
        if (heapLater > heap * HEAP_TOLERANCE + HEAP_TOLERANCE_MIB) {
            grown.add("live heap: %.1f MiB, then %.1f MiB".formatted(heap, heapLater));
        }
        add(grown, "threads", seen, Stretch::threads, THREADS_TOLERANCE);
        add(grown, "descriptors", seen, Stretch::descriptors, DESCRIPTORS_TOLERANCE);
        return grown;
    }

    private static void add(
            List<String> grown, String what, List<Stretch> seen, ToDoubleFunction<Stretch> figure, double tolerance) {
        double before = quarter(seen, false, figure);
        double after = quarter(seen, true, figure);
        if (after > before + tolerance) {
            grown.add("%s: %.0f, then %.0f".formatted(what, before, after));
        }
    }

    /** The median over the first quarter of the stretches, or over the last. */
    private static double quarter(List<Stretch> seen, boolean last, ToDoubleFunction<Stretch> figure) {
        int size = seen.size() / 4;
        List<Stretch> some = last ? seen.subList(seen.size() - size, seen.size()) : seen.subList(0, size);
        double[] sorted = some.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
