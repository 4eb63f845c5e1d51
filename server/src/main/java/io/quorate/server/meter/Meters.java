package io.quorate.server.meter;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counters and histograms of one thread. Adding to one costs an array access; those of several threads are summed up by who reads
 * {@link #report}s of them, which have to be made on their threads.
 */
public final class Meters {
    private static final Count[] COUNTS = Count.values();
    private static final Spread[] SPREADS = Spread.values();

    private final long[] counts = new long[COUNTS.length];
    private final Histogram[] spreads = new Histogram[SPREADS.length];
    private final Map<Keyed, Names> keyed = new EnumMap<>(Keyed.class);

    /** Counts one. */
    public void add(Count what) {
        counts[what.ordinal()]++;
    }

    /** Counts several. */
    public void add(Count what, long many) {
        counts[what.ordinal()] += many;
    }

    /** Takes a value. */
    public void record(Spread what, long value) {
        histogram(what).record(value);
    }

    /** Where a value of a kind goes, for those who take many. */
    public Histogram histogram(Spread what) {
        Histogram histogram = spreads[what.ordinal()];
        if (histogram == null) {
            histogram = new Histogram();
            spreads[what.ordinal()] = histogram;
        }
        return histogram;
    }

    /** Where values of a kind that go by names go. */
    public Names names(Keyed what) {
        return keyed.computeIfAbsent(what, first -> new Names());
    }

    /** A copy that may leave the thread. */
    public Report report() {
        Histogram.Snapshot[] snapshots = new Histogram.Snapshot[spreads.length];
        for (int i = 0; i < spreads.length; i++) {
            snapshots[i] = spreads[i] == null ? Histogram.Snapshot.EMPTY : spreads[i].snapshot();
        }
        Map<Keyed, Map<String, Histogram.Snapshot>> named = new EnumMap<>(Keyed.class);
        keyed.forEach((what, names) -> named.put(what, names.snapshot()));
        return new Report(counts.clone(), snapshots, named);
    }

    /** The meters of a thread, or of several together, at one moment. Immutable. */
    public static final class Report {
        private final long[] counts;
        private final Histogram.Snapshot[] spreads;
        private final Map<Keyed, Map<String, Histogram.Snapshot>> keyed;

        private Report(long[] counts, Histogram.Snapshot[] spreads, Map<Keyed, Map<String, Histogram.Snapshot>> keyed) {
            this.counts = counts;
            this.spreads = spreads;
            this.keyed = keyed;
        }

        /** How much was counted. */
        public long of(Count what) {
            return counts[what.ordinal()];
        }

        /** What values there were. */
        public Histogram.Snapshot of(Spread what) {
            return spreads[what.ordinal()];
        }

        /** What values there were, by name. */
        public Map<String, Histogram.Snapshot> of(Keyed what) {
            return keyed.getOrDefault(what, Map.of());
        }

        /** Both together. */
        public Report plus(Report other) {
            long[] sums = counts.clone();
            Histogram.Snapshot[] together = spreads.clone();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += other.counts[i];
            }
            for (int i = 0; i < together.length; i++) {
                together[i] = together[i].plus(other.spreads[i]);
            }
            Map<Keyed, Map<String, Histogram.Snapshot>> named = new EnumMap<>(Keyed.class);
            for (Keyed what : Keyed.values()) {
                Map<String, Histogram.Snapshot> both = new TreeMap<>(of(what));
                other.of(what).forEach((name, values) -> both.merge(name, values, Histogram.Snapshot::plus));
                named.put(what, both);
            }
            return new Report(sums, together, named);
        }
    }
}
