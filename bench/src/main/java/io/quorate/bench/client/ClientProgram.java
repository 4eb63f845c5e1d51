package io.quorate.bench.client;

import io.quorate.bench.measure.ProcessSample;
import io.quorate.bench.measure.ProcessUsage;
import io.quorate.bench.measure.ThreadKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The load on one client library in this process, and what the process used for it. Prints one line for each result:
 *
 * <pre>
 *   load NAME requests seconds cpuNanosWithoutJit gcNanos jitNanos switches
 *   idle sessions liveHeapBytes residentBytes threads cpuNanosPerSecond
 * </pre>
 */
public final class ClientProgram {
    /** A load by its name: get or set, and how many requests are under way. */
    public static final List<String> LOADS = List.of("get-64", "set-64", "get-1", "set-1", "get-wait", "set-wait");

    private static final String ROOT = "/quorate-bench-client";
    private static final int KEYS = 100;
    private static final int DATA_BYTES = 100;
    private static final int TIMEOUT_MILLIS = 30_000;
    /** Pings come after a third of it. */
    private static final int IDLE_TIMEOUT_MILLIS = 12_000;

    private static final int CONNECTING_MAX = 64;
    private static final int OPEN_SECONDS_MAX = 300;

    private ClientProgram() {}

    /**
     * Runs {@code load HOST:PORT warmupSeconds seconds} or {@code idle HOST:PORT sessions holdSeconds}.
     *
     * @throws IllegalStateException if a request failed or a session was lost
     */
    public static void run(String[] args, Supplier<ClientUnderTest> clients) throws Exception {
        switch (args[0]) {
            case "load" -> load(clients.get(), args[1], seconds(args[2]), seconds(args[3]));
            case "idle" -> idle(clients, args[1], Integer.parseInt(args[2]), seconds(args[3]));
            default -> throw new IllegalArgumentException("\"" + args[0] + "\" (expected: load or idle)");
        }
    }

    private static void load(ClientUnderTest client, String server, double warmup, double seconds) throws Exception {
        client.open(server, TIMEOUT_MILLIS).get(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
        byte[] data = new byte[DATA_BYTES];
        Arrays.fill(data, (byte) 'x');
        client.create(ROOT, data);
        String[] paths = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            paths[i] = ROOT + "/key-" + i;
            client.create(paths[i], data);
        }
        for (String name : LOADS) {
            LoadLoop loop = LoadLoop.of(name, client, paths, data);
            loop.start();
            pause(warmup);
            ProcessSample before = sample();
            long requestsBefore = loop.requests();
            long start = System.nanoTime();
            pause(seconds);
            long requests = loop.requests() - requestsBefore;
            long nanos = System.nanoTime() - start;
            ProcessUsage usage = sample().since(before);
            loop.stop();
            print(
                    "load %s %d %.3f %d %d %d %d",
                    name,
                    requests,
                    nanos / 1e9,
                    usage.cpuNanosWithoutJit(),
                    usage.cpuNanos(ThreadKind.GC),
                    usage.cpuNanos(ThreadKind.JIT),
                    usage.switches());
        }
        client.close();
    }

    private static void idle(Supplier<ClientUnderTest> clients, String server, int count, double holdSeconds)
            throws Exception {
        List<ClientUnderTest> sessions = new ArrayList<>();
        List<CompletableFuture<Void>> opened = new ArrayList<>();
        Semaphore connecting = new Semaphore(CONNECTING_MAX);
        for (int i = 0; i < count; i++) {
            connecting.acquire();
            ClientUnderTest session = clients.get();
            sessions.add(session);
            opened.add(
                    session.open(server, IDLE_TIMEOUT_MILLIS).whenComplete((nothing, failure) -> connecting.release()));
        }
        for (CompletableFuture<Void> each : opened) {
            each.get(OPEN_SECONDS_MAX, TimeUnit.SECONDS);
        }
        opened.clear();
        pause(Math.min(holdSeconds, IDLE_TIMEOUT_MILLIS / 3e3));
        ProcessSample before = sample();
        pause(holdSeconds);
        long cpuNanos = sample().since(before).cpuNanosWithoutJit();
        long lost = sessions.stream().filter(session -> !session.isConnected()).count();
        if (lost > 0) {
            throw new IllegalStateException(lost + " of " + count + " idle sessions lost their connection");
        }
        // Before the collection: it is what the process needs as it runs.
        long residentBytes = residentBytes();
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        print(
                "idle %d %d %d %d %.0f",
                count,
                runtime.totalMemory() - runtime.freeMemory(),
                residentBytes,
                Thread.getAllStackTraces().size(),
                cpuNanos / holdSeconds);
        // The sessions end with the process: all threads of both libraries are daemons.
    }

    private static ProcessSample sample() throws IOException {
        return ProcessSample.take(ProcessHandle.current().pid());
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS in /proc/self/status");
    }

    private static double seconds(String text) {
        return Double.parseDouble(text);
    }

    private static void pause(double seconds) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(Math.round(seconds * 1e6));
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
