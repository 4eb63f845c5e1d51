package io.quorate.server.meter;

/** What is counted with a value each and by a name, such as that of a server, with the name that monitors know. */
public enum Keyed {
    READ_BYTES("read_per_namespace", Unit.PLAIN, false, true),
    WRITE_BYTES("write_per_namespace", Unit.PLAIN, false, true),
    QUOTA_EXCEEDED("quota_exceeded_error_per_namespace", Unit.PLAIN, false, false),
    ACK_LATENCY("ack_latency", Unit.MICROS, true, true);

    private final String title;
    private final Unit unit;
    private final boolean advanced;
    private final boolean summary;

    Keyed(String title, Unit unit, boolean advanced, boolean summary) {
        this.title = title;
        this.unit = unit;
        this.advanced = advanced;
        this.summary = summary;
    }

    /** The values under one name, for monitors. */
    public Measurement measurement(String key, Histogram.Snapshot values) {
        return summary
                ? Measurement.summary(title, key, values, unit, advanced)
                : Measurement.counter(title, key, values.count());
    }
}
