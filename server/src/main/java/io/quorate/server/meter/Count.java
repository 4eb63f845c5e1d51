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
    OVERSIZE_REQUESTS("oversize_requests"),
    ENSEMBLE_SUCCESS("ensemble_auth_success"),
    ENSEMBLE_FAIL("ensemble_auth_fail"),
    ENSEMBLE_SKIP("ensemble_auth_skip"),
    PLAIN_LOCAL("non_mtls_local_conn_count", true),
    PLAIN_REMOTE("non_mtls_remote_conn_count", true);

    private final String title;
    private final boolean shownAsGauge;

    Count(String title) {
        this(title, false);
    }

    /** @param shownAsGauge whether Apache's monitors take it for one */
    Count(String title, boolean shownAsGauge) {
        this.title = title;
        this.shownAsGauge = shownAsGauge;
    }

    /** The count for monitors. */
    public Measurement measurement(long count) {
        return shownAsGauge ? Measurement.gauge(title, count) : Measurement.counter(title, count);
    }
}
