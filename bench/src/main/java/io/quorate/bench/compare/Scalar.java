package io.quorate.bench.compare;

/** A figure of a server that is not a load's: how long a start takes, what a znode weighs. Smaller is better. */
public enum Scalar {
    COLD_START("cold start to first session, empty directory", "ms"),
    COLD_START_CPU("  its CPU", "ms"),
    HEAP_PER_ZNODE("live heap per 100-byte znode, payload included", "bytes"),
    FILL_RATE_INVERSE("creating the znodes, per znode", "µs"),
    RESTART_FROM_LOG("restart after kill -9, all from the log", "ms"),
    RESTART_FROM_LOG_CPU("  its CPU", "ms"),
    RESTART_FROM_SNAPSHOT("restart after kill -9, all from a snapshot", "ms"),
    RESTART_FROM_SNAPSHOT_CPU("  its CPU", "ms"),
    SNAPSHOT_LOSS("pipelined writes lost while snapshots are taken without a pause", "%"),
    STORM("10,000 sessions at once: until all are granted", "ms"),
    STORM_CPU("  CPU of one", "µs"),
    SESSION_HEAP("  live heap of one, over all servers", "bytes"),
    AUDIENCE_ARM_CPU("5,000 sessions watch one znode: CPU to set a watch", "µs"),
    AUDIENCE_FIRE_CPU("  CPU of a notification, the write included", "µs"),
    AUDIENCE_FIRE("  from the write to the last notification", "ms"),
    WATCHERS_ARM_CPU("200 sessions watch 1,000 znodes each: CPU to set a watch", "µs"),
    WATCHERS_FIRE_CPU("  CPU of a notification, the writes included", "µs"),
    WATCHERS_FIRE("  from the first write to the last notification", "ms"),
    LOCKS_CPU("8 sessions, each with a lock of its own: CPU to take and release one", "µs"),
    LOCKS("  time for one, over all sessions", "µs"),
    LOCK_LINE_CPU("8 sessions in line for one lock: CPU to take and release it", "µs"),
    LOCK_LINE("  from one release to the next", "µs"),
    LEADER_KILL("leader killed -9 under load: longest time without an acknowledged write", "ms"),
    LEADER_KILL_FLOOR("  of it until the kernel has ended the process", "ms"),
    ROLLING_LONGEST("rolling restart: longest time without an acknowledged write", "ms"),
    ROLLING_STALLED("  sum of such times above 50 ms", "ms"),
    ROLLING_TIME("  from the first stop to the last server serving", "ms"),
    JOIN("blank follower started to first session granted at it", "ms"),
    JOIN_CPU("  its CPU", "ms"),
    JOIN_LONGEST("  longest time without an acknowledged write meanwhile", "ms");

    private final String label;
    private final String unit;

    Scalar(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }
}
