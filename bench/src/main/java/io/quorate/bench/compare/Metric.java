package io.quorate.bench.compare;

import io.quorate.bench.load.LoadResult;
import java.util.function.ToDoubleFunction;

/** A column of the table of loads. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references without state
public enum Metric {
    THROUGHPUT("ops/s", "%,.0f", true, LoadResult::throughput),
    P50("p50 µs", "%,.0f", true, r -> r.latencyMicros(50)),
    P99("p99 µs", "%,.0f", true, r -> r.latencyMicros(99)),
    P999("p99.9 µs", "%,.0f", true, r -> r.latencyMicros(99.9)),
    MAX("max µs", "%,.0f", false, r -> r.latencyMicros(100)),
    CPU("CPU-µs/op", "%.2f", true, LoadResult::cpuMicrosPerOp),
    GC("of it GC", "%.1f", false, LoadResult::gcMicrosPerOp),
    JIT("JIT µs/op", "%.1f", false, LoadResult::jitMicrosPerOp),
    SWITCHES("switches/op", "%.2f", true, LoadResult::switchesPerOp),
    ALLOCATED("alloc B/op", "%,.0f", true, LoadResult::allocatedBytesPerOp),
    WRITTEN("written B/op", "%,.0f", true, LoadResult::writtenBytesPerOp),
    CLIENT("client µs/op", "%.1f", false, LoadResult::clientMicrosPerOp),
    OTHERS("others", "%.2f", false, LoadResult::foreignProcessors);

    private final String label;
    private final String format;
    private final boolean compared;
    private final ToDoubleFunction<LoadResult> value;

    Metric(String label, String format, boolean compared, ToDoubleFunction<LoadResult> value) {
        this.label = label;
        this.format = format;
        this.compared = compared;
        this.value = value;
    }

    public String label() {
        return label;
    }

    String text(double figure) {
        return Double.isNaN(figure) ? "-" : format.formatted(figure);
    }

    /** Whether the ratio of two servers says something. */
    boolean isCompared() {
        return compared;
    }

    double of(LoadResult result) {
        return value.applyAsDouble(result);
    }
}
