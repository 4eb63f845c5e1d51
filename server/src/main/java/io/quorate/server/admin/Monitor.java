package io.quorate.server.admin;

import static io.quorate.server.meter.Measurement.counter;
import static io.quorate.server.meter.Measurement.gauge;
import static io.quorate.server.meter.Measurement.summary;

import com.sun.management.UnixOperatingSystemMXBean;
import io.quorate.server.meter.Count;
import io.quorate.server.meter.Keyed;
import io.quorate.server.meter.Measurement;
import io.quorate.server.meter.Meters;
import io.quorate.server.meter.Spread;
import io.quorate.server.session.LoopReport;
import io.quorate.server.session.LoopStats;
import io.quorate.tree.DataTree;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Everything that this server measures, for monitors: the word mntr, one line a value (spec: admin-interfaces §1.1), and Prometheus. What
 * Apache's monitors know and this server has nothing to measure for is not there (docs/divergence.md). Safe on any thread.
 */
public final class Monitor {
    private final Inspector inspector;

    /** Measures this server. */
    public Monitor(Inspector inspector) {
        this.inspector = inspector;
    }

    /** The answer to mntr; fails if the server does not serve. */
    CompletableFuture<String> text() {
        return inspector.report().thenApply(this::text);
    }

    /** All values; of a server that does not serve, too. */
    public CompletableFuture<List<Measurement>> measurements() {
        return inspector.report().thenApply(this::measurements);
    }

    private String text(ServerReport report) {
        MonitorLines lines = new MonitorLines();
        lines.add("version", VersionText.full());
        lines.add("server_state", Standing.mode(report.peer()));
        if (report.peer().quorum() != null) {
            QuorumMonitor.addState(report.peer().quorum(), lines);
        }
        measurements(report).forEach(lines::add);
        return lines.toString();
    }

    private List<Measurement> measurements(ServerReport report) {
        List<Measurement> all = new ArrayList<>();
        gauges(report, all);
        counters(report, all);
        Meters.Report meters = report.meters();
        for (Count count : Count.values()) {
            all.add(count.measurement(meters.of(count)));
        }
        for (Spread spread : Spread.values()) {
            all.add(summary(spread.title(), meters.of(spread), spread.unit(), spread.advanced()));
        }
        for (Keyed keyed : Keyed.values()) {
            meters.of(keyed).forEach((key, values) -> all.add(keyed.measurement(key, values)));
        }
        all.add(summary(
                "write_commitproc_time_ms",
                meters.of(Spread.UPDATE_LATENCY),
                Spread.UPDATE_LATENCY.unit(),
                Spread.UPDATE_LATENCY.advanced()));
        for (Measurement each : inspector.metrics().measurements()) {
            boolean digests = each.name().equals("digest_mismatches_count");
            all.add(
                    digests
                            ? counter(
                                    each.name(),
                                    each.value().longValue() + report.peer().digestMismatches())
                            : each);
        }
        Quotas.add(report.peer().committed(), all);
        return all;
    }

    private void gauges(ServerReport report, List<Measurement> all) {
        DataTree tree = report.peer().committed();
        all.add(gauge("ephemerals_count", tree.ephemeralCount()));
        all.add(gauge("num_alive_connections", report.connections()));
        all.add(gauge("avg_latency", report.avgLatencyMillis()));
        all.add(gauge("min_latency", report.minLatencyMillis()));
        all.add(gauge("max_latency", report.max(LoopStats.Report::maxLatencyMillis)));
        all.add(gauge("outstanding_requests", report.outstanding()));
        all.add(gauge("znode_count", ServerWords.shownNodeCount(tree)));
        all.add(gauge("global_sessions", tree.sessionCount()));
        all.add(gauge("local_sessions", Standing.localSessions(report.peer())));
        all.add(gauge("watch_count", watches(report)));
        all.add(gauge("approximate_data_size", tree.approximateDataSize()));
        all.add(gauge("packets_received", report.sum(LoopStats.Report::received)));
        all.add(gauge("packets_sent", report.sum(LoopStats.Report::sent)));
        all.add(gauge("last_client_response_size", report.max(loop -> loop.lastResponseBytes())));
        all.add(gauge("min_client_response_size", report.min(loop -> loop.minResponseBytes())));
        all.add(gauge("max_client_response_size", report.max(loop -> loop.maxResponseBytes())));
        all.add(gauge("auth_failed_count", report.sum(LoopStats.Report::authFailures)));
        all.add(gauge("uptime", inspector.uptimeMillis()));
        if (report.peer().quorum() != null) {
            QuorumMonitor.addGauges(report.peer(), inspector.uptimeMillis(), all);
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            all.add(gauge("open_file_descriptor_count", system.getOpenFileDescriptorCount()));
            all.add(gauge("max_file_descriptor_count", system.getMaxFileDescriptorCount()));
        }
    }

    private static void counters(ServerReport report, List<Measurement> all) {
        all.add(counter("bytes_received_count", report.sum(LoopStats.Report::bytesReceived)));
        all.add(counter("response_bytes", report.sum(LoopStats.Report::bytesSent)));
        all.add(counter("connection_rejected", report.rejectedConnections()));
        all.add(counter("unsuccessful_handshake", report.failedHandshakes()));
        all.add(counter("tls_handshake_exceeded", report.refusedHandshakes()));
        all.add(counter("connection_drop_count", report.closedConnections()));
        all.add(counter("connection_request_count", report.sum(LoopStats.Report::handshakes)));
        all.add(counter("sessionless_connections_expired", report.sum(LoopStats.Report::sessionlessExpired)));
        all.add(counter("large_requests_rejected", report.sum(LoopStats.Report::largeRequestsRejected)));
        all.add(counter("cnxn_closed_without_zk_server_running", report.sum(LoopStats.Report::refused)));
        all.add(counter("stale_sessions_expired", report.peer().expiredSessions()));
        all.add(counter("proposal_count", report.peer().proposals()));
        // Ours, in the same form.
        all.add(counter("malformed_request_count", report.sum(LoopStats.Report::malformed)));
    }

    private static long watches(ServerReport report) {
        long sum = 0;
        for (LoopReport loop : report.loops()) {
            sum += loop.dataWatches() + loop.childWatches();
        }
        return sum;
    }
}
