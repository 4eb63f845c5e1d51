package io.quorate.server.meter;

/** What is counted with a value each, with the name that monitors know (docs/monitoring.md says what each means). */
public enum Spread {
    READ_LATENCY("readlatency", Unit.MICROS, true),
    UPDATE_LATENCY("updatelatency", Unit.MICROS, true),
    NODE_CREATED_WATCHES("node_created_watch_count", Unit.PLAIN, false),
    NODE_DELETED_WATCHES("node_deleted_watch_count", Unit.PLAIN, false),
    NODE_CHANGED_WATCHES("node_changed_watch_count", Unit.PLAIN, false),
    NODE_CHILDREN_WATCHES("node_children_watch_count", Unit.PLAIN, false),
    QUEUED_BUFFER("netty_queued_buffer_capacity", Unit.PLAIN, false),
    REQUESTS_IN_SESSION_QUEUE("requests_in_session_queue", Unit.PLAIN, false),
    READS_FROM_SESSION_QUEUE("reads_issued_from_session_queue", Unit.PLAIN, false),
    SESSION_QUEUES_DRAINED("session_queues_drained", Unit.PLAIN, false),
    COMMITS_QUEUED("commit_commit_proc_req_queued", Unit.PLAIN, false),
    COMMIT_BATCH_TIME("write_batch_time_in_commit_processor", Unit.MICROS, false),
    READ_COMMIT_PROCESSOR_TIME("read_commitproc_time_ms", Unit.MICROS, true),
    SERVER_WRITE_COMMITTED("server_write_committed_time_ms", Unit.MICROS, true),
    PREP_QUEUE_SIZE("prep_processor_queue_size", Unit.PLAIN, false),
    PREP_QUEUE_TIME("prep_processor_queue_time_ms", Unit.MICROS, true),
    PREP_TIME("prep_process_time", Unit.MICROS, false),
    PROPAGATION("propagation_latency", Unit.PLAIN, true),
    PROPOSAL_LATENCY("proposal_latency", Unit.PLAIN, true),
    COMMIT_PROPAGATION("commit_propagation_latency", Unit.PLAIN, true),
    ACK_CREATION("proposal_ack_creation_latency", Unit.PLAIN, true),
    QUORUM_ACK("quorum_ack_latency", Unit.MICROS, true),
    ELECTION_TIME("election_time", Unit.PLAIN, false),
    UNAVAILABLE_TIME("unavailable_time", Unit.PLAIN, false),
    LEADER_UNAVAILABLE_TIME("leader_unavailable_time", Unit.PLAIN, false),
    FOLLOWER_SYNC_TIME("follower_sync_time", Unit.PLAIN, false),
    OBSERVER_SYNC_TIME("observer_sync_time", Unit.PLAIN, false),
    INFLIGHT_SNAPS("inflight_snap_count", Unit.PLAIN, false),
    INFLIGHT_DIFFS("inflight_diff_count", Unit.PLAIN, false),
    TOKEN_DEFICIT("connection_token_deficit", Unit.PLAIN, false),
    THROTTLE_TIME("request_throttle_queue_time_ms", Unit.MICROS, true);

    private final String title;
    private final Unit unit;
    private final boolean advanced;

    Spread(String title, Unit unit, boolean advanced) {
        this.title = title;
        this.unit = unit;
        this.advanced = advanced;
    }

    /** The name for monitors. */
    public String title() {
        return title;
    }

    /** What the recorded numbers are. */
    public Unit unit() {
        return unit;
    }

    /** Whether its far quantiles are shown, and not the middle alone. */
    public boolean advanced() {
        return advanced;
    }
}
