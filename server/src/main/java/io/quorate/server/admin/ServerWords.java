package io.quorate.server.admin;

import io.quorate.jute.Zxid;
import io.quorate.quorum.PeerStatus;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.session.LoopStats;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The words about the server as a whole: srvr, srst, conf, dirs. */
final class ServerWords {
    private static final int LATENCY_DECIMALS = 4;

    private static final String READ_ONLY_LINE = "READ-ONLY mode; serving only read-only clients\n";

    private final Inspector inspector;

    ServerWords(Inspector inspector) {
        this.inspector = inspector;
    }

    CompletableFuture<String> srvr() {
        return inspector.report().thenApply(report -> heading(report) + summary(report));
    }

    /** The lines with which srvr and stat begin. */
    static String heading(ServerReport report) {
        return versionLine() + (Standing.isReadOnly(report.peer()) ? READ_ONLY_LINE : "");
    }

    CompletableFuture<String> isro() {
        return inspector.peer().thenApply(status -> Standing.isReadOnly(status) ? "ro" : "rw");
    }

    static String versionLine() {
        return "Zookeeper version: " + VersionText.full() + "\n";
    }

    /** What srvr and stat have in common. */
    static String summary(ServerReport report) {
        return "Latency min/avg/max: " + report.minLatencyMillis() + "/" + decimal(report.avgLatencyMillis()) + "/"
                + report.max(LoopStats.Report::maxLatencyMillis) + "\n"
                + "Received: " + report.sum(LoopStats.Report::received) + "\n"
                + "Sent: " + report.sum(LoopStats.Report::sent) + "\n"
                + "Connections: " + report.connections() + "\n"
                + "Outstanding: " + report.outstanding() + "\n"
                + "Zxid: " + Zxid.toText(report.peer().committed().lastZxid()) + "\n"
                + "Mode: " + Standing.mode(report.peer()) + "\n"
                + "Node count: " + shownNodeCount(report.peer().committed()) + "\n"
                + (Standing.isLeader(report.peer()) ? proposalSizes(report.peer()) : "");
    }

    private static String proposalSizes(PeerStatus status) {
        return "Proposal sizes last/min/max: " + status.lastProposalBytes() + "/" + status.minProposalBytes() + "/"
                + status.maxProposalBytes() + "\n";
    }

    /** Apache counts the root twice, and monitors compare servers with each other. */
    static int shownNodeCount(DataTree tree) {
        return tree.nodeCount() + 1;
    }

    /** The digests of past transactions, by which servers can be compared. */
    CompletableFuture<String> hash() {
        return inspector.peer().thenApply(status -> {
            StringBuilder text = new StringBuilder();
            for (PeerStatus.ZxidDigest each : status.digests()) {
                text.append(Zxid.toHex(each.zxid()))
                        .append(": ")
                        .append(each.digest())
                        .append('\n');
            }
            return text.toString();
        });
    }

    /** A mean as Apache shows it: at most four decimals, at least one. */
    static String decimal(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value)
                .setScale(LATENCY_DECIMALS, RoundingMode.HALF_UP)
                .stripTrailingZeros();
        return (rounded.scale() < 1 ? rounded.setScale(1, RoundingMode.UNNECESSARY) : rounded).toPlainString();
    }

    CompletableFuture<String> reset() {
        return inspector.askLoops(ServerWords::resetLoop).thenApply(done -> "Server stats reset.\n");
    }

    private static boolean resetLoop(ClientLoop loop) {
        loop.processor().stats().reset();
        return true;
    }

    CompletableFuture<String> conf() {
        return inspector.peer().thenApply(this::conf);
    }

    private String conf(PeerStatus status) {
        ParsedConfig parsed = inspector.config();
        QuorumPeerConfig config = parsed.config();
        return "clientPort=" + inspector.listener().plainPort() + "\n"
                + "secureClientPort=" + inspector.listener().securePort() + "\n"
                + "dataDir=" + inspector.dirs().snapDir() + "\n"
                + "dataDirSize=" + sizeOf(inspector.dirs().snapDir()) + "\n"
                + "dataLogDir=" + inspector.dirs().logDir() + "\n"
                + "dataLogSize=" + sizeOf(inspector.dirs().logDir()) + "\n"
                + "tickTime=" + config.sessions().tickTimeMillis() + "\n"
                + "maxClientCnxns=" + config.clientPort().maxPerAddress() + "\n"
                + "minSessionTimeout=" + config.sessions().minTimeoutMillis() + "\n"
                + "maxSessionTimeout=" + config.sessions().maxTimeoutMillis() + "\n"
                + "clientPortListenBacklog=" + config.clientPort().backlog() + "\n"
                + "serverId=" + MembershipText.serverId(config.ensemble()) + "\n"
                + MembershipText.of(config.ensemble(), status.quorum());
    }

    CompletableFuture<String> dirs() {
        return CompletableFuture.completedFuture(
                "datadir_size: " + sizeOf(inspector.dirs().snapDir()) + "\nlogdir_size: "
                        + sizeOf(inspector.dirs().logDir()) + "\n");
    }

    /** Bytes of the files in a directory; files that go while we look do not count. */
    static long sizeOf(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
