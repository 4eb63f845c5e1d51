package io.quorate.server.http;

import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Measurement;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of summaries since the start such of the last ten minutes, as Apache's Prometheus exporter has them: what was there at earlier
 * scrapes is taken away. Who scrapes less often than every ten minutes gets what came since the scrape before. Safe on any thread.
 */
final class RecentQuantiles {
    private static final long WINDOW_NANOS = 600_000_000_000L;
    private static final long STEP_NANOS = WINDOW_NANOS / 5;

    private final ArrayDeque<Scrape> scrapes = new ArrayDeque<>();

    private record Scrape(long nanos, Map<String, Histogram.Snapshot> summaries) {}

    /** Notes what is there at a scrape; returns what has to be taken away from it. */
    synchronized Map<String, Histogram.Snapshot> before(List<Measurement> measurements, long nowNanos) {
        while (scrapes.size() > 1 && nowNanos - second().nanos() >= WINDOW_NANOS) {
            scrapes.removeFirst();
        }
        Scrape oldest = scrapes.peekFirst();
        boolean old = oldest != null && nowNanos - oldest.nanos() >= WINDOW_NANOS;
        if (scrapes.isEmpty() || nowNanos - scrapes.peekLast().nanos() >= STEP_NANOS) {
            Map<String, Histogram.Snapshot> summaries = new HashMap<>();
            for (Measurement each : measurements) {
                if (each.kind() == Measurement.Kind.SUMMARY) {
                    summaries.put(name(each), each.spread());
                }
            }
            scrapes.addLast(new Scrape(nowNanos, summaries));
        }
        return old ? oldest.summaries() : Map.of();
    }

    private Scrape second() {
        return scrapes.stream().skip(1).findFirst().orElseThrow();
    }

    /** The name under which a summary stands in the map. */
    static String name(Measurement measurement) {
        return measurement.key() == null ? measurement.name() : measurement.name() + "/" + measurement.key();
    }
}
