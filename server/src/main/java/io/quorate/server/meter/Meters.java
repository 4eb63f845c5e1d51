package io.quorate.server.meter;

/**
 * The counters and histograms of one thread. Adding to one costs an array access; those of several threads are summed up by who reads
 * {@link #report}s of them, which have to be made on their threads.
 */
public final class Meters {
    private static final Count[] COUNTS = Count.values();
    private static final Spread[] SPREADS = Spread.values();

    private final long[] counts = new long[COUNTS.length];
    private final Histogram[] spreads = new Histogram[SPREADS.length];

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

    /** A copy that may leave the thread. */
    public Report report() {
        Histogram.Snapshot[] snapshots = new Histogram.Snapshot[spreads.length];
        for (int i = 0; i < spreads.length; i++) {
            snapshots[i] = spreads[i] == null ? Histogram.Snapshot.EMPTY : spreads[i].snapshot();
        }
        return new Report(counts.clone(), snapshots);
    }

    /** The meters of a thread, or of several together, at one moment. Immutable. */
    public static final class Report {
        private final long[] counts;
        private final Histogram.Snapshot[] spreads;

        private Report(long[] counts, Histogram.Snapshot[] spreads) {
            this.counts = counts;
            this.spreads = spreads;
        }

        /** How much was counted. */
        public long of(Count what) {
            return counts[what.ordinal()];
        }

        /** What values there were. */
        public Histogram.Snapshot of(Spread what) {
            return spreads[what.ordinal()];
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
            return new Report(sums, together);
        }
    }
}
