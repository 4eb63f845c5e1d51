package io.quorate.tests.sim;

import java.lang.reflect.Field;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The numbers of one run, drawn at random for most: each seed switches on some faults only, and puts some limits where nobody
 * would, because a mix of everything with sensible numbers reaches less. Not to be changed once a run has them.
 */
final class Knobs {
    static final long LAST_COUNTER = 0xffffffffL;

    /** Who vote at first; a run has 1, 3 or 5. */
    int servers;

    /** Servers without a vote. */
    int observers;

    /** Servers that are in no configuration at first, and follow without a vote until they are. */
    int spares;

    /** {@code tickTime}. */
    int tickMillis;

    /** {@code initLimit}. */
    int initLimitTicks;

    /** {@code syncLimit}. */
    int syncLimitTicks;

    /** About how many transactions lie between snapshots. */
    int snapCount;

    /** How many committed transactions are kept to bring learners up to date. */
    int commitLogCount;

    /** The step in which logs grow. */
    long preAllocBytes;

    /** When a log is followed by another; 0: not by its size. */
    long logSizeLimitBytes;

    /** Client loops of each server. */
    int loops;

    /** How long a message between two threads of a server may take. */
    long mailboxNanosMax;

    /** How long a message takes at least. */
    long networkNanosMin;

    /** How much longer it may take. */
    long networkNanosMax;

    /** The share of messages that may take up to {@code slowNanosMax}. */
    double slowShare;

    /** See there. */
    long slowNanosMax;

    /** How long a force may take, most of the time. */
    long diskNanosMax;

    /** The share of forces that may take a hundred times that. */
    double slowDiskShare;

    /** Whether what is sent arrives in pieces. */
    boolean fragments;

    /** How much faster or slower clocks may run: 0.01 is 1 %. */
    double clockRateSpread;

    /** How many clients there are. */
    int clients;

    /** How many of them may change the ensemble. */
    int administrators;

    /** How many requests a client may have outstanding. */
    int window;

    /** How long a client may wait before its next request. */
    long thinkNanosMax;

    /** The session timeout wanted, in ticks. */
    int sessionTicks;

    /** Longest wait before a vote is sent again. */
    long notificationMillisMax;

    /** Whether elections may finish without the last wait. */
    boolean fastFinish;

    /** Whether configurations have versions and may be changed. */
    boolean reconfigEnabled;

    /** How many of a client's requests change the ensemble, of a thousand. */
    int reconfigPerMille;

    /** Whether the zxid counter begins near its end; of effect in a server of one, which begins no epoch. */
    boolean nearRollover;

    /** The counter at which an ensemble's epoch is used up. */
    long lastCounter;

    /** {@code leaderServes}. */
    boolean leaderServes;

    /** {@code syncEnabled}. */
    boolean observerLogs;

    /** Whether observers learn from followers ({@code observerMasterPort}). */
    boolean observerMasters;

    /** {@code localSessionsEnabled} and {@code localSessionsUpgradingEnabled}. */
    boolean localSessions;

    /** {@code readonlymode.enabled}; the clients do not ask for that, and are sent away. */
    boolean readOnlyMode;

    /** How long faults go on. */
    int durationTicks;

    /** How many ticks may lie between two faults. */
    int faultTicksMax;

