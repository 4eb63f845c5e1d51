package io.quorate.bench;

import io.quorate.bench.compare.Comparison;
import io.quorate.bench.compare.Contestant;
import io.quorate.bench.compare.Figures;
import io.quorate.bench.compare.Report;
import io.quorate.bench.compare.Scenario;
import io.quorate.bench.compare.Settings;
import io.quorate.bench.compare.Workspace;
import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.measure.FsyncFloor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs Quorate and a released Apache ZooKeeper in turn on this machine and prints their figures and the ratios. Exit
 * code 0: all was measured and every reply was right; 1: not so; 2: bad arguments.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs Quorate and Apache ZooKeeper in turn on this machine and prints their figures and ratios.",
        footer = "Exit code: 0 all was measured and every reply was right; 1 not so; 2 bad arguments.")
public final class CompareMain implements Callable<Integer> {
    private static final String FULL = "full";
    private static final String QUICK = "quick";
    private static final String LOADS = "loads";
    private static final String BULK = "bulk";
    private static final String COLD_START = "coldstart";
    private static final String FLOORS = "floors";
    private static final String LEADER_KILL = "leaderkill";
    private static final String ROLLING = "rolling";
    private static final String JOIN = "join";
    private static final String STORM = "storm";
    private static final String WATCHES = "watches";
    private static final String LOCKS = "locks";
    private static final List<String> OF_ENSEMBLES = List.of(LEADER_KILL, ROLLING, JOIN);
    private static final int SERVERS_OF_AN_ENSEMBLE_MIN = 3;
    private static final List<String> EVERYTHING = List.of(FLOORS, COLD_START, LOADS, WATCHES, LOCKS, STORM, BULK);
    private static final double FSYNC_SECONDS = 2;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "quick|full|NAME",
            description = {
                "quick: everything, briefly; full: everything, thoroughly; or any of: loads (all of them), bulk (memory,"
                        + " restarts, snapshots), watches, locks, storm (of sessions), coldstart, floors; of an ensemble (--servers 3 or more): leaderkill, rolling"
                        + " (restarts while clients write), join (of a follower without data); or loads by name:",
                "set-8x64 get-8x64 mixed-8x64 churn-8x64 multi-8x8 multi-8x1x100 ephemeral-8x64 set1k-8x64 set512k-4x1"
                        + " get512k-4x1 ls100k-4x1 set-30x1 get-30x1 set-8x1 get-8x1 set-1x1 get-1x1 set-open set-open-2k"
                        + " get-open"
            })
    private List<String> names;

    @Mixin
    private TimingOptions timing;

    @Mixin
    private ServerOptions servers;

    @Option(
            names = "--dir",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where data directories are made, and removed (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--json", description = "Append every single run to this file, one line of JSON each.")
    private Path json;

    private String fsyncFloor = "";

    private CompareMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new CompareMain()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Set<String> parts = parts();
        Settings settings = timing.settings(names.contains(FULL), servers.flagsUnderLoad(), servers.flagsOfStarts());
        requireEnsemble(parts, settings.servers());
        List<Contestant> contestants = contestants();
        try (Workspace workspace = Workspace.under(directory);
                LoadClient client = new LoadClient()) {
            say(Environment.describe(settings, workspace.directory()) + "\n");
            Comparison comparison = new Comparison(workspace, client, contestants, settings, this::say);
            try {
                run(comparison, parts, workspace.directory());
            } catch (LoadFailedException e) {
                complain("comparison failed: " + e.getMessage());
                return 1;
            } finally {
                print(comparison.figures());
            }
            return comparison.figures().areClean() ? 0 : 1;
        }
    }

    private void run(Comparison comparison, Set<String> parts, Path workDirectory)
            throws IOException, InterruptedException, LoadFailedException {
        List<Scenario> scenarios = Scenario.all().stream()
                .filter(scenario -> parts.contains(LOADS) || parts.contains(scenario.name()))
                .toList();
        if (parts.contains(FLOORS)) {
            fsyncFloor = FsyncFloor.measure(workDirectory, FSYNC_SECONDS).describe();
            say(fsyncFloor);
            comparison.floors(ServerOptions.floor(), scenarios.isEmpty() ? Scenario.all() : scenarios);
        }
        if (parts.contains(COLD_START)) {
            comparison.coldStarts(ServerOptions.floor());
        }
        if (!scenarios.isEmpty()) {
            comparison.loads(scenarios);
        }
        if (parts.contains(WATCHES)) {
            comparison.watches();
        }
        if (parts.contains(LOCKS)) {
            comparison.locks();
        }
        if (parts.contains(STORM)) {
            comparison.storms();
        }
        if (parts.contains(BULK)) {
            comparison.bulk();
        }
        if (parts.contains(LEADER_KILL)) {
            comparison.leaderKills();
        }
        if (parts.contains(ROLLING)) {
            comparison.rollingRestarts();
        }
        if (parts.contains(JOIN)) {
            comparison.joins();
        }
    }

    private void print(Figures figures) throws IOException {
        Report report = new Report(figures, ServerOptions.QUORATE, ServerOptions.APACHE, ServerOptions.FLOOR);
        if (!figures.loads().isEmpty()) {
            say("\n" + report.loads() + fsyncFloor);
        }
        if (!figures.scalars().isEmpty()) {
            say("\n" + report.scalars());
        }
        figures.loads()
                .forEach((scenario, byServer) -> byServer.forEach((server, runs) -> runs.stream()
                        .filter(run -> !run.isClean())
                        .forEach(run ->
                                complain("WRONG: " + server + ", " + scenario + ": " + LoadText.mistakes(run)))));
        if (json != null) {
            Files.write(json, FiguresJson.lines(figures), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private Set<String> parts() {
        Set<String> known = new LinkedHashSet<>(List.of(QUICK, FULL));
        known.addAll(EVERYTHING);
        known.addAll(OF_ENSEMBLES);
        Scenario.all().forEach(scenario -> known.add(scenario.name()));
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(), "\"" + name + "\" (expected: any of " + known + ")");
            }
        }
        Set<String> parts = new LinkedHashSet<>(names);
        if (names.contains(QUICK) || names.contains(FULL)) {
            parts.addAll(EVERYTHING);
        }
        return parts;
    }

    private void requireEnsemble(Set<String> parts, int count) {
        for (String part : OF_ENSEMBLES) {
            if (parts.contains(part) && count < SERVERS_OF_AN_ENSEMBLE_MIN) {
                throw new ParameterException(
                        spec.commandLine(),
                        part + " with --servers " + count + " (expected: >= " + SERVERS_OF_AN_ENSEMBLE_MIN
                                + ", so that the others can go on)");
            }
        }
    }

    private List<Contestant> contestants() throws IOException {
        try {
            return servers.contestants();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private void complain(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }
}
