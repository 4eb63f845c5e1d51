package io.quorate.server.admin;

import io.quorate.quorum.PeerStatus;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.loop.PeerLoop;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.NettyServerCnxnFactory;
import io.quorate.server.session.LoopReport;
import io.quorate.txnlog.DataDirs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks the parts of a server, each on its own thread, and puts the answers together. Safe on any thread; nothing waits.
 */
public final class Inspector {
    private final ParsedConfig config;
    private final DataDirs dirs;
    private final PeerLoop peer;
    private final List<ClientLoop> loops;
    private final ServerMetrics metrics;
    private volatile NettyServerCnxnFactory listener;

    /** An inspector of these parts. */
    public Inspector(ParsedConfig config, DataDirs dirs, PeerLoop peer, List<ClientLoop> loops, ServerMetrics metrics) {
        this.config = config;
        this.dirs = dirs;
        this.peer = peer;
        this.loops = loops;
        this.metrics = metrics;
    }

    /** Has it tell of this listener too, which can be made only after it. */
    public void watch(NettyServerCnxnFactory newListener) {
        listener = newListener;
    }

    ParsedConfig config() {
        return config;
    }

    DataDirs dirs() {
        return dirs;
    }

    ServerMetrics metrics() {
        return metrics;
    }

    NettyServerCnxnFactory listener() {
        return listener;
    }

    /** How long the server has been serving clients without a break, as Apache counts it. */
    long uptimeMillis() {
        return (System.nanoTime() - peer.servingSinceNanos()) / 1_000_000;
    }

    /** The core at one moment. */
    CompletableFuture<PeerStatus> peer() {
        return peer.status();
    }

    /** The whole server at about one moment. */
    CompletableFuture<ServerReport> report() {
        CompletableFuture<List<LoopReport>> loopReports =
                askLoops(loop -> loop.processor().report());
        return peer.status()
                .thenCombine(
                        loopReports,
                        (status, reports) -> new ServerReport(
                                status,
                                reports,
                                listener.connectionCount(),
                                listener.rejectedCount(),
                                listener.closedCount()));
    }

    /** Runs a question on every io loop and collects the answers in the order of the loops. */
    <T> CompletableFuture<List<T>> askLoops(Function<ClientLoop, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (ClientLoop loop : loops) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            loop.post(() -> {
                try {
                    answer.complete(question.apply(loop));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream().map(CompletableFuture::join).toList());
    }
}
