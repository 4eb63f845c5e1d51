package io.quorate.bench.measure;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a process used between two samples.
 *
 * @param cpuNanos CPU time by kind of thread
 * @param voluntarySwitches times a thread other than a compiler thread gave up its processor to wait
 * @param involuntarySwitches times such a thread was made to leave its processor
 * @param writtenBytes that the process caused to be sent to storage
 */
public record ProcessUsage(
        Map<ThreadKind, Long> cpuNanos, long voluntarySwitches, long involuntarySwitches, long writtenBytes) {
    /** Nothing. */
    public static final ProcessUsage NONE = new ProcessUsage(Map.of(), 0, 0, 0);

    public ProcessUsage {
        cpuNanos = Map.copyOf(cpuNanos);
    }

    /** CPU time of one kind of thread. */
    public long cpuNanos(ThreadKind kind) {
        return cpuNanos.getOrDefault(kind, 0L);
    }

    /** CPU time of all threads. */
    public long allCpuNanos() {
        return cpuNanos.values().stream().mapToLong(Long::longValue).sum();
    }

    /** CPU time of all threads but the compiler's: what a warm server would use. */
    public long cpuNanosWithoutJit() {
        return allCpuNanos() - cpuNanos(ThreadKind.JIT);
    }

    public long switches() {
        return voluntarySwitches + involuntarySwitches;
    }

    /** Both together, for a service of several processes. */
    public ProcessUsage plus(ProcessUsage other) {
        Map<ThreadKind, Long> cpu = new EnumMap<>(ThreadKind.class);
        cpu.putAll(cpuNanos);
        other.cpuNanos.forEach((kind, nanos) -> cpu.merge(kind, nanos, Long::sum));
        return new ProcessUsage(
                cpu,
                voluntarySwitches + other.voluntarySwitches,
                involuntarySwitches + other.involuntarySwitches,
                writtenBytes + other.writtenBytes);
    }

    /** Adds up threads. */
    static final class Sum {
        private final Map<ThreadKind, Long> cpuNanos = new EnumMap<>(ThreadKind.class);
        private long voluntary;
        private long involuntary;

        void add(ThreadSample thread) {
            cpuNanos.merge(thread.kind(), thread.cpuNanos(), Long::sum);
            if (thread.kind() != ThreadKind.JIT) {
                voluntary += thread.voluntarySwitches();
                involuntary += thread.involuntarySwitches();
            }
        }

        void addEnded(long nanos) {
            cpuNanos.merge(ThreadKind.ENDED, nanos, Long::sum);
        }

        ProcessUsage toUsage(long writtenBytes) {
            return new ProcessUsage(cpuNanos, voluntary, involuntary, writtenBytes);
        }
    }
}
