package io.quorate.server.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code zkEnsemble.sh} leaves to Java: the files of a local ensemble, and asking servers how they are. */
@Command(
        name = "zkEnsemble",
        mixinStandardHelpOptions = true,
        description = "The files and the state of an ensemble on this machine.")
public final class EnsembleMain {
    private static final int FINE = 0;
    private static final int NOT_FINE = 1;
    private static final long PAUSE_MILLIS = 100;

    @Spec
    private CommandSpec spec;

    /** Does what the arguments say and ends the process: 0 fine, 1 not, 2 wrong arguments. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new EnsembleMain()).setExecutionExceptionHandler((failure, line, parsed) -> {
            line.getErr()
                    .println("Error: " + (failure instanceof IOException ? failure.getMessage() : failure.toString()));
            return NOT_FINE;
        });
    }

    @Command(
            description =
                    "Makes the directories and configurations, on free ports; while a server runs, nothing changes. Prints"
                            + " the ids of the servers.")
    int layout(
            @Option(names = "--dir", required = true, description = "Where the ensemble lives.") Path dir,
            @Option(names = "--servers", description = "How many servers; as many as there are, or 3, unless given.")
                    Integer servers)
            throws IOException {
        if (servers != null && (servers < 1 || servers > LocalEnsemble.SERVERS_MAX)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--servers: " + servers + " (expected: 1 to " + LocalEnsemble.SERVERS_MAX + ")");
        }
        LocalEnsemble ensemble = LocalEnsemble.layOut(dir, servers);
        PrintWriter out = spec.commandLine().getOut();
        ensemble.ids().forEach(out::println);
        out.flush();
        return FINE;
    }

    @Command(description = "Prints the addresses of the servers, as clients want them.")
    int address(@Option(names = "--dir", required = true, description = "Where the ensemble lives.") Path dir)
            throws IOException {
        List<String> addresses = new ArrayList<>();
        for (ServerAddress server : LocalEnsemble.in(dir).addresses()) {
            addresses.add(server.toString());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(String.join(",", addresses));
        out.flush();
        return FINE;
    }

    @Command(
            description =
                    "Prints a line for each server: its role, epoch, zxid, how many transactions it is behind the leader,"
                            + " sessions, address and version.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:there is one leader, and every server serves", "1:otherwise"})
    int status(
            @Option(names = "--dir", description = "Where a local ensemble lives.") Path dir,
            @Option(names = "--wait", description = "Wait so many seconds until all is well.", defaultValue = "0")
                    long waitSeconds,
            @Parameters(paramLabel = "HOST:PORT", arity = "0..*", description = "Servers anywhere, instead of --dir.")
                    List<String> hosts)
            throws IOException, InterruptedException {
        List<ServerAddress> addresses = new ArrayList<>();
        if (hosts != null) {
            hosts.forEach(host -> addresses.add(ServerAddress.of(addresses.size() + 1, host)));
        } else if (dir != null) {
            addresses.addAll(LocalEnsemble.in(dir).addresses());
        } else {
            throw new ParameterException(spec.commandLine(), "Neither --dir nor HOST:PORT (expected: one of them)");
        }
        StatusTable table = await(addresses, Duration.ofSeconds(waitSeconds));
        PrintWriter out = spec.commandLine().getOut();
        table.lines().forEach(out::println);
        out.flush();
        return table.isComplete() ? FINE : NOT_FINE;
    }

    private static StatusTable await(List<ServerAddress> addresses, Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            StatusTable table = StatusTable.ask(addresses);
            if (table.isComplete() || System.nanoTime() - start >= limit.toNanos()) {
                return table;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
