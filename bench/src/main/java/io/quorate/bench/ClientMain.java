package io.quorate.bench;

import io.quorate.bench.compare.ClientComparison;
import io.quorate.bench.compare.ClientComparison.Program;
import io.quorate.bench.compare.Contestant;
import io.quorate.bench.compare.Workspace;
import io.quorate.bench.load.LoadClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Compares Quorate's client with the released one against the same servers. Exit code 0: all was measured; 1: a request failed or a
 * session was lost; 2: bad arguments.
 */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Compares Quorate's client with the released one: CPU per operation, and the memory of idle sessions.",
        footer = "Exit code: 0 all was measured; 1 a request failed or a session was lost; 2 bad arguments.")
public final class ClientMain implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "Runs of each client, A B B A (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warmup",
            defaultValue = "2",
            description = "Seconds of each load before (default: ${DEFAULT-VALUE}).")
    private double warmup;

    @Option(
            names = "--seconds",
            defaultValue = "2",
            description = "Measured seconds of each load (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--idle-sessions",
            defaultValue = "10000",
            description = "Idle sessions of Quorate's client; 0: none (default: ${DEFAULT-VALUE}).")
    private int idleSessions;

    @Option(
            names = "--apache-idle-sessions",
            defaultValue = "500",
            description =
                    "Idle sessions of the released client, which has two threads for each (default: ${DEFAULT-VALUE}).")
    private int apacheIdleSessions;

    @Option(
            names = "--hold",
            defaultValue = "10",
            description = "Seconds for which the idle sessions are held; pings come every 4 s; 0: no idle sessions"
                    + " (default: ${DEFAULT-VALUE}).")
    private double hold;

    @Option(
            names = "--client-flags",
            defaultValue = "-XX:+UseSerialGC -XX:-UseDynamicNumberOfCompilerThreads -Xms32m -Xmx1g",
            description = "JVM flags of both clients (default: ${DEFAULT-VALUE}).")
    private String clientFlags;

    @Option(
            names = "--dir",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "Where data directories are made, and removed.")
    private Path directory;

    private ClientMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command, for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return new CommandLine(new ClientMain());
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        List<Contestant> contestants;
        List<Program> clients;
        try {
            contestants = servers.contestants();
            clients = List.of(released(), ours());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (Workspace workspace = Workspace.under(directory);
                LoadClient probes = new LoadClient()) {
            ClientComparison comparison =
                    new ClientComparison(workspace, probes, clients, servers.flagsOfStarts(), this::say);
            for (Contestant server : contestants) {
                comparison.measure(server, rounds, warmup, seconds, hold);
            }
            say("\n" + comparison.report());
            return 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println("comparison failed: " + e.getMessage());
            return 1;
        }
    }

    private Program ours() {
        return new Program(
                ServerOptions.QUORATE,
                command(System.getProperty("java.class.path"), "io.quorate.bench.client.QuorateClientMain"),
                idleSessions);
    }

    /** Compiled by {@code java} itself: nothing of this project is built upon the released client. */
    private Program released() throws IOException {
        Path source = servers.project().resolve("bench/src/apache/ApacheClientMain.java");
        if (!Files.isRegularFile(source)) {
            throw new IllegalArgumentException("no " + source + " (expected: a checkout; give --project)");
        }
        String own = Path.of(java.net.URI.create(ClientMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
        return new Program(
                ServerOptions.APACHE,
                command(servers.apacheJars() + File.pathSeparator + own, source.toString()),
                apacheIdleSessions);
    }

    private List<String> command(String classPath, String program) {
        List<String> command = new ArrayList<>(List.of(clientFlags.strip().split("\\s+", -1)));
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of("-cp", classPath, program));
        return command;
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
