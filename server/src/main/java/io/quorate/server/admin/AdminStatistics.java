package io.quorate.server.admin;

import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.meter.Count;
import io.quorate.server.session.CnxnReport;
import io.quorate.server.session.LoopStats;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.NioDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the server counts, in the keys of the HTTP server (spec: admin-interfaces §2). Safe on any thread. */
final class AdminStatistics {
    /** Values of such properties are nobody's business: passwords were found on the command lines of servers. */
    private static final Pattern SECRET = Pattern.compile("passw|secret|superdigest|token", Pattern.CASE_INSENSITIVE);

    private static final String HIDDEN = "<redacted>";

    private final Inspector inspector;

    AdminStatistics(Inspector inspector) {
        this.inspector = inspector;
    }

    /** A number if it is one, else the text. */
    static Object number(String text) {
        try {
            return text.contains(".") ? (Object) Double.valueOf(text) : (Object) Long.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    Map<String, Object> directories() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("datadir_size", ServerWords.sizeOf(inspector.dirs().snapDir()));
        keys.put("logdir_size", ServerWords.sizeOf(inspector.dirs().logDir()));
        return keys;
    }

    /** Of the newest snapshot: its zxid in hexadecimal digits, and when it was written, in seconds since 1970. */
    Map<String, Object> lastSnapshot() {
        Map<String, Object> keys = new LinkedHashMap<>();
        try {
            FileSnap.Newest newest = FileSnap.newest(new NioDisk(), inspector.dirs());
            keys.put("zxid", newest == null ? "-1" : Zxid.toHex(newest.zxid()));
            keys.put(
                    "timestamp",
                    newest == null
                            ? -1
                            : Files.getLastModifiedTime(newest.path()).to(TimeUnit.SECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    CompletableFuture<Map<String, Object>> digests() {
        return inspector.peer().thenApply(status -> {
            List<Map<String, Object>> digests = new ArrayList<>();
            for (PeerStatus.ZxidDigest each : status.digests()) {
                Map<String, Object> digest = new LinkedHashMap<>();
                digest.put("zxid", each.zxid());
                digest.put("digest", each.digest());
                digest.put("digestVersion", 2);
                digests.add(digest);
            }
            return Map.of("digests", digests);
        });
    }

    // ---- the server

    CompletableFuture<Map<String, Object>> server() {
        return inspector.report().thenApply(this::server);
    }

    CompletableFuture<Map<String, Object>> serverAndConnections() {
        return server().thenCombine(connections(false), (server, connections) -> {
            Map<String, Object> both = new LinkedHashMap<>(server);
            both.putAll(connections);
            return both;
        });
    }

    private Map<String, Object> server(ServerReport report) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("version", VersionText.full());
        keys.put("read_only", Standing.isReadOnly(report.peer()));
        keys.put("server_stats", counts(report));
        keys.put("client_response", responseSizes(report));
        if (Standing.isLeader(report.peer())) {
            keys.put(
                    "proposal_stats",
                    sizes(
                            report.peer().lastProposalBytes(),
                            report.peer().minProposalBytes(),
                            report.peer().maxProposalBytes()));
        }
        keys.put("node_count", ServerWords.shownNodeCount(report.peer().committed()));
        return keys;
    }

    private Map<String, Object> counts(ServerReport report) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("packets_sent", report.sum(LoopStats.Report::sent));
        counts.put("packets_received", report.sum(LoopStats.Report::received));
        counts.put("fsync_threshold_exceed_count", inspector.metrics().count("fsync_threshold_exceed_count"));
        counts.put("client_response_stats", responseSizes(report));
        counts.put("data_dir_size", ServerWords.sizeOf(inspector.dirs().snapDir()));
        counts.put("log_dir_size", ServerWords.sizeOf(inspector.dirs().logDir()));
        counts.put("provider_null", false);
        counts.put("last_processed_zxid", report.peer().committed().lastZxid());
        counts.put("outstanding_requests", report.outstanding());
        counts.put("server_state", Standing.mode(report.peer()));
        counts.put("avg_latency", number(ServerWords.decimal(report.avgLatencyMillis())));
        counts.put("max_latency", report.max(LoopStats.Report::maxLatencyMillis));
        counts.put("min_latency", report.minLatencyMillis());
        counts.put("num_alive_client_connections", report.connections());
        counts.put("uptime", inspector.uptimeMillis());
        counts.put("auth_failed_count", report.sum(LoopStats.Report::authFailures));
        counts.put("non_mtlsremote_conn_count", report.meters().of(Count.PLAIN_REMOTE));
        counts.put("non_mtlslocal_conn_count", report.meters().of(Count.PLAIN_LOCAL));
        return counts;
    }

    private static Map<String, Object> responseSizes(ServerReport report) {
        return sizes(
                report.max(loop -> loop.lastResponseBytes()),
                report.min(loop -> loop.minResponseBytes()),
                report.max(loop -> loop.maxResponseBytes()));
    }

    private static Map<String, Object> sizes(long last, long min, long max) {
        Map<String, Object> sizes = new LinkedHashMap<>();
        sizes.put("last_buffer_size", last);
        sizes.put("min_buffer_size", min);
        sizes.put("max_buffer_size", max);
        return sizes;
    }

    /** Up-to-date observers; what is sent to one is handed to its connection at once, so nothing of it waits here. */
    static Map<String, Object> observers(PeerStatus status) {
        List<Map<String, Object>> observers = new ArrayList<>();
        if (status.quorum() != null) {
            for (QuorumStatus.LearnerStatus learner : status.quorum().learners()) {
                if (learner.observer() && learner.synced()) {
                    Map<String, Object> observer = new LinkedHashMap<>();
                    observer.put("remote_socket_address", plain(learner.address()));
                    observer.put("sid", learner.sid());
                    observer.put("last_zxid", learner.ackedZxid());
                    observers.add(observer);
                }
            }
        }
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("synced_observers", observers.size());
        keys.put("observers", observers);
        return keys;
    }

    static Map<String, Object> systemProperties() {
        Map<String, Object> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, SECRET.matcher(name).find() ? HIDDEN : System.getProperty(name));
        }
        return properties;
    }

    // ---- connections and sessions

    CompletableFuture<Map<String, Object>> connections(boolean withDetails) {
        return new ConnectionWords(inspector).connections().thenApply(connections -> {
            List<Map<String, Object>> all = new ArrayList<>();
            List<Map<String, Object>> secure = new ArrayList<>();
            for (CnxnReport connection : connections) {
                (connection.secure() ? secure : all).add(connection(connection, withDetails));
            }
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("connections", all);
            keys.put("secure_connections", secure);
            return keys;
        });
    }

    private static Map<String, Object> connection(CnxnReport connection, boolean withDetails) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("remote_socket_address", plain(connection.remoteAddress()));
        keys.put("interest_ops", 1);
        keys.put("outstanding_requests", connection.queued());
        keys.put("packets_received", connection.received());
        keys.put("packets_sent", connection.sent());
        if (withDetails) {
            keys.put("session_id", connection.sessionId());
            keys.put("last_operation", OperationCodes.of(connection.lastOpCode()));
            keys.put("established", connection.establishedMillis());
            keys.put("session_timeout", connection.timeoutMillis());
            keys.put("last_cxid", connection.lastCxid());
            keys.put("last_zxid", connection.lastZxid());
            keys.put("last_response_time", connection.lastResponseMillis());
            keys.put("last_latency", connection.lastLatencyMillis());
            keys.put("min_latency", connection.minLatencyMillis());
            keys.put("avg_latency", connection.avgLatencyMillis());
            keys.put("max_latency", connection.maxLatencyMillis());
        }
        return keys;
    }

