package io.quorate.server.meter;

import java.util.Arrays;

/**
 * Counts whole numbers from 0 on in buckets that are at most an eighth of their value wide. Recording touches one array cell and needs
 * no lock, since one thread records.
 */
public final class Histogram {
    private static final int SUB_BUCKET_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;
    private static final int FIRST_BUCKETS = 8 * SUB_BUCKETS;

    private long[] counts = new long[FIRST_BUCKETS];
    private long count;
    private long sum;
    private long min = Long.MAX_VALUE;
    private long max;

    /** Counts a value; a negative one counts as 0. */
    public void record(long value) {
        record(value, 1);
    }

    /** Counts a value as often as told. */
    public void record(long value, long times) {
        long counted = Math.max(0, value);
        int bucket = bucketOf(counted);
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(bucket + 1, 2 * counts.length));
        }
        counts[bucket] += times;
        count += times;
        sum += counted * times;
        min = Math.min(min, counted);
        max = Math.max(max, counted);
    }

    /** A copy that may leave the thread. */
    public Snapshot snapshot() {
        if (count == 0) {
            return Snapshot.EMPTY;
        }
        int used = counts.length;
        while (counts[used - 1] == 0) {
            used--;
        }
        return new Snapshot(Arrays.copyOf(counts, used), count, sum, min, max);
    }

    static int bucketOf(long value) {
        if (value < SUB_BUCKETS) {
            return (int) value;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> (exponent - SUB_BUCKET_BITS)) & (SUB_BUCKETS - 1);
        return (exponent - SUB_BUCKET_BITS + 1) * SUB_BUCKETS + sub;
    }

    static long lowerBoundOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int exponent = bucket / SUB_BUCKETS + SUB_BUCKET_BITS - 1;
        return (1L << exponent) + ((long) (bucket % SUB_BUCKETS) << (exponent - SUB_BUCKET_BITS));
    }

    /** A histogram at one moment. Immutable, though the array is not copied. */
    public record Snapshot(long[] counts, long count, long sum, long min, long max) {
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
            long[] all = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
            for (int i = 0; i < other.counts.length; i++) {
                all[i] += other.counts[i];
            }
            return new Snapshot(
                    all, count + other.count, sum + other.sum, Math.min(min, other.min), Math.max(max, other.max));
        }

        /** What came since an earlier moment; the smallest and largest value are those of all. */
        public Snapshot since(Snapshot earlier) {
            if (earlier.count == 0) {
                return this;
            }
            long[] recent = counts.clone();
            for (int i = 0; i < earlier.counts.length; i++) {
                recent[i] -= earlier.counts[i];
            }
            return new Snapshot(recent, count - earlier.count, sum - earlier.sum, min, max);
        }

        /** The mean; 0 if there is no value. */
        public double mean() {
            return count == 0 ? 0 : (double) sum / count;
        }

        /** The value that this share (0 to 1) of all values does not exceed, to an eighth; 0 if there is none. */
        public long quantile(double share) {
            long rank = (long) Math.ceil(share * count);
            long seen = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                seen += counts[bucket];
                if (seen >= rank && seen > 0) {
                    return Math.min(max, Math.max(min, lowerBoundOf(bucket)));
                }
            }
            return 0;
        }
    }
}
