package io.quorate.bench.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The counters of a process and of each of its threads at one moment, from {@code /proc/PID}. CPU time of a thread
 * comes from {@code schedstat}, in nanoseconds; where the kernel has none, from {@code stat}, in ticks of 10 ms.
 */
public final class ProcessSample {
    /** Linux counts user-visible ticks at 100 Hz whatever the kernel's own rate (USER_HZ). */
    private static final long NANOS_PER_TICK = 10_000_000;

    private static final ThreadSample ZERO = new ThreadSample(ThreadKind.PROGRAM, 0, 0, 0);

    private final Map<Integer, ThreadSample> threads;
    private final long processCpuNanos;
    private final long writtenBytes;

    private ProcessSample(Map<Integer, ThreadSample> threads, long processCpuNanos, long writtenBytes) {
        this.threads = threads;
        this.processCpuNanos = processCpuNanos;
        this.writtenBytes = writtenBytes;
    }

    /** Reads the counters of a live process. */
    public static ProcessSample take(long pid) throws IOException {
        return take(Path.of("/proc", Long.toString(pid)));
    }

    static ProcessSample take(Path process) throws IOException {
        Map<Integer, ThreadSample> threads = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                readThread(task).ifPresent(thread -> threads.put(tid(task), thread));
            }
        }
        long cpuNanos = statCpuNanos(Files.readString(process.resolve("stat")));
        return new ProcessSample(threads, cpuNanos, field(Files.readString(process.resolve("io")), "write_bytes:"));
    }

    /** CPU time of the process since its start. */
    public long cpuNanos() {
        return processCpuNanos;
    }

    /** What happened since an earlier sample of the same process. */
    public ProcessUsage since(ProcessSample earlier) {
        ProcessUsage.Sum sum = new ProcessUsage.Sum();
        long attributed = 0;
        for (Map.Entry<Integer, ThreadSample> entry : threads.entrySet()) {
            ThreadSample spent = entry.getValue().minus(earlier.threads.getOrDefault(entry.getKey(), ZERO));
            sum.add(spent);
            attributed += spent.cpuNanos();
        }
        sum.addEnded(cpuOfEndedThreads(earlier, attributed));
        return sum.toUsage(writtenBytes - earlier.writtenBytes);
    }

    /** The process's clock runs on after its threads end, but in ticks: a difference below the grain is nothing. */
    private long cpuOfEndedThreads(ProcessSample earlier, long attributedNanos) {
        long missing = processCpuNanos - earlier.processCpuNanos - attributedNanos;
        boolean threadsEnded = !threads.keySet().containsAll(earlier.threads.keySet());
        return threadsEnded && missing > 4 * NANOS_PER_TICK ? missing : 0;
    }

    private static Optional<ThreadSample> readThread(Path task) throws IOException {
        try {
            String status = Files.readString(task.resolve("status"));
            return Optional.of(new ThreadSample(
                    ThreadKind.of(Files.readString(task.resolve("comm")).strip()),
                    cpuNanos(task),
                    field(status, "voluntary_ctxt_switches:"),
                    field(status, "nonvoluntary_ctxt_switches:")));
        } catch (IOException e) {
            if (hasEnded(task)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A thread may end while it is being read: its directory is then gone, or its files say "no such process". */
    private static boolean hasEnded(Path task) {
        return !Files.exists(task.resolve("stat"));
    }

    private static long cpuNanos(Path task) throws IOException {
        try {
            String schedstat = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        } catch (NoSuchFileException kernelWithoutSchedstat) {
            return statCpuNanos(Files.readString(task.resolve("stat")));
        }
    }

    /** utime and stime, fields 14 and 15; field 2 is a name in parentheses that may itself hold blanks and ")". */
    static long statCpuNanos(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    static long field(String text, String name) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip());
            }
        }
        throw new IllegalStateException("no line \"" + name + "\" in: " + text);
    }

    private static int tid(Path task) {
        return Integer.parseInt(task.getFileName().toString());
    }
}
