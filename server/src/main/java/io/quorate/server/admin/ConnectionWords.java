package io.quorate.server.admin;

import io.quorate.quorum.PeerStatus;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.NettyServerCnxn;
import io.quorate.server.session.CnxnReport;
import io.quorate.tree.DataTree;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** The words about connections and sessions: stat, cons, crst, dump. */
final class ConnectionWords {
    /** Read interest: what a connection shows unless it is the one that asks, of which nothing more is read. */
    private static final int READING = 1;

    private final Inspector inspector;

    ConnectionWords(Inspector inspector) {
        this.inspector = inspector;
    }

    CompletableFuture<String> stat(NettyServerCnxn asking) {
        return connections().thenCombine(inspector.report(), (connections, report) -> {
            StringBuilder text = new StringBuilder(ServerWords.heading(report)).append("Clients:\n");
            for (CnxnReport connection : connections) {
                text.append(brief(connection, asking)).append(")\n");
            }
            return text.append('\n').append(ServerWords.summary(report)).toString();
        });
    }

    CompletableFuture<String> cons(NettyServerCnxn asking) {
        return connections().thenApply(connections -> {
            StringBuilder text = new StringBuilder();
            for (CnxnReport connection : connections) {
                text.append(brief(connection, asking))
                        .append(details(connection))
                        .append(")\n");
            }
            return text.append('\n').toString();
        });
    }

    CompletableFuture<String> reset() {
        return inspector.askLoops(ConnectionWords::resetLoop).thenApply(done -> "Connection stats reset.\n");
    }

    private static boolean resetLoop(ClientLoop loop) {
        loop.processor().sessions().forEach(session -> session.stats().reset());
        return true;
    }

    CompletableFuture<String> dump() {
        return inspector
                .peer()
                .thenCombine(
                        connections(),
                        (status, connections) -> "SessionTracker dump:\n" + sessions(status)
                                + "ephemeral nodes dump:\n" + ephemerals(status.committed())
                                + "Connections dump:\n" + byExpiry(connections));
    }

    CompletableFuture<List<CnxnReport>> connections() {
        return inspector.askLoops(ClientLoop::connectionReports).thenApply(perLoop -> {
            List<CnxnReport> all = new ArrayList<>();
            perLoop.forEach(all::addAll);
            return all;
        });
    }

    private static String brief(CnxnReport connection, NettyServerCnxn asking) {
        boolean isAsking = connection.remoteAddress().equals(asking.remoteAddress());
        return " " + connection.remoteAddress() + "[" + (isAsking ? 0 : READING) + "](queued=" + connection.queued()
                + ",recved=" + connection.received() + ",sent=" + connection.sent();
    }

    private static String details(CnxnReport connection) {
        if (connection.sessionId() == 0) {
            return "";
        }
        return ",sid=0x" + Long.toHexString(connection.sessionId()) + ",lop="
                + OperationCodes.of(connection.lastOpCode())
                + ",est=" + connection.establishedMillis() + ",to=" + connection.timeoutMillis() + ",lcxid=0x"
                + Long.toHexString(connection.lastCxid()) + ",lzxid=0x" + Long.toHexString(connection.lastZxid())
                + ",lresp=" + connection.lastResponseMillis() + ",llat=" + connection.lastLatencyMillis() + ",minlat="
                + connection.minLatencyMillis() + ",avglat=" + connection.avgLatencyMillis() + ",maxlat="
                + connection.maxLatencyMillis();
    }

    private String sessions(PeerStatus status) {
        boolean withLocals = inspector.config().config().ensemble().localSessionsEnabled()
                || !status.localSessionDeadlines().isEmpty();
        String locals =
                withLocals ? sessionSets("Local Session Sets", status.localSessionDeadlines(), status.nowMillis()) : "";
        String label = withLocals ? "Global Session Sets" : "Session Sets";
        return locals
                + (Standing.isLearner(status)
                        ? globalSessions(status.committed())
                        : sessionSets(label, status.sessionDeadlines(), status.nowMillis()));
    }

    /** A learner does not know when sessions end. */
    private static String globalSessions(DataTree tree) {
        StringBuilder text = new StringBuilder("Global Sessions(" + tree.sessionCount() + "):\n");
        tree.sessions().stream().sorted().forEach(session -> text.append("0x")
                .append(Long.toHexString(session))
                .append('\t')
                .append(tree.sessionTimeout(session))
                .append("ms\n"));
        return text.toString();
    }

    private static String sessionSets(String label, List<PeerStatus.SessionDeadline> deadlines, long nowMillis) {
        int sessions = 0;
        StringBuilder buckets = new StringBuilder();
        for (PeerStatus.SessionDeadline deadline : deadlines) {
            sessions += deadline.sessionIds().size();
            buckets.append(deadline.sessionIds().size())
                    .append(" expire at ")
                    .append(date(deadline.deadlineMillis() - nowMillis))
                    .append(":\n");
            for (long session : deadline.sessionIds()) {
                buckets.append("\t0x").append(Long.toHexString(session)).append('\n');
            }
        }
        return label + " (" + deadlines.size() + ")/(" + sessions + "):\n" + buckets;
    }

    private static String ephemerals(DataTree tree) {
        List<Long> owners = tree.ephemeralOwners();
        StringBuilder text = new StringBuilder("Sessions with Ephemerals (" + owners.size() + "):\n");
        for (long owner : owners) {
            text.append("0x").append(Long.toHexString(owner)).append(":\n");
            for (String path : tree.ephemerals(owner)) {
                text.append('\t').append(path).append('\n');
            }
        }
        return text.toString();
    }

    private static String byExpiry(List<CnxnReport> connections) {
        Map<Integer, List<CnxnReport>> byTimeout = new TreeMap<>();
        for (CnxnReport connection : connections) {
            byTimeout
                    .computeIfAbsent(connection.timeoutMillis(), timeout -> new ArrayList<>())
                    .add(connection);
        }
        StringBuilder text =
                new StringBuilder("Connections Sets (" + byTimeout.size() + ")/(" + connections.size() + "):\n");
        byTimeout.forEach((timeout, together) -> {
            text.append(together.size())
                    .append(" expire at ")
                    .append(date(timeout))
                    .append(":\n");
            for (CnxnReport connection : together) {
                text.append("\tip: ")
                        .append(connection.remoteAddress())
                        .append(" sessionId: 0x")
                        .append(Long.toHexString(connection.sessionId()))
                        .append('\n');
            }
        });
        return text.toString();
    }

    private static Date date(long inMillis) {
        return new Date(System.currentTimeMillis() + inMillis);
    }
}
