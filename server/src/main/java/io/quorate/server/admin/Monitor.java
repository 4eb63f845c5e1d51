package io.quorate.server.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.server.metrics.Summary;
import io.quorate.server.session.LatencyHistogram;
import io.quorate.server.session.LoopReport;
import io.quorate.server.session.LoopStats;
import io.quorate.tree.DataTree;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The word mntr: one line a value, for monitors (spec: admin-interfaces §1.1). */
final class Monitor {
    private final Inspector inspector;

    Monitor(Inspector inspector) {
        this.inspector = inspector;
    }

    CompletableFuture<String> text() {
        return inspector.report().thenApply(this::text);
    }

    private String text(ServerReport report) {
        MonitorLines lines = new MonitorLines();
        lines.add("version", VersionText.full());
        lines.add("server_state", Standing.mode(report.peer()));
        if (report.peer().quorum() != null) {
            QuorumMonitor.addState(report.peer().quorum(), lines);
        }
        gauges(report, lines);
        counters(report, lines);
        ServerMetrics metrics = inspector.metrics();
        Map<String, Summary.Values> watchEvents = Map.of(
                "node_created_watch_count", report.created(),
                "node_deleted_watch_count", report.deleted(),
                "node_changed_watch_count", report.changed(),
                "node_children_watch_count", report.children());
        for (String key : MonitorKeys.SUMMARIES) {
            lines.add(key, watchEvents.containsKey(key) ? watchEvents.get(key) : metrics.summary(key));
        }
        for (String key : MonitorKeys.ADVANCED_SUMMARIES) {
            lines.add(
                    key,
                    switch (key) {
                        case "readlatency" -> report.reads();
                        case "updatelatency" -> report.writes();
                        default -> LatencyHistogram.Snapshot.EMPTY;
                    });
        }
        return lines.toString();
    }

    private void gauges(ServerReport report, MonitorLines lines) {
        DataTree tree = report.peer().committed();
        lines.add("ephemerals_count", tree.ephemeralCount());
        lines.add("num_alive_connections", report.connections());
        lines.add("avg_latency", ServerWords.decimal(report.avgLatencyMillis()));
        lines.add("min_latency", report.minLatencyMillis());
        lines.add("max_latency", report.max(LoopStats.Report::maxLatencyMillis));
        lines.add("outstanding_requests", report.outstanding());
        lines.add("znode_count", ServerWords.shownNodeCount(tree));
        lines.add("global_sessions", tree.sessionCount());
        lines.add("local_sessions", Standing.localSessions(report.peer()));
        lines.add("watch_count", watches(report));
        lines.add("approximate_data_size", tree.approximateDataSize());
        lines.add("packets_received", report.sum(LoopStats.Report::received));
        lines.add("packets_sent", report.sum(LoopStats.Report::sent));
        lines.add("last_client_response_size", report.max(loop -> loop.lastResponseBytes()));
        lines.add("min_client_response_size", report.min(loop -> loop.minResponseBytes()));
        lines.add("max_client_response_size", report.max(loop -> loop.maxResponseBytes()));
        lines.add("auth_failed_count", report.sum(LoopStats.Report::authFailures));
        lines.add("non_mtls_remote_conn_count", 0);
        lines.add("non_mtls_local_conn_count", 0);
        lines.add("outstanding_tls_handshake", 0);
        lines.add("connection_drop_probability", "0.0");
        lines.add("uptime", inspector.uptimeMillis());
        if (report.peer().quorum() != null) {
            QuorumMonitor.addGauges(report.peer(), inspector.uptimeMillis(), lines);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            lines.add("open_file_descriptor_count", system.getOpenFileDescriptorCount());
            lines.add("max_file_descriptor_count", system.getMaxFileDescriptorCount());
        }
    }

    private void counters(ServerReport report, MonitorLines lines) {
        Map<String, Long> counted = new HashMap<>();
        counted.put("bytes_received_count", report.sum(LoopStats.Report::bytesReceived));
        counted.put("response_bytes", report.sum(LoopStats.Report::bytesSent));
        counted.put("connection_rejected", report.rejectedConnections());
        counted.put("connection_drop_count", report.closedConnections());
        counted.put("connection_request_count", report.sum(LoopStats.Report::handshakes));
        counted.put("sessionless_connections_expired", report.sum(LoopStats.Report::sessionlessExpired));
        counted.put("large_requests_rejected", report.sum(LoopStats.Report::largeRequestsRejected));
        counted.put("stale_sessions_expired", report.peer().expiredSessions());
        counted.put("proposal_count", report.peer().proposals());
        counted.put(
                "digest_mismatches_count",
                inspector.metrics().count("digest_mismatches_count")
                        + report.peer().digestMismatches());
        for (String key : MonitorKeys.COUNTERS) {
            lines.add(
                    key,
                    counted.containsKey(key)
                            ? counted.get(key)
                            : inspector.metrics().count(key));
        }
        // Ours, in the same form.
        lines.add("malformed_request_count", report.sum(LoopStats.Report::malformed));
        lines.add("clients_refused_while_not_serving_count", report.sum(LoopStats.Report::refused));
        lines.add("fsync_threshold_exceed_count", inspector.metrics().count("fsync_threshold_exceed_count"));
    }

    private static long watches(ServerReport report) {
        long sum = 0;
        for (LoopReport loop : report.loops()) {
            sum += loop.dataWatches() + loop.childWatches();
        }
        return sum;
    }
}
