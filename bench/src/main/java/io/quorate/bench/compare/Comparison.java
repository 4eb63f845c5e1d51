package io.quorate.bench.compare;

import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.LoadRun;
import io.quorate.bench.measure.LiveHeap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjDoubleConsumer;

/**
 * Measures the contestants in turn. One server runs at a time; each measurement starts a fresh one. The order
 * alternates (A B B A ...), so that a machine that grows slower or faster harms both alike.
 */
public final class Comparison {
    private static final long START_SECONDS_MAX = 300;
    private static final double FILL_SECONDS_MAX = 1200;
    private static final String NO_SNAPSHOTS = "snapCount=2000000000";
    private static final String FREQUENT_SNAPSHOTS = "snapCount=1000";
    private static final String INCESSANT_SNAPSHOTS = "snapCount=20000";
    private static final int WRITES_THAT_CAUSE_A_SNAPSHOT = 5000;

    private final Workspace workspace;
    private final LoadClient client;
    private final List<Contestant> contestants;
    private final Settings settings;
    private final Figures figures = new Figures();
    private final Consumer<String> progress;

    public Comparison(
            Workspace workspace,
            LoadClient client,
            List<Contestant> contestants,
            Settings settings,
            Consumer<String> progress) {
        this.workspace = workspace;
        this.client = client;
        this.contestants = List.copyOf(contestants);
        this.settings = settings;
        this.progress = progress;
    }

    /** What has been measured so far. */
    public Figures figures() {
        return figures;
    }

