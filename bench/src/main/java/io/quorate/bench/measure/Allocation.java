package io.quorate.bench.measure;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes the threads of JVMs have allocated until a moment, as {@code jcmd PID Thread.print -e} tells. It tells round numbers
 * (1 KiB from 10 KiB on, 1 MiB from 10 MiB on), and threads that have ended are forgotten.
 *
 * @param nanos when
 * @param bytes by all live threads of all processes
 */
public record Allocation(long nanos, long bytes) {
    private static final Pattern ALLOCATED = Pattern.compile(" allocated=(\\d+)([BKMG])");

    /** Takes part of a second, and CPU time of the process too; to be left outside of what is measured. */
    public static Allocation take(List<Long> pids) throws IOException, InterruptedException {
        long bytes = 0;
        for (long pid : pids) {
            bytes += total(Jcmd.run(pid, "Thread.print", "-e"));
        }
        return new Allocation(System.nanoTime(), bytes);
    }

    static long total(String threads) {
        Matcher matcher = ALLOCATED.matcher(threads);
        long bytes = 0;
        int found = 0;
        while (matcher.find()) {
            bytes += Long.parseLong(matcher.group(1)) << shift(matcher.group(2).charAt(0));
            found++;
        }
        if (found == 0) {
            throw new IllegalStateException(
                    "no thread with \"allocated=\" in: " + threads.substring(0, Math.min(200, threads.length())));
        }
        return bytes;
    }

    private static int shift(char unit) {
        return switch (unit) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
    }

    /** Bytes per second since an earlier moment. */
    public double rateSince(Allocation earlier) {
        return (bytes - earlier.bytes) / ((nanos - earlier.nanos) / 1e9);
    }
}
