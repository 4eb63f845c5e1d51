package io.quorate.server.http;

import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Prometheus' text format 0.0.4 in the making: all lines of a metric together, below what it is. */
final class PrometheusText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double[] QUANTILES = {0.5, 0.9, 0.99};

    private final StringBuilder text = new StringBuilder(1 << 16);
    private final MetricHelp help;
    private final Set<String> wanted;
    private final Map<String, Histogram.Snapshot> before;
    private boolean skipping;

    /**
     * @param wanted the only metrics to be written; empty: all
     * @param before of summaries, what does not count for quantiles any more
     */
    PrometheusText(MetricHelp help, Set<String> wanted, Map<String, Histogram.Snapshot> before) {
        this.help = help;
        this.before = before;
        this.wanted = Set.copyOf(wanted);
    }

    void add(List<Measurement> measurements) {
        Map<String, List<Measurement>> byName = new LinkedHashMap<>();
        for (Measurement each : measurements) {
            byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
        }
        byName.forEach((name, all) -> {
            begin(name, all.get(0).kind().name().toLowerCase(Locale.ROOT), help.of(name));
            for (Measurement each : all) {
                String label = each.key() == null ? "" : label("key", each.key());
                if (each.kind() == Measurement.Kind.SUMMARY) {
                    summary(each, label);
                } else {
                    line(name, label, each.value().doubleValue());
                }
            }
        });
    }

    private void summary(Measurement measurement, String label) {
        Histogram.Snapshot values = measurement.spread();
        Histogram.Snapshot recent =
                values.since(before.getOrDefault(RecentQuantiles.name(measurement), Histogram.Snapshot.EMPTY));
        double divisor = measurement.unit().divisor();
        for (double quantile : QUANTILES) {
            if (measurement.advanced() || quantile == QUANTILES[0]) {
                line(
                        measurement.name(),
                        and(label, label("quantile", Double.toString(quantile))),
                        recent.count() == 0 ? Double.NaN : recent.quantile(quantile) / divisor);
            }
        }
        line(measurement.name() + "_count", label, values.count());
        line(measurement.name() + "_sum", label, values.sum() / divisor);
    }

    /** Says what the lines that follow are. */
    void begin(String name, String type, String meaning) {
        skipping = !wanted.isEmpty() && !wanted.contains(name);
        if (!skipping) {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(meaning.replace("\\", "\\\\").replace("\n", "\\n"))
                    .append("\n# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(type)
                    .append('\n');
        }
    }

    /** @param labels made with {@link #label}; may be empty */
    void line(String name, String labels, double value) {
        if (skipping) {
            return;
        }
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(number(value)).append('\n');
    }

    static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    static String and(String labels, String more) {
        return labels.isEmpty() ? more : labels + "," + more;
    }

    private static String number(double value) {
        return value == Double.POSITIVE_INFINITY
                ? "+Inf"
                : value == Double.NEGATIVE_INFINITY ? "-Inf" : Double.toString(value);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
