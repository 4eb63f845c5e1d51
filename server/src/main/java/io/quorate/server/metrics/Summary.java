package io.quorate.server.metrics;

import com.codahale.metrics.Metric;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Count, sum, smallest and largest of the values seen, as Apache ZooKeeper's summaries show them. Safe on any thread. */
public final class Summary implements Metric {
    private final LongAdder count = new LongAdder();
    private final LongAdder sum = new LongAdder();
    private final LongAccumulator min = new LongAccumulator(Math::min, Long.MAX_VALUE);
    private final LongAccumulator max = new LongAccumulator(Math::max, Long.MIN_VALUE);

    /** Takes one value. */
    public void add(long value) {
        sum.add(value);
        min.accumulate(value);
        max.accumulate(value);
        count.increment();
    }

    /** The values so far; not taken at one instant while others add. */
    public Values values() {
        long seen = count.sum();
        return seen == 0 ? Values.NONE : new Values(seen, sum.sum(), min.get(), max.get());
    }

    /** What was seen up to a moment; all 0 before the first value. */
    public record Values(long count, long sum, long min, long max) {
        /** Nothing was seen. */
        public static final Values NONE = new Values(0, 0, 0, 0);

        /** The mean; 0 before the first value. */
        public double avg() {
            return count == 0 ? 0 : (double) sum / count;
        }
    }
}
