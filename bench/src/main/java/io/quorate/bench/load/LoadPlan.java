package io.quorate.bench.load;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One run of the load generator.
 *
 * @param servers where sessions connect, in turn
 * @param warmupSeconds load without measuring
 * @param seconds of measured load
 */
public record LoadPlan(
        List<InetSocketAddress> servers, Workload workload, Shape shape, double warmupSeconds, double seconds) {
    public LoadPlan {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: none (expected: at least one host:port)");
        }
        if (warmupSeconds < 0 || seconds <= 0) {
            throw new IllegalArgumentException(
                    "warm-up: " + warmupSeconds + " s, measured: " + seconds + " s (expected: >= 0 and > 0)");
        }
        if ((workload.op() == Op.CHURN || workload.op() == Op.EPHEMERAL) && workload.keys() < shape.sessions()) {
            throw new IllegalArgumentException("keys: " + workload.keys() + " (expected: at least one per session for "
                    + workload.op() + ", so >= " + shape.sessions() + ")");
        }
    }
}
