package io.quorate.server.config;

/**
 * What protects a server that is asked for too much, and what it tells of.
 *
 * @param requestsMax requests of clients that are with the core at a time; 0 = any number
 * @param dropStale whether held back requests that nobody waits for are dropped
 * @param latencyCheck whether these are the ones that waited longer than their session's timeout
 * @param connectionCheck whether these are the ones whose connection is gone
 * @param opWaitMillis requests held back for longer are answered with ThrottledOp; 0 = none is
 * @param connections of new sessions
 * @param watchesMax watches of all clients; 0 = any number
 * @param sessionsMax sessions of the whole ensemble; 0 = any number
 * @param slowRequestMillis a request that takes longer is logged; -1 = none is
 */
public record ThrottleConfig(
        int requestsMax,
        boolean dropStale,
        boolean latencyCheck,
        boolean connectionCheck,
        int opWaitMillis,
        Connections connections,
        int watchesMax,
        int sessionsMax,
        int slowRequestMillis) {
    /**
     * The bucket of tokens for new sessions.
     *
     * @param tokens its size; 0 = nobody is turned away
     * @param freezeMillis time between two changes of the probability of being turned away; -1 = it stays 0
     * @param decreaseRatio share of the bucket above which that goes down
     */
    public record Connections(
            int tokens,
            int fillMillis,
            int fillCount,
            int freezeMillis,
            double dropIncrease,
            double dropDecrease,
            double decreaseRatio,
            boolean weighted,
            int globalWeight,
            int renewedWeight,
            int localWeight) {}
}
