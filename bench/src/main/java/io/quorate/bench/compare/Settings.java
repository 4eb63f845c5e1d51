package io.quorate.bench.compare;

import java.util.List;

/**
 * How long and how often the comparison measures.
 *
 * @param servers how many form an ensemble under the loads; 1: a server of one
 * @param leaderKills how often the leader of an ensemble is killed
 * @param rounds how often each server is started for the loads; the order alternates, A B B A ...
 * @param serverWarmupSeconds of mixed load on each fresh server
 * @param warmupSeconds of each load, before its measured time
 * @param seconds measured of each load
 * @param znodes of 100 bytes for memory and restart
 * @param bulkRounds how often memory and restart are measured
 * @param coldStarts how often each server is started on an empty directory
 * @param watchRounds how often all watches of a crowd are set and fired
 * @param bulkLoadSeconds of load beside snapshots
 * @param repeats how often a load is measured again while other work disturbs it; the least disturbed run counts
 * @param quietSecondsMax how long to wait, before each start of a server, for other work on the machine to end
 * @param jvmFlags of both servers
 * @param startFlags of both servers where starts are timed: touching a big heap would hide the difference
 */
public record Settings(
        int servers,
        int leaderKills,
        int rounds,
        double serverWarmupSeconds,
        double warmupSeconds,
        double seconds,
        int znodes,
        int bulkRounds,
        int coldStarts,
        int watchRounds,
        double bulkLoadSeconds,
        int repeats,
        double quietSecondsMax,
        List<String> jvmFlags,
        List<String> startFlags) {
    public Settings {
        jvmFlags = List.copyOf(jvmFlags);
        startFlags = List.copyOf(startFlags);
    }
}
