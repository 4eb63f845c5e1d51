package io.quorate.tests.sim;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs simulations and says what they reached; the program behind bin/simulate.sh. */
@Command(
        name = "simulate.sh",
        mixinStandardHelpOptions = true,
        description = "Runs whole ensembles in virtual time, on one seed each, with faults. See docs/simulator.md.",
        footer = {"", "Exit codes: 0 everything held, 1 a seed failed, 2 wrong arguments or no build."})
public final class SimulateMain implements Callable<Integer> {
    @Option(names = "--seeds", paramLabel = "N", description = "run so many seeds (default: ${DEFAULT-VALUE})")
    private long seeds = 100;

    @Option(names = "--from", paramLabel = "S", description = "beginning with this one (default: ${DEFAULT-VALUE})")
    private long from = 1;

    @Option(names = "--seed", paramLabel = "S", description = "run this seed only, and print its knobs")
    private Long seed;

    @Option(names = "--servers", paramLabel = "N", description = "voters: 1, 3 or 5 (default: 3 and 5 in turn)")
    private Integer servers;

    @Option(names = "--trace", description = "print one line for each event, and a legend")
    private boolean trace;

    @Option(names = "--trace-to", paramLabel = "DIR", description = "write the trace of each seed that fails there")
    private Path traceTo;

    @Option(names = "--reconcile", description = "run each seed twice and compare the two runs event by event")
    private boolean reconcile;

    @Option(names = "--keep-going", description = "go on after a seed that fails")
    private boolean keepGoing;

    @Option(names = "--bug", paramLabel = "NAME", description = "plant a mistake: ${COMPLETION-CANDIDATES}")
    private Bug bug = Bug.NONE;

    private final Marks marks = new Marks();
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private long run;
    private long failed;
    private double virtualHours;
    private double longestRecovery;

    /** Parses the arguments and ends the process with one of the exit codes. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SimulateMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        long first = seed == null ? from : seed;
        long last = seed == null ? from + seeds - 1 : seed;
        for (long each = first; each <= last && (failed == 0 || keepGoing); each++) {
            run(each);
        }
        out.print(marks.toText());
        out.printf(
                "%d seeds, %d failed, %.2f virtual hours in %.1f s, longest recovery %.1f virtual s%n",
                run, failed, virtualHours, (System.nanoTime() - start) / 1e9, longestRecovery);
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private int serversOf(long each) {
        if (servers != null) {
            return servers;
        }
        return each % 2 == 0 ? 5 : 3;
    }

    private void run(long each) {
        run++;
        if (trace) {
            out.print(Trace.legend());
        }
        Simulation simulation = Simulation.of(each, serversOf(each), bug, trace ? out : null);
        if (seed != null) {
            out.println(simulation.knobs);
        }
        RuntimeException failure = runOnce(simulation);
        marks.add(simulation.marks);
        longestRecovery = Math.max(longestRecovery, simulation.recoveryNanos() / 1e9);
        virtualHours += simulation.scheduler.now() / 3600e9;
        if (failure == null && reconcile) {
            failure = compareWithAnotherRun(each, simulation);
        }
        if (failure != null) {
            failed++;
            tell(each, simulation, failure);
        }
    }

    private static RuntimeException runOnce(Simulation simulation) {
        try {
            simulation.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private RuntimeException compareWithAnotherRun(long each, Simulation first) {
        Simulation second = Simulation.of(each, serversOf(each), bug, null);
        RuntimeException failure = runOnce(second);
        boolean same = failure == null && second.trace.hash() == first.trace.hash();
        return same
                ? null
                : new SimulationFailure("a second run went otherwise: the simulation is not deterministic", failure);
    }

    private void tell(long each, Simulation simulation, RuntimeException failure) {
        out.printf("%nseed %d failed after %d events: %s%n", each, simulation.scheduler.done(), failure.getMessage());
        if (seed != null) {
            failure.printStackTrace(out);
        }
        String bugOption = bug == Bug.NONE ? "" : " --bug " + bug;
        out.printf("Replay: bin/simulate.sh --seed %d --servers %d%s --trace%n%n", each, serversOf(each), bugOption);
        if (traceTo != null) {
            writeTrace(each);
        }
    }

    private void writeTrace(long each) {
        Path file = traceTo.resolve("seed-" + each + ".trace");
        try {
            Files.createDirectories(traceTo);
            try (OutputStream stream = Files.newOutputStream(file);
                    PrintStream printer = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
                RuntimeException failure = runOnce(Simulation.of(each, serversOf(each), bug, printer));
                printer.println(failure == null ? "no failure this time" : failure.toString());
            }
            out.printf("Trace: %s%n", file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
