package io.quorate.server.session;

/**
 * How an io loop holds back requests, what else has a limit of its own, and what it tells of.
 *
 * @param requestsMax so many requests are with the core, others wait; 0: any number
 * @param opWaitMillis a request that waited longer is answered with ThrottledOp; 0: none is
 * @param dropStale whether a request that waited in vain is dropped
 * @param latencyCheck whether that is one that waited longer than its session's timeout
 * @param connectionCheck whether that is one whose connection is gone
 * @param watchesMax watches of this loop's clients; 0: any number
 * @param sessionsMax sessions of the whole ensemble; 0: any number
 * @param slowNanos a request that took so long is told of; {@link Long#MAX_VALUE}: none is
 */
public record Safeguards(
        int requestsMax,
        int opWaitMillis,
        boolean dropStale,
        boolean latencyCheck,
        boolean connectionCheck,
        int watchesMax,
        int sessionsMax,
        long slowNanos) {
    /** Nothing is held back. */
    public static final Safeguards NONE = new Safeguards(0, 0, true, false, true, 0, 0, Long.MAX_VALUE);
}
