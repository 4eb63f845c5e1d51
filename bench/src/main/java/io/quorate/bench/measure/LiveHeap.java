package io.quorate.bench.measure;

import java.io.IOException;

/**
 * The bytes of live objects in the heap of another JVM, by {@code jcmd PID GC.class_histogram}, which collects first.
 * Unlike "used" heap it counts objects, not regions.
 */
public final class LiveHeap {
    private LiveHeap() {}

    /** Measures twice and takes the second: the first lets cleaners and reference queues do their work. */
    public static long bytes(long pid) throws IOException, InterruptedException {
        histogram(pid);
        return total(histogram(pid));
    }

    private static String histogram(long pid) throws IOException, InterruptedException {
        return Jcmd.run(pid, "GC.class_histogram");
    }

    /** The last line reads {@code Total <instances> <bytes>}. */
    static long total(String histogram) {
        String[] fields = histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line \"Total\" in the class histogram: "
                        + histogram.substring(0, Math.min(200, histogram.length()))))
                .split(" +", -1);
        return Long.parseLong(fields[2]);
    }
}
