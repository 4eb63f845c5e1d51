package io.quorate.server.meter;

/** What is counted one by one, with the name that monitors know (docs/monitoring.md says what each means). */
public enum Count {
    WATCH_BYTES("watch_bytes"),
    CONNECTION_REVALIDATE("connection_revalidate_count"),
    STALE_REPLIES("stale_replies"),
    PREP_QUEUED("prep_processor_request_queued"),
    COMMITS("commit_count"),
    COMMITS_QUEUED("request_commit_queued"),
    DIFFS("diff_count"),
    SNAPS("snap_count"),
    REVALIDATES("revalidate_count"),
    LOOKING("looking_count"),
    LEARNER_PROPOSALS("learner_proposal_received_count"),
    LEARNER_COMMITS("learner_commit_received_count"),
    THROTTLE_WAITS("request_throttle_wait_count"),
    THROTTLED_OPS("throttled_ops"),
    STALE_REQUESTS("stale_requests"),
    STALE_REQUESTS_DROPPED("stale_requests_dropped"),
    THROTTLED_CONNECTIONS("connections_throttled"),
    WATCHES_REFUSED("watches_refused"),
    SLOW_REQUESTS("slow_requests"),
    SLOW_READERS("slow_readers_closed"),
    OVERSIZE_REQUESTS("oversize_requests");

    private final String title;

    Count(String title) {
        this.title = title;
    }

    /** The name for monitors. */
    public String title() {
        return title;
    }
}
