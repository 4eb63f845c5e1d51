package io.quorate.tests.sim;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The numbers of one run, drawn at random for most: each seed switches on some faults only, and puts some limits where nobody
 * would, because a mix of everything with sensible numbers reaches less.
 *
 * @param servers voters; a run has 1, 3 or 5
 * @param observers servers without a vote
 * @param tickMillis {@code tickTime}
 * @param snapCount about how many transactions lie between snapshots
 * @param preAllocBytes the step in which logs grow
 * @param logSizeLimitBytes when a log is followed by another; 0: not by its size
 * @param loops client loops of each server
 * @param mailboxNanosMax how long a message between two threads of a server may take
 * @param networkNanosMin how long a message takes at least
 * @param networkNanosMax how much longer it may take
 * @param slowShare the share of messages that may take up to {@code slowNanosMax}
 * @param diskNanosMax how long a force may take, most of the time
 * @param slowDiskShare the share of forces that may take a hundred times that
 * @param fragments whether what is sent arrives in pieces
 * @param clockRateSpread how much faster or slower clocks may run: 0.01 is 1 %
 * @param clients how many clients there are
 * @param window how many requests a client may have outstanding
 * @param thinkNanosMax how long a client may wait before its next request
 * @param sessionTicks the session timeout wanted, in ticks
 * @param notificationMillisMax longest wait before a vote is sent again
 * @param fastFinish whether elections may finish without the last wait
 * @param reconfigEnabled whether configurations have versions, which nobody changes here
 * @param nearRollover whether the zxid counter begins near its end; of effect in a server of one, which begins no epoch
 * @param durationTicks how long faults go on
 * @param faultTicksMax how many ticks may lie between two faults
 * @param faults what may go wrong
 */
