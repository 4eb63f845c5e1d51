package io.quorate.server.session;

import java.util.Set;

/**
 * The limits and rules that an io loop keeps.
 *
 * @param minTimeoutMillis the shortest session timeout granted, ms
 * @param maxTimeoutMillis the longest, ms
 * @param outstandingMax how many requests of this loop's clients may be with the core before connections that have some
 *     there are no longer read
 * @param pendingPerConnectionMax how many unanswered requests of one connection are read
 * @param largeRequestThresholdBytes a longer request is a large one; -1: none is
 * @param largeRequestsBytesMax how much all large requests of this loop's clients that wait may have together; the
 *     connection of one that does not fit is closed
 * @param requiredAuthSchemes one of these schemes must have authenticated a connection before it may do anything; empty:
 *     no such rule
 * @param safeguards what is held back, and what is told of
 */
public record LoopOptions(
        int minTimeoutMillis,
        int maxTimeoutMillis,
        int outstandingMax,
        int pendingPerConnectionMax,
        int largeRequestThresholdBytes,
        long largeRequestsBytesMax,
        Set<String> requiredAuthSchemes,
        Safeguards safeguards) {
    /** Options of a loop that holds nothing back. */
    public LoopOptions(
            int minTimeoutMillis,
            int maxTimeoutMillis,
            int outstandingMax,
            int pendingPerConnectionMax,
            int largeRequestThresholdBytes,
            long largeRequestsBytesMax,
            Set<String> requiredAuthSchemes) {
        this(
                minTimeoutMillis,
                maxTimeoutMillis,
                outstandingMax,
                pendingPerConnectionMax,
                largeRequestThresholdBytes,
                largeRequestsBytesMax,
                requiredAuthSchemes,
                Safeguards.NONE);
    }

    /** Whether a request of this size counts against the budget of large ones. */
    boolean isLarge(int sizeBytes) {
        return largeRequestThresholdBytes > 0 && sizeBytes > largeRequestThresholdBytes;
    }

    /** The timeout granted to a client that asks for this one. */
    int negotiate(int askedMillis) {
        return Math.max(minTimeoutMillis, Math.min(maxTimeoutMillis, askedMillis));
    }
}
