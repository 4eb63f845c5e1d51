package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.ZooKeeper;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how fast the ensemble is for this client. */
@Command(
        name = "check",
        customSynopsis = "check [-t seconds] [-c requests] [-b bytes] [-m ms] perf",
        description =
                "Writes and reads one znode of its own for some seconds each, tells requests per second and latencies, and whether that"
                        + " will do. It puts load on the servers: mind who else works there.",
        footer = {"check perf", "check -t 10 -c 64 -m 20 perf"})
final class CheckCommand extends ShellCommand {
    private static final int SAMPLES_MAX = 1_000_000;

    @Option(names = "-t", paramLabel = "seconds", description = "So long each; default 3.")
    private int seconds = 3;

    @Option(names = "-c", paramLabel = "requests", description = "So many are under way at a time; default 16.")
    private int requests = 16;

    @Option(names = "-b", paramLabel = "bytes", description = "So much data is written at a time; default 1024.")
    private int bytes = 1024;

    @Option(
            names = "-m",
            paramLabel = "ms",
            description = "It will do if 99 of 100 writes take no longer; default 100. Exit code 1 if not.")
    private int limitMillis = 100;

    @Parameters(index = "0", paramLabel = "perf", description = "The word perf.")
    private String what;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        if (!what.equals("perf") || seconds < 1 || requests < 1 || bytes < 0) {
            throw new CommandException(usage() + "\ncheck: " + what + " (expected: perf, and options above 0)");
        }
        ZooKeeper session = shell.session();
        String node = session.blocking().create("/zkcli-check-", null, Acls.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL);
        try {
            byte[] data = new byte[bytes];
            long[] writes = measure(() -> session.setData(node, data, -1));
            long[] reads = measure(() -> session.getData(node));
            shell.out().println(line("Writes", writes));
            shell.out().println(line("Reads", reads));
            double slow = millis(writes, 99);
            boolean good = slow <= limitMillis;
            shell.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%s: 99 of 100 writes within %.1f ms (limit: %d ms)",
                            good ? "PASS" : "FAIL",
                            slow,
                            limitMillis));
            return good ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            session.delete(node, -1);
        }
    }

    /** A request under way. */
    private record Asked(long nanos, CompletableFuture<?> reply) {}

    /** The latencies in ns, sorted. */
    private long[] measure(Supplier<CompletableFuture<?>> request) throws KeeperException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long[] latencies = new long[SAMPLES_MAX];
        int count = 0;
        Deque<Asked> pending = new ArrayDeque<>();
        while (count < SAMPLES_MAX) {
            while (pending.size() < requests && System.nanoTime() < end) {
                pending.add(new Asked(System.nanoTime(), request.get()));
            }
            if (pending.isEmpty()) {
                break;
            }
            Asked first = pending.remove();
            Waiting.on(first.reply());
            latencies[count++] = System.nanoTime() - first.nanos();
        }
        for (Asked rest : pending) {
            Waiting.on(rest.reply());
        }
        long[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private String line(String what, long[] latencies) {
        return String.format(
                Locale.ROOT,
                "%-6s %8d/s  50%% within %.1f ms, 99%% within %.1f ms, all within %.1f ms",
                what,
                latencies.length / seconds,
                millis(latencies, 50),
                millis(latencies, 99),
                millis(latencies, 100));
    }

    private static double millis(long[] sorted, int percent) {
        int at = (int) Math.ceil(sorted.length * percent / 100.0) - 1;
        return sorted[Math.max(0, at)] / 1e6;
    }
}
