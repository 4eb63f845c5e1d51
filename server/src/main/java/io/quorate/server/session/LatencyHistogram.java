package io.quorate.server.session;

import java.util.Arrays;

/**
 * Counts latencies in buckets that are at most an eighth of their value wide. Recording touches one array cell and needs
 * no lock, since it belongs to one loop.
 */
public final class LatencyHistogram {
    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BUCKET_BITS) * SUB_BUCKETS];
    private long count;
    private long sumMicros;
    private long minMicros = Long.MAX_VALUE;
    private long maxMicros;

    /** Counts one latency, given in ns and kept in µs; negative ones count as 0. */
    public void record(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts[bucketOf(micros)]++;
        count++;
        sumMicros += micros;
        minMicros = Math.min(minMicros, micros);
        maxMicros = Math.max(maxMicros, micros);
    }

    /** A copy that may leave the loop. */
    public Snapshot snapshot() {
        int used = counts.length;
        while (used > 0 && counts[used - 1] == 0) {
            used--;
        }
        return new Snapshot(Arrays.copyOf(counts, used), count, sumMicros, count == 0 ? 0 : minMicros, maxMicros);
    }

    static int bucketOf(long micros) {
        if (micros < SUB_BUCKETS) {
            return (int) micros;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int sub = (int) (micros >>> (exponent - SUB_BUCKET_BITS)) & (SUB_BUCKETS - 1);
        return (exponent - SUB_BUCKET_BITS + 1) * SUB_BUCKETS + sub;
    }

    static long lowerBoundOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int exponent = bucket / SUB_BUCKETS + SUB_BUCKET_BITS - 1;
        return (1L << exponent) + ((long) (bucket % SUB_BUCKETS) << (exponent - SUB_BUCKET_BITS));
    }

    /** A histogram at one moment; values in µs. */
    public record Snapshot(long[] counts, long count, long sumMicros, long minMicros, long maxMicros) {
        /** A histogram that has seen nothing. */
        public static final Snapshot EMPTY = new Snapshot(new long[0], 0, 0, 0, 0);

        /** Both histograms together. */
        public Snapshot plus(Snapshot other) {
            if (other.count == 0) {
                return this;
            }
            if (count == 0) {
                return other;
            }
            long[] sum = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
            for (int i = 0; i < other.counts.length; i++) {
                sum[i] += other.counts[i];
            }
            return new Snapshot(
                    sum,
                    count + other.count,
                    sumMicros + other.sumMicros,
                    Math.min(minMicros, other.minMicros),
                    Math.max(maxMicros, other.maxMicros));
        }

        /** The value, µs, that this share (0 to 1) of all values does not exceed, to an eighth; 0 if there is none. */
        public long quantileMicros(double share) {
            long rank = (long) Math.ceil(share * count);
            long seen = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                seen += counts[bucket];
                if (seen >= rank && seen > 0) {
                    return Math.min(maxMicros, Math.max(minMicros, lowerBoundOf(bucket)));
                }
            }
            return 0;
        }
    }
}
