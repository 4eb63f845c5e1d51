package io.quorate.server.metrics;

import com.codahale.metrics.Metric;
import io.quorate.server.meter.Histogram;
import io.quorate.server.meter.Unit;

/** A histogram that several threads may write, none of them often: each takes a lock. */
public final class Summary implements Metric {
    private final Histogram histogram = new Histogram();
    private final Unit unit;
    private final boolean advanced;

    /**
     * An empty one.
     *
     * @param advanced whether its far quantiles are shown, and not the middle alone
     */
    Summary(Unit unit, boolean advanced) {
        this.unit = unit;
        this.advanced = advanced;
    }

    /** Takes one value. */
    public synchronized void add(long value) {
        histogram.record(value);
    }

    /** Takes one value as often as told. */
    public synchronized void add(long value, long times) {
        histogram.record(value, times);
    }

    /** The values so far. */
    public synchronized Histogram.Snapshot values() {
        return histogram.snapshot();
    }

    Unit unit() {
        return unit;
    }

    boolean advanced() {
        return advanced;
    }
}
