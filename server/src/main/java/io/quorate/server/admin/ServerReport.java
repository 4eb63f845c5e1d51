package io.quorate.server.admin;

import io.quorate.quorum.PeerStatus;
import io.quorate.server.meter.Meters;
import io.quorate.server.session.LoopReport;
import io.quorate.server.session.LoopStats;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All parts of a server at about one moment. Immutable.
 *
 * @param peer the protocol core
 * @param core what is measured at the protocol core
 * @param loops the io loops
 * @param connections open connections, with and without sessions
 * @param rejectedConnections connections refused for a limit
 * @param closedConnections connections that were closed
 * @param failedHandshakes TLS handshakes that failed
 * @param refusedHandshakes connections refused because of others that were shaking hands
 */
record ServerReport(
        PeerStatus peer,
        Meters.Report core,
        List<LoopReport> loops,
        int connections,
        long rejectedConnections,
        long closedConnections,
        long failedHandshakes,
        long refusedHandshakes) {
    /** The sum over all loops. */
    long sum(ToLongFunction<LoopStats.Report> count) {
        long sum = 0;
        for (LoopReport loop : loops) {
            sum += count.applyAsLong(loop.counts());
        }
        return sum;
    }

    /** The smallest non-negative value of all loops, -1 if there is none. */
    long min(ToLongFunction<LoopStats.Report> value) {
        long min = -1;
        for (LoopReport loop : loops) {
            long each = value.applyAsLong(loop.counts());
            if (each >= 0 && (min < 0 || each < min)) {
                min = each;
            }
        }
        return min;
    }

    /** The largest value of all loops. */
    long max(ToLongFunction<LoopStats.Report> value) {
        long max = Long.MIN_VALUE;
        for (LoopReport loop : loops) {
            max = Math.max(max, value.applyAsLong(loop.counts()));
        }
        return max;
    }

    /** The smallest latency of any answered request, ms; 0 before the first. */
    long minLatencyMillis() {
        long min = Long.MAX_VALUE;
        for (LoopReport loop : loops) {
            if (loop.counts().latencies() > 0) {
                min = Math.min(min, loop.counts().minLatencyMillis());
            }
        }
        return min == Long.MAX_VALUE ? 0 : min;
    }

    /** The mean latency, ms; 0 before the first answer. */
    double avgLatencyMillis() {
        long count = sum(LoopStats.Report::latencies);
        return count == 0 ? 0 : (double) sum(LoopStats.Report::totalLatencyMillis) / count;
    }

    /** How many requests of clients wait for the core. */
    int outstanding() {
        int sum = 0;
        for (LoopReport loop : loops) {
            sum += loop.outstanding();
        }
        return sum;
    }

    /** What is counted for monitors alone, all loops and the core together. */
    Meters.Report meters() {
        Meters.Report all = core;
        for (LoopReport loop : loops) {
            all = all.plus(loop.counts().meters());
        }
        return all;
    }
}
