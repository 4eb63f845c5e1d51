package io.quorate.server.meter;

/**
 * One value for monitors. Immutable.
 *
 * @param name the name, as in Prometheus; what {@code mntr} says has {@code zk_} in front
 * @param key what it is of, if there are several of the name; else null
 * @param value of a gauge or counter; not of a summary
 * @param spread of a summary; else null
 * @param unit of the spread
 * @param advanced whether the far quantiles of the spread are shown
 */
public record Measurement(
        String name, Kind kind, String key, Number value, Histogram.Snapshot spread, Unit unit, boolean advanced) {
    /** What a value may do. */
    public enum Kind {
        /** Go up and down. */
        GAUGE,
        /** Only go up, until the server starts again. */
        COUNTER,
        /** It is many. */
        SUMMARY
    }

    /** A gauge. */
    public static Measurement gauge(String name, Number value) {
        return gauge(name, null, value);
    }

    /** A gauge of which there are several. */
    public static Measurement gauge(String name, String key, Number value) {
        return new Measurement(name, Kind.GAUGE, key, value, null, Unit.PLAIN, false);
    }

    /** A counter. */
    public static Measurement counter(String name, long value) {
        return counter(name, null, value);
    }

    /** A counter of which there are several. */
    public static Measurement counter(String name, String key, long value) {
        return new Measurement(name, Kind.COUNTER, key, value, null, Unit.PLAIN, false);
    }

    /** A summary. */
    public static Measurement summary(String name, Histogram.Snapshot spread, Unit unit, boolean advanced) {
        return summary(name, null, spread, unit, advanced);
    }

    /** A summary of which there are several. */
    public static Measurement summary(String name, String key, Histogram.Snapshot spread, Unit unit, boolean advanced) {
        return new Measurement(name, Kind.SUMMARY, key, null, spread, unit, advanced);
    }
}
