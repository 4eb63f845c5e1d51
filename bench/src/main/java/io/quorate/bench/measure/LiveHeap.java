package io.quorate.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw new IOException(jcmd + " is missing (expected: a JDK, not a JRE, to run the memory comparison)");
        }
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + pid + " GC.class_histogram failed: " + output);
        }
        return output;
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