    /** What may go wrong. */
    Set<Fault> faults;

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
        KILL_LEADER,
        /** A server is ended as operators do. */
        STOP,
        STOP_LEADER,
        /** A server starts with the configuration that it had when the ensemble was young. */
        OLD_CONFIGURATION,
        /** Something happens to a server that has just heard of a change of the ensemble. */
        STRIKE_AT_CHANGE
    }

    private Knobs() {}

    /** Draws the numbers of a run. */
    static Knobs of(SplittableRandom random, int servers) {
        Knobs knobs = new Knobs();
        int tick = pick(random, 20, 50, 100, 200);
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.OLD_CONFIGURATION, Fault.STRIKE_AT_CHANGE))) {
            if (random.nextInt(3) == 0) {
                faults.add(fault);
            }
        }
        knobs.servers = servers;
        knobs.tickMillis = tick;
        knobs.faults = faults;
        knobs.networkNanosMax = pick(random, 10_000, 100_000, 1_000_000, 5_000_000);
        knobs.observers = servers > 1 && random.nextInt(4) == 0 ? 1 : 0;
        knobs.initLimitTicks = random.nextInt(4, 12);
        knobs.syncLimitTicks = random.nextInt(2, 6);
        knobs.snapCount = pick(random, 2, 4, 10, 40, 1000);
        knobs.commitLogCount = pick(random, 1, 3, 10, 40, 500);
        knobs.preAllocBytes = pick(random, 0, 4096, 65536);
        knobs.logSizeLimitBytes = pick(random, 0, 0, 600, 4096);
        knobs.loops = random.nextInt(1, 3);
        knobs.mailboxNanosMax = pick(random, 0, 20_000, 2_000_000);
        knobs.networkNanosMin = pick(random, 0, 20_000, 200_000);
        knobs.slowShare = pick(random, 0, 0, 1, 10) / 100.0;
        knobs.slowNanosMax = tick * Scheduler.MILLI * pick(random, 1, 4);
        knobs.diskNanosMax = pick(random, 10_000, 200_000, 3_000_000);
        knobs.slowDiskShare = pick(random, 0, 0, 2) / 100.0;
        knobs.fragments = random.nextBoolean();
        knobs.clockRateSpread = pick(random, 0, 0, 1, 5) / 100.0;
        knobs.clients = random.nextInt(1, 6);
        knobs.window = pick(random, 1, 3, 10);
        knobs.thinkNanosMax = tick * Scheduler.MILLI * pick(random, 1, 1, 4);
        knobs.sessionTicks = pick(random, 4, 10, 40);
        knobs.notificationMillisMax = pick(random, 400, 1_000, 60_000);
        knobs.fastFinish = random.nextInt(4) > 0;
        knobs.reconfigEnabled = random.nextInt(4) == 0;
        knobs.nearRollover = random.nextInt(8) == 0;
        knobs.durationTicks = random.nextInt(60, 200);
        knobs.faultTicksMax = pick(random, 5, 20, 60);
        knobs.drawEnsemble(random);
        return knobs;
    }

    /** Draws what only an ensemble has. */
    private void drawEnsemble(SplittableRandom random) {
        boolean ensemble = servers > 1;
        boolean changes = ensemble && random.nextInt(3) == 0;
        reconfigEnabled |= changes;
        reconfigPerMille = changes ? pick(random, 5, 30, 100) : 0;
        administrators = changes ? random.nextInt(1, clients + 1) : 0;
        spares = changes ? random.nextInt(3) : 0;
        lastCounter = ensemble && random.nextInt(6) == 0 ? pick(random, 20, 60, 250) : LAST_COUNTER;
        leaderServes = !ensemble || random.nextInt(8) > 0;
        observerLogs = random.nextInt(3) > 0;
        if (changes && random.nextBoolean()) {
            faults.add(Fault.OLD_CONFIGURATION);
        }
        if (changes && random.nextInt(4) > 0) {
            faults.add(Fault.STRIKE_AT_CHANGE);
        }
        faults = Collections.unmodifiableSet(faults);
        localSessions = ensemble && random.nextInt(3) == 0;
        readOnlyMode = random.nextInt(3) == 0;
        observerMasters = ensemble && random.nextBoolean();
    }

    /** Quick and faultless; scenarios begin with these. */
    static Knobs calm(int servers) {
        Knobs knobs = new Knobs();
        knobs.servers = servers;
        knobs.tickMillis = 100;
        knobs.initLimitTicks = 10;
        knobs.syncLimitTicks = 5;
        knobs.snapCount = 1000;
        knobs.commitLogCount = 500;
        knobs.preAllocBytes = 4096;
        knobs.loops = 1;
        knobs.mailboxNanosMax = 10_000;
        knobs.networkNanosMin = 10_000;
        knobs.networkNanosMax = 100_000;
        knobs.slowNanosMax = Scheduler.MILLI;
        knobs.diskNanosMax = 100_000;
        knobs.window = 1;
        knobs.thinkNanosMax = Scheduler.MILLI;
        knobs.sessionTicks = 40;
        knobs.notificationMillisMax = 1_000;
        knobs.fastFinish = true;
        knobs.lastCounter = LAST_COUNTER;
        knobs.leaderServes = true;
        knobs.observerLogs = true;
        knobs.durationTicks = 100;
        knobs.faultTicksMax = 20;
        knobs.faults = Set.of();
        return knobs;
    }

    /** The same with something else; for scenarios, before the run. */
    Knobs with(Consumer<Knobs> change) {
        change.accept(this);
        return this;
    }

    private static int pick(SplittableRandom random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("knobs:");
        try {
            for (Field field : Knobs.class.getDeclaredFields()) {
                if (!field.getName().equals("LAST_COUNTER")) {
                    text.append(' ').append(field.getName()).append('=').append(field.get(this));
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("a field of this class", e);
        }
        return text.toString();
    }
}
