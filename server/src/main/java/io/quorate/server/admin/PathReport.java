package io.quorate.server.admin;

import io.netty.channel.EventLoop;
import io.quorate.jute.OpCode;
import io.quorate.server.config.PathStatsConfig;
import io.quorate.server.session.PathCounts;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from time to time, in the log, for which paths clients ask most ({@code pathStats.*}). */
public final class PathReport {
    /** So that it can go to a file of its own. */
    private static final Logger PATHS = LoggerFactory.getLogger("io.quorate.paths");

    private final Inspector inspector;
    private final PathStatsConfig config;

    private PathReport(Inspector inspector, PathStatsConfig config) {
        this.inspector = inspector;
        this.config = config;
    }

    /** Begins, if it is wanted; ends with the loop. */
    public static void start(Inspector inspector, PathStatsConfig config, EventLoop loop) {
        if (config.enabled()) {
            PathReport report = new PathReport(inspector, config);
            loop.scheduleAtFixedRate(
                    report::tell, config.initialDelayMinutes(), config.delayMinutes(), TimeUnit.MINUTES);
        }
    }

    /** What a loop counts; null if nothing is to be counted. */
    public static PathCounts counts(PathStatsConfig config) {
        return config.enabled() && config.sampleRate() > 0
                ? new PathCounts(new PathCounts.Options(
                        config.slots(),
                        TimeUnit.SECONDS.toNanos(config.slotSeconds()),
                        config.maxDepth(),
                        config.sampleRate()))
                : null;
    }

    private void tell() {
        long nowNanos = System.nanoTime();
        inspector
                .askLoops(loop -> loop.processor().stats().recentPaths(nowNanos))
                .thenAccept(all -> {
                    Map<PathCounts.Asked, Long> sums = new HashMap<>();
                    all.forEach(each -> each.forEach((asked, count) -> sums.merge(asked, count, Long::sum)));
                    text(sums, config).forEach((operation, line) -> PATHS.info("{}: {}", operation, line));
                });
    }

    /** A line for each operation. */
    static Map<String, String> text(Map<PathCounts.Asked, Long> counts, PathStatsConfig config) {
        Map<String, String> lines = new java.util.LinkedHashMap<>();
        PathCounts.top(counts, config.topMax())
                .forEach((opCode, paths) -> lines.put(
                        "Most frequent paths of " + OpCode.name(opCode) + " in the last "
                                + config.slots() * config.slotSeconds() + " s",
                        paths.entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining(", "))));
        return lines;
    }
}
