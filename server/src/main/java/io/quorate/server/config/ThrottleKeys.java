package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** What protects a server that is asked for too much. */
final class ThrottleKeys {
    private static final ConfigKey.Table KEYS = new ConfigKey.Table(ConfigKey.Section.LIMITS);

    static final ConfigKey MAX_REQUESTS = KEYS.key("request_throttle_max_requests", whole(0, ""), "0")
            .alias("requestThrottleLimit")
            .means(
                    "Writes and syncs of this server's clients in process at a time, others wait; 0 = no limit. Reads are answered"
                            + " at once.")
            .honoured("throttle.requestsMax");
    static final ConfigKey DROP_STALE = KEYS.key("request_throttle_drop_stale", FLAG, "true")
            .alias("requestThrottleDropStale", "request_throttle_drop_stale_requests")
            .means("Drop waiting requests that are stale.")
            .honoured("throttle.dropStale");
    static final ConfigKey LATENCY_CHECK = KEYS.key("request_stale_latency_check", FLAG, "false")
            .alias("requestStaleLatencyCheck")
            .means(
                    "A waiting request is stale when it waited longer than its session's timeout; its connection is closed.")
            .honoured("throttle.latencyCheck");
    static final ConfigKey CONNECTION_CHECK = KEYS.key("request_stale_connection_check", FLAG, "true")
            .alias("requestStaleConnectionCheck")
            .means("A waiting request is stale when its connection is closed.")
            .honoured("throttle.connectionCheck");
    static final ConfigKey OP_WAIT = KEYS.key("throttled_op_wait_time", whole(0, "ms"), "0")
            .alias("throttledOpWaitTime")
            .means("Requests that waited longer are answered with ThrottledOp and never done; 0 = never.")
            .honoured("throttle.opWaitMillis");
    static final ConfigKey TOKENS = KEYS.key("connection_throttle_tokens", whole(0, ""), "0")
            .alias("connectionMaxTokens")
            .means(
                    "Size of the bucket of tokens, of which each new session takes one; without one the connection is closed."
                            + " 0 = off.")
            .honoured("throttle.connections.tokens");
    static final ConfigKey FILL_TIME = KEYS.key("connection_throttle_fill_time", whole(1, "ms"), "1")
            .alias("connectionTokenFillTime")
            .means("Time between two fills of the bucket.")
            .honoured("throttle.connections.fillMillis");
    static final ConfigKey FILL_COUNT = KEYS.key("connection_throttle_fill_count", whole(0, ""), "1")
            .alias("connectionTokenFillCount")
            .means("Tokens per fill.")
            .honoured("throttle.connections.fillCount");
    static final ConfigKey FREEZE_TIME = KEYS.key("connection_throttle_freeze_time", whole(-1, "ms"), "-1")
            .alias("connectionFreezeTime")
            .means(
                    "Time between two changes of the probability by which a new session is turned away although there are tokens;"
                            + " -1 = none is.")
            .honoured("throttle.connections.freezeMillis");
    static final ConfigKey DROP_INCREASE = KEYS.key("connection_throttle_drop_increase", Types.DECIMAL, "0.02")
            .alias("connectionDropIncrease")
            .means("Step up of that probability, while the bucket is empty.")
            .honoured("throttle.connections.dropIncrease");
    static final ConfigKey DROP_DECREASE = KEYS.key("connection_throttle_drop_decrease", Types.DECIMAL, "0.002")
            .alias("connectionDropDecrease")
            .means("Step down of it.")
            .honoured("throttle.connections.dropDecrease");
    static final ConfigKey DECREASE_RATIO = KEYS.key("connection_throttle_decrease_ratio", Types.DECIMAL, "0")
            .alias("connectionDecreaseRatio")
            .means("Share of the bucket above which it goes down.")
            .honoured("throttle.connections.decreaseRatio");
    static final ConfigKey WEIGHT_ENABLED = KEYS.key("connection_throttle_weight_enabled", FLAG, "false")
            .means("Sessions take as many tokens as the weights say, not one each.")
            .honoured("throttle.connections.weighted");
    static final ConfigKey GLOBAL_WEIGHT = KEYS.key("connection_throttle_global_session_weight", whole(1, ""), "3")
            .means("Tokens for a new session of the whole ensemble.")
            .honoured("throttle.connections.globalWeight");
    static final ConfigKey RENEW_WEIGHT = KEYS.key("connection_throttle_renew_session_weight", whole(1, ""), "2")
            .means("Tokens for a session that goes on over another connection.")
            .honoured("throttle.connections.renewedWeight");
    static final ConfigKey LOCAL_WEIGHT = KEYS.key("connection_throttle_local_session_weight", whole(1, ""), "1")
            .means("Tokens for a new local session.")
            .honoured("throttle.connections.localWeight");
    static final ConfigKey MAX_WATCHES = KEYS.key("maxWatches", whole(0, ""), "0")
            .property("quorate.maxWatches")
            .means(
                    "Watches of this server's clients; above it, requests that would leave one get QuotaExceeded. 0 = no limit."
                            + " Quorate's own key.")
            .honoured("throttle.watchesMax");
    static final ConfigKey MAX_SESSIONS = KEYS.key("maxSessions", whole(0, ""), "0")
            .property("quorate.maxSessions")
            .means(
                    "Sessions of the whole ensemble; while there are so many, this server opens no new one. 0 = no limit."
                            + " Quorate's own key.")
            .honoured("throttle.sessionsMax");
    static final ConfigKey SLOW_REQUEST = KEYS.key("slowRequestWarningMs", whole(-1, "ms"), "-1")
            .property("quorate.slowRequestWarningMs")
            .means(
                    "Requests that take longer are logged, by the logger `io.quorate.slow`, with session, path and time; -1 = none"
                            + " is. Quorate's own key.")
            .honoured("throttle.slowRequestMillis");

    static {
        KEYS.key("request_throttle_stall_time", whole(0, "ms"), "100")
                .alias("requestThrottleStallTime")
                .means("Pause of a throttled request.")
                .noEffect("A request that waits goes on as soon as there is room for it.");
        KEYS.key("request_throttler.shutdownTimeout", whole(0, "ms"), "10000")
                .means("Time to drain the throttler at shutdown.")
                .noEffect("What waits when the server stops is not begun.");
    }

    private ThrottleKeys() {}

    static List<ConfigKey> all() {
        return KEYS.keys();
    }

    /** Reads them. */
    static ThrottleConfig read(Values values) {
        return new ThrottleConfig(
                values.intOf(MAX_REQUESTS),
                values.flagOf(DROP_STALE),
                values.flagOf(LATENCY_CHECK),
                values.flagOf(CONNECTION_CHECK),
                values.intOf(OP_WAIT),
                new ThrottleConfig.Connections(
                        values.intOf(TOKENS),
                        values.intOf(FILL_TIME),
                        values.intOf(FILL_COUNT),
                        values.intOf(FREEZE_TIME),
                        values.decimalOf(DROP_INCREASE),
                        values.decimalOf(DROP_DECREASE),
                        values.decimalOf(DECREASE_RATIO),
                        values.flagOf(WEIGHT_ENABLED),
                        values.intOf(GLOBAL_WEIGHT),
                        values.intOf(RENEW_WEIGHT),
                        values.intOf(LOCAL_WEIGHT)),
                values.intOf(MAX_WATCHES),
                values.intOf(MAX_SESSIONS),
                values.intOf(SLOW_REQUEST));
    }
}