record Knobs(
        int servers,
        int observers,
        int tickMillis,
        int initLimitTicks,
        int syncLimitTicks,
        int snapCount,
        int commitLogCount,
        long preAllocBytes,
        long logSizeLimitBytes,
        int loops,
        long mailboxNanosMax,
        long networkNanosMin,
        long networkNanosMax,
        double slowShare,
        long slowNanosMax,
        long diskNanosMax,
        double slowDiskShare,
        boolean fragments,
        double clockRateSpread,
        int clients,
        int window,
        long thinkNanosMax,
        int sessionTicks,
        long notificationMillisMax,
        boolean fastFinish,
        boolean reconfigEnabled,
        boolean nearRollover,
        int durationTicks,
        int faultTicksMax,
        Set<Fault> faults) {

    /** What a run may let go wrong. */
    enum Fault {
        KILL,
        POWER_CUT,
        TORN_WRITE,
        ALL_DOWN,
        FORCE_FAILURE,
        DISK_FULL,
        WIPE,
        PAUSE,
        WALL_JUMP,
        RESET,
        RESET_ALL,
        STALL,
        PARTITION,
        ISOLATE_LEADER,
        KILL_LEADER
    }

    /** Draws the numbers of a run. */
    static Knobs of(SplittableRandom random, int servers) {
        int tick = pick(random, 20, 50, 100, 200);
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (random.nextInt(3) == 0) {
                faults.add(fault);
            }
        }
        long network = pick(random, 10_000, 100_000, 1_000_000, 5_000_000);
        return new Knobs(
                servers,
                servers > 1 && random.nextInt(4) == 0 ? 1 : 0,
                tick,
                random.nextInt(4, 12),
                random.nextInt(2, 6),
                pick(random, 2, 4, 10, 40, 1000),
                pick(random, 1, 3, 10, 40, 500),
                pick(random, 0, 4096, 65536),
                pick(random, 0, 0, 600, 4096),
                random.nextInt(1, 3),
                pick(random, 0, 20_000, 2_000_000),
                pick(random, 0, 20_000, 200_000),
                network,
                pick(random, 0, 0, 1, 10) / 100.0,
                tick * Scheduler.MILLI * pick(random, 1, 4),
                pick(random, 10_000, 200_000, 3_000_000),
                pick(random, 0, 0, 2) / 100.0,
                random.nextBoolean(),
                pick(random, 0, 0, 1, 5) / 100.0,
                random.nextInt(1, 6),
                pick(random, 1, 3, 10),
                tick * Scheduler.MILLI * pick(random, 1, 1, 4),
                pick(random, 4, 10, 40),
                pick(random, 400, 1_000, 60_000),
                random.nextInt(4) > 0,
                random.nextInt(4) == 0,
                random.nextInt(8) == 0,
                random.nextInt(60, 200),
                pick(random, 5, 20, 60),
                Collections.unmodifiableSet(faults));
    }

    /** Quick and faultless; scenarios begin with these. */
    static Knobs calm(int servers) {
        return new Knobs(
                servers,
                0,
                100,
                10,
                5,
                1000,
                500,
                4096,
                0,
                1,
                10_000,
                10_000,
                100_000,
                0,
                Scheduler.MILLI,
                100_000,
                0,
                false,
                0,
                0,
                1,
                Scheduler.MILLI,
                40,
                1_000,
                true,
                false,
                false,
                100,
                20,
                Set.of());
    }

    private static int pick(SplittableRandom random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    Knobs withSnapCount(int count) {
        return new Knobs(
                servers,
                observers,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                count,
                commitLogCount,
                preAllocBytes,
                logSizeLimitBytes,
                loops,
                mailboxNanosMax,
                networkNanosMin,
                networkNanosMax,
                slowShare,
                slowNanosMax,
                diskNanosMax,
                slowDiskShare,
                fragments,
                clockRateSpread,
                clients,
                window,
                thinkNanosMax,
                sessionTicks,
                notificationMillisMax,
                fastFinish,
                reconfigEnabled,
                nearRollover,
                durationTicks,
                faultTicksMax,
                faults);
    }

    Knobs withCommitLogCount(int count) {
        return new Knobs(
                servers,
                observers,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                snapCount,
                count,
                preAllocBytes,
                logSizeLimitBytes,
                loops,
                mailboxNanosMax,
                networkNanosMin,
                networkNanosMax,
                slowShare,
                slowNanosMax,
                diskNanosMax,
                slowDiskShare,
                fragments,
                clockRateSpread,
                clients,
                window,
                thinkNanosMax,
                sessionTicks,
                notificationMillisMax,
                fastFinish,
                reconfigEnabled,
                nearRollover,
                durationTicks,
                faultTicksMax,
                faults);
    }

    Knobs withClients(int count) {
        return new Knobs(
                servers,
                observers,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                snapCount,
                commitLogCount,
                preAllocBytes,
                logSizeLimitBytes,
                loops,
                mailboxNanosMax,
                networkNanosMin,
                networkNanosMax,
                slowShare,
                slowNanosMax,
                diskNanosMax,
                slowDiskShare,
                fragments,
                clockRateSpread,
                count,
                window,
                thinkNanosMax,
                sessionTicks,
                notificationMillisMax,
                fastFinish,
                reconfigEnabled,
                nearRollover,
                durationTicks,
                faultTicksMax,
                faults);
    }

    Knobs nearRollover(boolean near) {
        return new Knobs(
                servers,
                observers,
                tickMillis,
                initLimitTicks,
                syncLimitTicks,
                snapCount,
                commitLogCount,
                preAllocBytes,
                logSizeLimitBytes,
                loops,
                mailboxNanosMax,
                networkNanosMin,
                networkNanosMax,
                slowShare,
                slowNanosMax,
                diskNanosMax,
                slowDiskShare,
                fragments,
                clockRateSpread,
                clients,
                window,
                thinkNanosMax,
                sessionTicks,
                notificationMillisMax,
                fastFinish,
                reconfigEnabled,
                near,
                durationTicks,
                faultTicksMax,
                faults);
    }
}
