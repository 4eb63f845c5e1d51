package io.quorate.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processors' counters at one moment, from the first line of {@code /proc/stat}, in ticks of 10 ms.
 *
 * @param busyTicks of processes, in user and kernel mode; interrupt work is left out, because loopback traffic does
 *     much of its work there and no process can be named for it
 * @param stolenTicks in which the hypervisor ran somebody else
 */
public record MachineSample(long busyTicks, long stolenTicks) {
    private static final double TICKS_PER_SECOND = 100;

    public static MachineSample take() throws IOException {
        return parse(Files.readString(Path.of("/proc/stat")));
    }

    /** {@code cpu user nice system idle iowait irq softirq steal ...} */
    static MachineSample parse(String procStat) {
        String[] fields = procStat.lines().findFirst().orElse("").trim().split(" +");
        if (fields.length < 9 || !fields[0].equals("cpu")) {
            throw new IllegalStateException("first line of /proc/stat: \"" + String.join(" ", fields)
                    + "\" (expected: cpu and at least eight counters)");
        }
        long busy = ticks(fields[1]) + ticks(fields[2]) + ticks(fields[3]);
        return new MachineSample(busy, ticks(fields[8]));
    }

    /** What happened since an earlier sample. */
    public MachineUsage since(MachineSample earlier) {
        return new MachineUsage(
                (busyTicks - earlier.busyTicks) / TICKS_PER_SECOND,
                (stolenTicks - earlier.stolenTicks) / TICKS_PER_SECOND);
    }

    private static long ticks(String field) {
        return Long.parseLong(field);
    }
}
