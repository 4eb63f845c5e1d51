package io.quorate.server.admin;

import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Measurement;

/** The text of mntr in the making (spec: admin-interfaces §1.1). */
final class MonitorLines {
    private final StringBuilder text = new StringBuilder();

    void add(String key, Object value) {
        text.append("zk_").append(key).append('\t').append(value).append('\n');
    }

    void add(Measurement measurement) {
        String name = measurement.key() == null ? measurement.name() : measurement.key() + "_" + measurement.name();
        if (measurement.kind() == Measurement.Kind.SUMMARY) {
            addSummary(name, measurement);
        } else {
            add(
                    name,
                    measurement.value() instanceof Double decimal ? ServerWords.decimal(decimal) : measurement.value());
        }
    }

    private void addSummary(String name, Measurement measurement) {
        Histogram.Snapshot values = measurement.spread();
        int divisor = measurement.unit().divisor();
        add("avg_" + name, ServerWords.decimal(values.mean() / divisor));
        add("min_" + name, values.min() / divisor);
        add("max_" + name, values.max() / divisor);
        add("cnt_" + name, values.count());
        add("sum_" + name, values.sum() / divisor);
        if (measurement.advanced()) {
            add("p50_" + name, values.quantile(0.5) / divisor);
            add("p95_" + name, values.quantile(0.95) / divisor);
            add("p99_" + name, values.quantile(0.99) / divisor);
            add("p999_" + name, values.quantile(0.999) / divisor);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