    /** Puts the loads on each contestant, round after round. */
    public void loads(List<Scenario> scenarios) throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < settings.rounds(); round++) {
            for (Contestant contestant : order(round)) {
                Deployment servers = deployment(contestant, settings.jvmFlags());
                servers.start(START_SECONDS_MAX);
                run(servers, Scenario.warmUp(), 0, settings.serverWarmupSeconds());
                try (Scrapes scrapes = Scrapes.of(contestant)) {
                    for (Scenario scenario : scenarios) {
                        LoadResult result = measure(servers, scenario);
                        figures.add(scenario.name(), contestant.name(), result);
                        progress.accept("%-12s %-10s %,9.0f ops/s"
                                .formatted(contestant.name(), scenario.name(), result.throughput()));
                    }
                }
                servers.remove();
            }
        }
    }

    /** Puts the loads that it can answer on the floor server. */
    public void floors(Contestant floor, List<Scenario> scenarios)
            throws IOException, InterruptedException, LoadFailedException {
        Deployment server = new Deployment(1, workspace, floor, settings.jvmFlags(), client);
        server.start(START_SECONDS_MAX);
        run(server, Scenario.warmUp(), 0, Math.min(3, settings.serverWarmupSeconds()));
        for (Scenario scenario : scenarios) {
            if (scenario.atFloor()) {
                LoadResult result = measure(server, scenario);
                figures.add(scenario.name(), floor.name(), result);
                progress.accept(
                        "%-12s %-10s %,9.0f ops/s".formatted(floor.name(), scenario.name(), result.throughput()));
            }
        }
        server.remove();
    }

    /** Has many sessions come at once. */
    public void storms() throws IOException, InterruptedException, LoadFailedException {
        crowds(Crowds::storm);
    }

    /** Has many sessions watch, and be told. */
    public void watches() throws IOException, InterruptedException, LoadFailedException {
        crowds(crowds -> {
            crowds.audience(settings.watchRounds());
            crowds.watchers(settings.watchRounds());
        });
    }

    /** Has sessions take and release locks. */
    public void locks() throws IOException, InterruptedException, LoadFailedException {
        overRounds("has had its locks taken", (servers, add) -> new Locks(
                        servers, settings.serverWarmupSeconds(), settings.seconds(), add)
                .measure());
    }

    /** Something that many sessions do. */
    @FunctionalInterface
    private interface CrowdMeasure {
        void of(Crowds crowds) throws IOException, InterruptedException, LoadFailedException;
    }

    private void crowds(CrowdMeasure measure) throws IOException, InterruptedException, LoadFailedException {
        overRounds("has had its crowd", (servers, add) -> measure.of(new Crowds(client, servers, add)));
    }

    /** Something that is measured at servers which are warm. */
    @FunctionalInterface
    private interface Measure {
        void of(Deployment servers, ObjDoubleConsumer<Scalar> add)
                throws IOException, InterruptedException, LoadFailedException;
    }

    private void overRounds(String done, Measure measure)
            throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < settings.rounds(); round++) {
            for (Contestant contestant : order(round)) {
                Deployment servers = deployment(contestant, settings.jvmFlags());
                servers.start(START_SECONDS_MAX);
                run(servers, Scenario.warmUp(), 0, settings.serverWarmupSeconds());
                measure.of(servers, (scalar, value) -> figures.add(scalar, contestant.name(), value));
                progress.accept(contestant.name() + " " + done);
                servers.remove();
            }
        }
    }

    /** Kills the leader of an ensemble, again and again, while clients write, and notes what those notice. Before each kill all serve. */
    public void leaderKills() throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < 2; round++) {
            for (Contestant contestant : order(round)) {
                // With the flags of the starts: memory that was touched before it is used takes the kernel long to take
                // back.
                Deployment ensemble = deployment(contestant, settings.startFlags());
                ensemble.start(START_SECONDS_MAX);
                run(ensemble, Scenario.warmUp(), 0, settings.serverWarmupSeconds());
                for (int kill = 0; kill < (settings.leaderKills() + 1) / 2; kill++) {
                    Maintenance.Noticed noticed = new Maintenance(ensemble, START_SECONDS_MAX).killLeader();
                    add(contestant, Scalar.LEADER_KILL, noticed.gaps().longestNanos());
                    add(contestant, Scalar.LEADER_KILL_FLOOR, noticed.nanos());
                }
                ensemble.remove();
            }
        }
    }

    /** Restarts the servers of an ensemble one after the other while clients write, and notes what those notice. */
    public void rollingRestarts() throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < settings.rounds(); round++) {
            for (Contestant contestant : order(round)) {
                Deployment ensemble = deployment(contestant, settings.startFlags());
                ensemble.start(START_SECONDS_MAX);
                run(ensemble, Scenario.warmUp(), 0, settings.serverWarmupSeconds());
                Maintenance.Noticed noticed = new Maintenance(ensemble, START_SECONDS_MAX).rollingRestart();
                add(contestant, Scalar.ROLLING_LONGEST, noticed.gaps().longestNanos());
                add(contestant, Scalar.ROLLING_STALLED, noticed.gaps().stalledNanos());
                add(contestant, Scalar.ROLLING_TIME, noticed.nanos());
                ensemble.remove();
            }
        }
    }

    /** Fills an ensemble with znodes while one of its servers is away, and starts that one on an empty directory while clients write. */
    public void joins() throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < settings.bulkRounds(); round++) {
            for (Contestant contestant : order(round)) {
                Deployment ensemble = deployment(contestant, settings.startFlags());
                ensemble.start(START_SECONDS_MAX);
                Maintenance maintenance = new Maintenance(ensemble, START_SECONDS_MAX);
                ServerProcess blank = maintenance.takeAwayFollower();
                LoadResult fill = run(
                        Scenario.fill(settings.znodes()),
                        maintenance.addressesWithout(blank),
                        List.of(),
                        0,
                        FILL_SECONDS_MAX);
                requireFilled(contestant, fill);
                Maintenance.Noticed noticed = maintenance.join(blank);
                add(contestant, Scalar.JOIN, Scalar.JOIN_CPU, noticed.started());
                add(contestant, Scalar.JOIN_LONGEST, noticed.gaps().longestNanos());
                ensemble.remove();
            }
        }
    }

    private void add(Contestant contestant, Scalar scalar, long nanos) {
        figures.add(scalar, contestant.name(), nanos / 1e6);
        progress.accept("%-12s %-60s %,7.0f ms".formatted(contestant.name(), scalar.label(), nanos / 1e6));
    }

    /** Times starts on an empty directory; beside them the floor, a JVM that only listens. */
    public void coldStarts(Contestant floor) throws IOException, InterruptedException {
        for (int round = 0; round < settings.coldStarts(); round++) {
            for (Contestant contestant : order(round)) {
                coldStart(contestant);
            }
            coldStart(floor);
        }
    }

    private void coldStart(Contestant contestant) throws IOException, InterruptedException {
        ServerProcess server = server(contestant, settings.startFlags());
        server.start();
        add(contestant, Scalar.COLD_START, Scalar.COLD_START_CPU, server.awaitServing(START_SECONDS_MAX));
        server.remove();
    }

    /** Fills each contestant with znodes, weighs its heap and times its restarts. */
    public void bulk() throws IOException, InterruptedException, LoadFailedException {
        for (int round = 0; round < settings.bulkRounds(); round++) {
            for (Contestant contestant : order(round)) {
                bulk(contestant);
            }
        }
    }

    private void bulk(Contestant contestant) throws IOException, InterruptedException, LoadFailedException {
        ServerProcess server = server(contestant, settings.startFlags());
        server.start(NO_SNAPSHOTS);
        server.awaitServing(START_SECONDS_MAX);
        long emptyBytes = LiveHeap.bytes(server.pid());
        LoadResult fill = run(server, Scenario.fill(settings.znodes()), 0, FILL_SECONDS_MAX);
        requireFilled(contestant, fill);
        double bytesPerZnode = (double) (LiveHeap.bytes(server.pid()) - emptyBytes) / settings.znodes();
        figures.add(Scalar.FILL_RATE_INVERSE, contestant.name(), 1e6 / fill.throughput());
        figures.add(Scalar.HEAP_PER_ZNODE, contestant.name(), bytesPerZnode);
        progress.accept("%-12s %,d znodes, %.0f bytes of live heap each"
                .formatted(contestant.name(), settings.znodes(), bytesPerZnode));
        server.kill();

        server.start(NO_SNAPSHOTS);
        ServerProcess.Started fromLog = server.awaitServing(START_SECONDS_MAX);
        add(contestant, Scalar.RESTART_FROM_LOG, Scalar.RESTART_FROM_LOG_CPU, fromLog);
        server.kill();

        Snapshots snapshots = new Snapshots(server.versionDirectory());
        server.start(FREQUENT_SNAPSHOTS);
        server.awaitServing(START_SECONDS_MAX);
        run(server, Scenario.someWrites(WRITES_THAT_CAUSE_A_SNAPSHOT), 0, FILL_SECONDS_MAX);
        snapshots.awaitNewer();
        server.kill();
        server.start(NO_SNAPSHOTS);
        ServerProcess.Started fromSnapshot = server.awaitServing(START_SECONDS_MAX);
        add(contestant, Scalar.RESTART_FROM_SNAPSHOT, Scalar.RESTART_FROM_SNAPSHOT_CPU, fromSnapshot);

        Scenario writes = Scenario.all().get(0);
        double undisturbed = run(server, writes, settings.serverWarmupSeconds(), settings.bulkLoadSeconds())
                .throughput();
        server.kill();
        server.start(INCESSANT_SNAPSHOTS);
        server.awaitServing(START_SECONDS_MAX);
        double besideSnapshots = run(server, writes, settings.serverWarmupSeconds(), settings.bulkLoadSeconds())
                .throughput();
        figures.add(Scalar.SNAPSHOT_LOSS, contestant.name(), 100 * (1 - besideSnapshots / undisturbed));
        server.remove();
    }

    private void requireFilled(Contestant contestant, LoadResult fill) throws LoadFailedException {
        if (!fill.isClean() || fill.completed() != settings.znodes()) {
            throw new LoadFailedException(contestant.name() + " was to create " + settings.znodes()
                    + " znodes; replies: " + fill.completed() + ", errors (code=count): " + fill.errors());
        }
    }

    private void add(Contestant contestant, Scalar time, Scalar cpu, ServerProcess.Started started) {
        figures.add(time, contestant.name(), started.seconds() * 1e3);
        figures.add(cpu, contestant.name(), started.cpuSeconds() * 1e3);
        progress.accept("%-12s %-45s %6.0f ms".formatted(contestant.name(), time.label(), started.seconds() * 1e3));
    }

    private List<Contestant> order(int round) {
        if (round % 2 == 0) {
            return contestants;
        }
        List<Contestant> reversed = new ArrayList<>(contestants);
        Collections.reverse(reversed);
        return reversed;
    }

    private Deployment deployment(Contestant contestant, List<String> jvmFlags)
            throws IOException, InterruptedException {
        Quiet.await(settings.quietSecondsMax());
        return new Deployment(settings.servers(), workspace, contestant, jvmFlags, client);
    }

    private ServerProcess server(Contestant contestant, List<String> jvmFlags)
            throws IOException, InterruptedException {
        Quiet.await(settings.quietSecondsMax());
        return new ServerProcess(workspace, contestant, jvmFlags, client);
    }

    /** Measures a load; while other work on the machine disturbs it, again, and keeps the least disturbed run. */
    private LoadResult measure(Deployment servers, Scenario scenario)
            throws IOException, InterruptedException, LoadFailedException {
        LoadResult best = run(servers, scenario, settings.warmupSeconds(), settings.seconds());
        for (int i = 0; i < settings.repeats() && best.isClean() && Quiet.isDisturbed(best); i++) {
            LoadResult again = run(servers, scenario, settings.warmupSeconds(), settings.seconds());
            if (!again.isClean() || again.foreignProcessors() < best.foreignProcessors()) {
                best = again;
            }
        }
        return best;
    }

    private LoadResult run(ServerProcess server, Scenario scenario, double warmupSeconds, double seconds)
            throws IOException, InterruptedException, LoadFailedException {
        return run(scenario, List.of(server.address()), List.of(server.pid()), warmupSeconds, seconds);
    }

    private LoadResult run(Deployment servers, Scenario scenario, double warmupSeconds, double seconds)
            throws IOException, InterruptedException, LoadFailedException {
        return run(scenario, servers.addresses(), servers.pids(), warmupSeconds, seconds);
    }

    private LoadResult run(
            Scenario scenario, List<InetSocketAddress> addresses, List<Long> pids, double warmupSeconds, double seconds)
            throws IOException, InterruptedException, LoadFailedException {
        LoadRun run = new LoadRun(client, scenario.planFor(addresses, warmupSeconds, seconds), pids);
        return (warmupSeconds > 0 ? run.withAllocation() : run).execute();
    }
}
