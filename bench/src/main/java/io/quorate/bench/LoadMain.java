package io.quorate.bench;

import io.quorate.bench.load.LoadClient;
import io.quorate.bench.load.LoadFailedException;
import io.quorate.bench.load.LoadPlan;
import io.quorate.bench.load.LoadResult;
import io.quorate.bench.load.LoadRun;
import io.quorate.bench.load.Op;
import io.quorate.bench.load.Shape;
import io.quorate.bench.load.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Puts load on any server of the ZooKeeper protocol and prints what it saw. Exit code 0: every reply was right; 1: the
 * load failed or replies were wrong; 2: bad arguments.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Puts load on a server of the ZooKeeper protocol from one thread, and prints what it saw.",
        footer = "Exit code: 0 every reply was right; 1 the load failed or replies were wrong; 2 bad arguments.")
public final class LoadMain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--server",
            defaultValue = "127.0.0.1:2181",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "Servers; sessions take them in turn (default: ${DEFAULT-VALUE}).")
    private List<String> servers;

    @Option(names = "--sessions", defaultValue = "8", description = "Sessions (default: ${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--outstanding",
            defaultValue = "64",
            description = "Requests each session keeps in flight (default: ${DEFAULT-VALUE}).")
    private int outstanding;

    @Option(
            names = "--rate",
            defaultValue = "0",
            description = "Open loop: requests per second, sent on schedule whatever the server does; latency counts"
                    + " from when a request was due. 0: closed loop (default).")
    private double rate;

    @Option(names = "--op", defaultValue = "set", description = "One of: ${COMPLETION-CANDIDATES} (default: set).")
    private Op op;

    @Option(
            names = "--read-percent",
            defaultValue = "90",
            description = "Share of reads of --op mixed (default: ${DEFAULT-VALUE}).")
    private int readPercent;

    @Option(
            names = "--multi",
            defaultValue = "0",
            paramLabel = "N",
            description = "Wrap every N operations into one multi; 0: plain requests (default).")
    private int opsPerMulti;

    @Option(names = "--size", defaultValue = "100", description = "Bytes of data (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--keys", defaultValue = "1000", description = "Znodes (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--root",
            defaultValue = "/quorate-bench",
            description = "Where the znodes live; left in place afterwards (default: ${DEFAULT-VALUE}).")
    private String root;

    @Option(names = "--seed", defaultValue = "1", description = "Of the choice of keys (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--warmup", defaultValue = "3", description = "Seconds of load before (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Option(names = "--seconds", defaultValue = "5", description = "Seconds measured (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--pid",
            split = ",",
            description = "Server processes, on this machine, whose CPU time is accounted to the requests.")
    private List<Long> pids = new ArrayList<>();

    @Option(names = "--json", description = "Print one line of JSON instead of text.")
    private boolean json;

    private LoadMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new LoadMain()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (LoadClient client = new LoadClient()) {
            LoadResult result = new LoadRun(client, plan(), pids).execute();
            out.println(json ? LoadText.json(result) : LoadText.lines(result));
            out.flush();
            return result.isClean() ? 0 : 1;
        } catch (LoadFailedException e) {
            spec.commandLine().getErr().println("load failed: " + e.getMessage());
            return 1;
        }
    }

    private LoadPlan plan() {
        try {
            Workload workload = new Workload(op, size, keys, readPercent, opsPerMulti, root, seed);
            List<InetSocketAddress> addresses =
                    servers.stream().map(Addresses::parse).toList();
            return new LoadPlan(addresses, workload, new Shape(sessions, outstanding, rate), warmup, seconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
