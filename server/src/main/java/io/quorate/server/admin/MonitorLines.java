package io.quorate.server.admin;

import io.quorate.server.metrics.Summary;
import io.quorate.server.session.LatencyHistogram;

/** The text of mntr in the making. */
final class MonitorLines {
    private static final long MICROS_PER_MILLI = 1000;

    private final StringBuilder text = new StringBuilder();

    void add(String key, Object value) {
        text.append("zk_").append(key).append('\t').append(value).append('\n');
    }

    void add(String key, Summary.Values values) {
        add("avg_" + key, ServerWords.decimal(values.avg()));
        add("min_" + key, values.min());
        add("max_" + key, values.max());
        add("cnt_" + key, values.count());
        add("sum_" + key, values.sum());
    }

    /** Latencies are kept in µs and shown in ms. */
    void add(String key, LatencyHistogram.Snapshot latencies) {
        add(
                key,
                new Summary.Values(
                        latencies.count(),
                        latencies.sumMicros() / MICROS_PER_MILLI,
                        latencies.minMicros() / MICROS_PER_MILLI,
                        latencies.maxMicros() / MICROS_PER_MILLI));
        add("p50_" + key, latencies.quantileMicros(0.5) / MICROS_PER_MILLI);
        add("p95_" + key, latencies.quantileMicros(0.95) / MICROS_PER_MILLI);
        add("p99_" + key, latencies.quantileMicros(0.99) / MICROS_PER_MILLI);
        add("p999_" + key, latencies.quantileMicros(0.999) / MICROS_PER_MILLI);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
