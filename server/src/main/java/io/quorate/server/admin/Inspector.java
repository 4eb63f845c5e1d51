package io.quorate.server.admin;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.quorum.PeerStatus;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.loop.PeerLoop;
import io.quorate.server.meter.Meters;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.NettyServerCnxnFactory;
import io.quorate.server.session.LoopReport;
import io.quorate.server.session.TraceMask;
import io.quorate.txnlog.DataDirs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the parts of a server, each on its own thread, and puts the answers together on another one: looking at directories and writing
 * long texts must not hold up those who serve clients. Safe on any thread; nothing waits.
 */
public final class Inspector {
    private static final long THREAD_KEPT_SECONDS = 30;

    /** Where answers are put together; a thread that goes when nobody has asked for a while. */
    private final Executor answers = answerThread();

    private final ParsedConfig config;
    private final DataDirs dirs;
    private final PeerLoop peer;
    private final List<ClientLoop> loops;
    private final ServerMetrics metrics;
    private final TraceMask traceMask = new TraceMask();
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

    /** What is traced. */
    public TraceMask traceMask() {
        return traceMask;
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
        return peer.status().thenApplyAsync(status -> status, answers);
    }

    /** An answer that needs no other part of the server, but may take its time. */
    <T> CompletableFuture<T> compute(Supplier<T> answer) {
        return CompletableFuture.supplyAsync(answer, answers);
    }

    private static Executor answerThread() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1,
                1,
                THREAD_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("inspector", true));
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /** The core at one moment, or null if it does not answer within this time; put together on no other thread. */
    CompletableFuture<PeerStatus> statusWithin(int millis) {
        return peer.status().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    }

    /** The names of the threads that have not turned within this time, in ms; none as soon as all have. */
    CompletableFuture<List<String>> stuck(int millis) {
        Map<String, CompletableFuture<Void>> turns = new LinkedHashMap<>();
        turns.put("core", peer.turned());
        for (int i = 0; i < loops.size(); i++) {
            CompletableFuture<Void> turn = new CompletableFuture<>();
            loops.get(i).post(() -> turn.complete(null));
            turns.put("io-" + i, turn);
        }
        return CompletableFuture.allOf(turns.values().toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                .thenApply(done -> turns.entrySet().stream()
                        .filter(each -> !each.getValue().isDone())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** The whole server at about one moment. */
    CompletableFuture<ServerReport> report() {
        CompletableFuture<List<LoopReport>> loopReports =
                askLoops(loop -> loop.processor().report());
        CompletableFuture<Meters.Report> core = peer.meters();
        return peer.status()
                .thenCombineAsync(
                        loopReports.thenCombine(core, Map::entry),
                        (status, reports) -> new ServerReport(
                                status,
                                reports.getValue(),
                                reports.getKey(),
                                listener.connectionCount(),
                                listener.rejectedCount(),
                                listener.closedCount(),
                                listener.failedHandshakes(),
                                listener.refusedHandshakes()),
                        answers);
    }

    /** Runs a question on every io loop and collects the answers in the order of the loops. */
    <T> CompletableFuture<List<T>> askLoops(Function<ClientLoop, T> question) {
        List<CompletableFuture<T>> asked = new ArrayList<>();
        for (ClientLoop loop : loops) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            asked.add(answer);
            loop.post(() -> {
                try {
                    answer.complete(question.apply(loop));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> asked.stream().map(CompletableFuture::join).toList(), answers);
    }
}
