package io.quorate.server.admin;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Snapshot;
import com.sun.management.UnixOperatingSystemMXBean;
import io.quorate.server.session.LatencyHistogram;
import io.quorate.server.session.LoopReport;
import io.quorate.server.session.LoopStats;
import io.quorate.tree.DataTree;
import java.lang.management.ManagementFactory;
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
        Lines lines = new Lines();
        lines.add("version", VersionText.full());
        lines.add("server_state", "standalone");
        gauges(report, lines);
        lines.add("bytes_received_count", report.sum(LoopStats.Report::bytesReceived));
        lines.add("response_bytes", report.sum(LoopStats.Report::bytesSent));
        lines.add("connection_rejected", report.rejectedConnections());
        lines.add("sessionless_connections_expired", report.sum(LoopStats.Report::sessionlessExpired));
        lines.add("large_requests_rejected", report.sum(LoopStats.Report::largeRequestsRejected));
        lines.add("readlatency", report.reads());
        lines.add("updatelatency", report.writes());
        inspector.metrics().registry().getCounters().forEach(lines::add);
        inspector.metrics().registry().getHistograms().forEach(lines::add);
        return lines.toString();
    }

    private void gauges(ServerReport report, Lines lines) {
        DataTree tree = report.peer().committed();
        lines.add("ephemerals_count", tree.ephemeralCount());
        lines.add("num_alive_connections", report.connections());
        lines.add("avg_latency", ServerWords.decimal(report.avgLatencyMillis()));
        lines.add("min_latency", report.minLatencyMillis());
        lines.add("max_latency", report.max(LoopStats.Report::maxLatencyMillis));
        lines.add("outstanding_requests", report.outstanding());
        lines.add("znode_count", tree.nodeCount());
        lines.add("global_sessions", tree.sessionCount());
        lines.add("local_sessions", 0);
        lines.add("watch_count", watches(report));
        lines.add("approximate_data_size", tree.approximateDataSize());
        lines.add("packets_received", report.sum(LoopStats.Report::received));
        lines.add("packets_sent", report.sum(LoopStats.Report::sent));
        lines.add("last_client_response_size", report.max(loop -> loop.lastResponseBytes()));
        lines.add("min_client_response_size", report.min(loop -> loop.minResponseBytes()));
        lines.add("max_client_response_size", report.max(loop -> loop.maxResponseBytes()));
        lines.add("auth_failed_count", report.sum(LoopStats.Report::authFailures));
        lines.add("uptime", inspector.uptimeMillis());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            lines.add("open_file_descriptor_count", system.getOpenFileDescriptorCount());
            lines.add("max_file_descriptor_count", system.getMaxFileDescriptorCount());
        }
    }

    private static long watches(ServerReport report) {
        long sum = 0;
        for (LoopReport loop : report.loops()) {
            sum += loop.dataWatches() + loop.childWatches();
        }
        return sum;
    }

    /** Lines of key and value in the making. */
    private static final class Lines {
        private static final Map<String, Double> QUANTILES =
                new java.util.TreeMap<>(Map.of("p50_", 0.5, "p95_", 0.95, "p99_", 0.99, "p999_", 0.999));

        private final StringBuilder text = new StringBuilder();

        void add(String key, Object value) {
            text.append("zk_").append(key).append('\t').append(value).append('\n');
        }

        void add(String key, Counter counter) {
            add(key, (Object) counter.getCount());
        }

        void add(String key, Histogram histogram) {
            Snapshot snapshot = histogram.getSnapshot();
            add("avg_" + key, ServerWords.decimal(snapshot.getMean()));
            add("min_" + key, snapshot.getMin());
            add("max_" + key, snapshot.getMax());
            add("cnt_" + key, histogram.getCount());
        }

        void add(String key, LatencyHistogram.Snapshot latencies) {
            double micros = latencies.count() == 0 ? 0 : (double) latencies.sumMicros() / latencies.count();
            add("avg_" + key, ServerWords.decimal(micros / 1000));
            add("min_" + key, latencies.minMicros() / 1000);
            add("max_" + key, latencies.maxMicros() / 1000);
            add("cnt_" + key, latencies.count());
            add("sum_" + key, latencies.sumMicros() / 1000);
            QUANTILES.forEach((name, share) -> add(name + key, latencies.quantileMicros(share) / 1000));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