    /** An address without the slash that Java puts before it. */
    private static String plain(String address) {
        return address.substring(address.indexOf('/') + 1);
    }

    CompletableFuture<Map<String, Object>> dump() {
        return inspector.peer().thenApply(status -> {
            Map<String, Object> expiry = new LinkedHashMap<>();
            for (PeerStatus.SessionDeadline deadline : status.sessionDeadlines()) {
                expiry.put(Long.toString(deadline.deadlineMillis()), deadline.sessionIds());
            }
            DataTree tree = status.committed();
            Map<String, Object> ephemerals = new LinkedHashMap<>();
            for (long owner : tree.ephemeralOwners()) {
                ephemerals.put(Long.toString(owner), List.copyOf(tree.ephemerals(owner)));
            }
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("expiry_time_to_session_ids", expiry);
            keys.put("session_id_to_ephemeral_paths", ephemerals);
            return keys;
        });
    }

    // ---- watches

    CompletableFuture<Map<String, Object>> watchesBySession() {
        return new WatchWords(inspector).watches().thenApply(watches -> {
            Map<String, List<String>> bySession = new TreeMap<>();
            watches.forEach(watch -> bySession
                    .computeIfAbsent(Long.toString(watch.sessionId()), first -> new ArrayList<>())
                    .add(watch.path()));
            return Map.of("session_id_to_watched_paths", bySession);
        });
    }

    CompletableFuture<Map<String, Object>> watchesByPath() {
        return new WatchWords(inspector).watches().thenApply(watches -> {
            Map<String, List<Long>> byPath = new TreeMap<>();
            watches.forEach(watch -> byPath.computeIfAbsent(watch.path(), first -> new ArrayList<>())
                    .add(watch.sessionId()));
            return Map.of("path_to_session_ids", byPath);
        });
    }

    CompletableFuture<Map<String, Object>> watchSummary() {
        return new WatchWords(inspector).count().thenApply(total -> {
            Map<String, Object> keys = new LinkedHashMap<>();
            keys.put("num_connections", total.watchers());
            keys.put("num_paths", total.paths());
            keys.put("num_total_watches", total.watches());
            return keys;
        });
    }
}
