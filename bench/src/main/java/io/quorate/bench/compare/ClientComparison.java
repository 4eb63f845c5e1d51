package io.quorate.bench.compare;

import io.quorate.bench.load.LoadClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Puts the same load on client libraries, each in a process of its own, against the same server, and tabulates what they used. */
public final class ClientComparison {
    private static final int START_SECONDS_MAX = 120;
    private static final double MEBIBYTE = 1024 * 1024;
    private static final List<String> LOAD_HEAD = List.of(
            "server, load",
            "client",
            "ops/s",
            "CPU-µs/op",
            "of it GC",
            "JIT µs/op",
            "switches/op",
            "range of CPU-µs/op");
    private static final List<String> IDLE_HEAD = List.of(
            "server",
            "client",
            "idle sessions",
            "resident MiB",
            "live heap MiB",
            "live heap bytes/session",
            "threads",
            "CPU ms/s");

    private final Workspace workspace;
    private final LoadClient probes;
    private final List<Program> clients;
    private final List<String> serverFlags;
    private final Consumer<String> progress;
    /** Per "server, load", per client. */
    private final Map<String, Map<String, List<Run>>> runs = new LinkedHashMap<>();

    private final Table idle = new Table(IDLE_HEAD);

    public ClientComparison(
            Workspace workspace,
            LoadClient probes,
            List<Program> clients,
            List<String> serverFlags,
            Consumer<String> progress) {
        this.workspace = workspace;
        this.probes = probes;
        this.clients = List.copyOf(clients);
        this.serverFlags = List.copyOf(serverFlags);
        this.progress = progress;
    }

    /**
     * A client's program, to be followed by the arguments of {@link io.quorate.bench.client.ClientProgram}.
     *
     * @param command without {@code java} itself
     * @param idleSessions how many it is to hold; a client with threads for each session cannot hold many
     */
    public record Program(String name, List<String> command, int idleSessions) {}

    private record Run(long requests, double seconds, double cpuNanos, double gcNanos, double jitNanos, long switches) {
        static Run parse(String[] fields) {
            return new Run(
                    Long.parseLong(fields[2]),
                    Double.parseDouble(fields[3]),
                    Double.parseDouble(fields[4]),
                    Double.parseDouble(fields[5]),
                    Double.parseDouble(fields[6]),
                    Long.parseLong(fields[7]));
        }

        double cpuMicros() {
            return cpuNanos / 1e3 / requests;
        }
    }

    /** Measures all clients against one server, in the order A B B A. */
    public void measure(Contestant server, int rounds, double warmup, double seconds, double holdSeconds)
            throws IOException, InterruptedException {
        ServerProcess process = new ServerProcess(workspace, server, serverFlags, probes);
        process.start();
        process.awaitServing(START_SECONDS_MAX);
        String address = "127.0.0.1:" + process.address().getPort();
        for (int round = 0; round < rounds; round++) {
            for (Program client : order(round)) {
                for (String line : run(client, "load", address, Double.toString(warmup), Double.toString(seconds))) {
                    add(server, client, line.split(" ", -1));
                }
            }
        }
        for (Program client : clients) {
            if (client.idleSessions() > 0 && holdSeconds > 0) {
                run(client, "idle", address, Integer.toString(client.idleSessions()), Double.toString(holdSeconds))
                        .forEach(line -> addIdle(server, client, line.split(" ", -1)));
            }
        }
        process.remove();
    }

    /** What was measured, as tables. */
    public String report() {
        Table loads = new Table(LOAD_HEAD);
        runs.forEach((load, byClient) -> {
            List<Run> typical = new ArrayList<>();
            byClient.forEach((client, all) -> {
                all.sort((one, other) -> Double.compare(one.cpuMicros(), other.cpuMicros()));
                Run run = all.get((all.size() - 1) / 2);
                typical.add(run);
                loads.add(List.of(
                        load,
                        client,
                        number("%,.0f", run.requests() / run.seconds()),
                        number("%.1f", run.cpuMicros()),
                        number("%.1f", run.gcNanos() / 1e3 / run.requests()),
                        number("%.1f", run.jitNanos() / 1e3 / run.requests()),
                        number("%.2f", (double) run.switches() / run.requests()),
                        number("%.1f", all.get(0).cpuMicros())
                                + ".."
                                + number("%.1f", all.get(all.size() - 1).cpuMicros())));
            });
            if (typical.size() == 2) {
                Run one = typical.get(0);
                Run other = typical.get(1);
                loads.add(List.of(
                        load,
                        "ratio",
                        number("%.2f", other.requests() / other.seconds() / (one.requests() / one.seconds())),
                        number("%.2f", other.cpuMicros() / one.cpuMicros()),
                        "",
                        "",
                        number("%.2f", (double) other.switches() * one.requests() / other.requests() / one.switches()),
                        ""));
            }
        });
        return loads + "\n" + idle;
    }

    private void add(Contestant server, Program client, String[] fields) {
        Run run = Run.parse(fields);
        String load = server.name() + ", " + fields[1];
        runs.computeIfAbsent(load, name -> new LinkedHashMap<>())
                .computeIfAbsent(client.name(), name -> new ArrayList<>())
                .add(run);
        progress.accept("%-20s %-8s %6.1f CPU-µs/op".formatted(load, client.name(), run.cpuMicros()));
    }

    private void addIdle(Contestant server, Program client, String[] fields) {
        long sessions = Long.parseLong(fields[1]);
        long heap = Long.parseLong(fields[2]);
        idle.add(List.of(
                server.name(),
                client.name(),
                number("%,d", sessions),
                number("%.0f", Long.parseLong(fields[3]) / MEBIBYTE),
                number("%.1f", heap / MEBIBYTE),
                number("%,d", heap / sessions),
                fields[4],
                number("%.1f", Double.parseDouble(fields[5]) / 1e6)));
    }

    private List<Program> order(int round) {
        List<Program> order = new ArrayList<>(clients);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }

    /** The lines of results. */
    private List<String> run(Program client, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(client.command());
        command.addAll(List.of(arguments));
        Path complaints = workspace.directory().resolve(client.name() + "-client.txt");
        Process process = workspace.start(new ProcessBuilder(command).redirectError(complaints.toFile()));
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(arguments[0] + " "))
                .toList();
        int code = process.waitFor();
        if (code != 0 || lines.isEmpty()) {
            throw new IOException("the " + client.name() + " client ended with code " + code + ":\n"
                    + java.nio.file.Files.readString(complaints));
        }
        return lines;
    }

    private static String number(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
