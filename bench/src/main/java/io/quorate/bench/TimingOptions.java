package io.quorate.bench;

import io.quorate.bench.compare.Settings;
import java.util.List;
import picocli.CommandLine.Option;

/** How long and how often is measured: what the options say, or else the preset. */
final class TimingOptions {
    @Option(
            names = "--servers",
            defaultValue = "1",
            description = "How many servers form the ensemble under the loads (default: ${DEFAULT-VALUE}).")
    private int servers;

    @Option(names = "--leader-kills", description = "How often the leader of the ensemble is killed.")
    private Integer leaderKills;

    @Option(names = "--rounds", description = "Starts of each server for the loads, in the order A B B A ...")
    private Integer rounds;

    @Option(names = "--seconds", description = "Measured seconds of each load.")
    private Double seconds;

    @Option(names = "--warmup", description = "Seconds of each load before it is measured.")
    private Double warmup;

    @Option(names = "--server-warmup", description = "Seconds of mixed load on each fresh server.")
    private Double serverWarmup;

    @Option(names = "--znodes", description = "Znodes for memory and restarts.")
    private Integer znodes;

    @Option(names = "--bulk-rounds", description = "How often memory and restarts are measured.")
    private Integer bulkRounds;

    @Option(names = "--cold-starts", description = "Starts of each server on an empty directory.")
    private Integer coldStarts;

    @Option(
            names = "--repeats",
            description =
                    "Measure a load again, at most so often, while other work disturbs it; the least disturbed run"
                            + " counts (quick: 0, full: 2).")
    private Integer repeats;

    @Option(
            names = "--quiet-wait",
            description = "Seconds to wait, before each start of a server, for other work on the machine to end"
                    + " (quick: 5, full: 60).")
    private Double quietWait;

    Settings settings(boolean full, List<String> jvmFlags, List<String> startFlags) {
        return new Settings(
                servers,
                or(leaderKills, full ? 14 : 6),
                or(rounds, full ? 4 : 2),
                or(serverWarmup, full ? 15.0 : 4.0),
                or(warmup, full ? 2.0 : 0.5),
                or(seconds, full ? 6.0 : 1.5),
                or(znodes, full ? 1_000_000 : 200_000),
                or(bulkRounds, full ? 2 : 1),
                or(coldStarts, full ? 10 : 3),
                full ? 20 : 5,
                or(seconds, full ? 20.0 : 6.0),
                or(repeats, full ? 2 : 0),
                or(quietWait, full ? 60.0 : 5.0),
                jvmFlags,
                startFlags);
    }

    private static <T> T or(T given, T preset) {
        return given == null ? preset : given;
    }
}
