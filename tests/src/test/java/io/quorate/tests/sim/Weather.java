package io.quorate.tests.sim;

import io.quorate.tests.sim.Knobs.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes things go wrong, for as long as it lasts: those that the run's knobs allow, one after the other. */
final class Weather {
    private static final int DOWN_TICKS_MAX = 30;
    private static final int STALL_TICKS_MAX = 25;
    private static final int PAUSE_TICKS_MAX = 25;
    private static final int STOP_TICKS_MAX = 20;
    private static final int TORN_OPERATIONS_MAX = 30;
    private static final long NEVER = 1L << 60;
    private static final int FULL_DISK_BYTES_MAX = 40_000;

    private final Simulation simulation;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Knobs knobs;
    private final List<Fault> faults;
    private boolean over;
    /** Whether servers that died come back by themselves; in a scenario they wait to be started. */
    private boolean reviving;

    Weather(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.scheduler = simulation.scheduler;
        this.random = random;
        this.knobs = simulation.knobs;
        this.faults = new ArrayList<>(knobs.faults);
        faults.remove(Fault.STRIKE_AT_CHANGE);
    }

    void start() {
        reviving = true;
        if (!faults.isEmpty()) {
            scheduler.after(ticks(knobs.faultTicksMax), () -> {
                if (!over) {
                    strike(faults.get(random.nextInt(faults.size())));
                    start();
                }
            });
        }
    }

    /** From now on nothing goes wrong, and what is broken is mended. */
    void clear() {
        over = true;
        reviving = true;
        simulation.network.heal();
        for (SimServer server : simulation.servers()) {
            mend(server);
            server.storage.disk().faults().crashAfter(NEVER);
            server.start();
        }
    }

    private long ticks(int max) {
        return random.nextLong(Math.max(1, max * (long) knobs.tickMillis * Scheduler.MILLI));
    }

    private SimServer any() {
        return simulation.anyServer(random);
    }

    private void strike(Fault fault) {
        SimServer server =
                switch (fault) {
                    case KILL_LEADER, STOP_LEADER, ISOLATE_LEADER -> leaderOrAny();
                    default -> any();
                };
        simulation.trace.event(Trace.Kind.FAULT, server.sid, fault.name().hashCode(), fault::name);
        switch (fault) {
            case KILL, KILL_LEADER -> down(server, random.nextInt(4) == 0);
            case STOP, STOP_LEADER -> server.stop(ticks(STOP_TICKS_MAX));
            case POWER_CUT -> down(server, true);
            case TORN_WRITE -> server.storage.disk().faults().crashAfter(random.nextInt(1, TORN_OPERATIONS_MAX));
            case ALL_DOWN -> {
                simulation.marks.hit(Mark.ALL_DOWN);
                boolean powerCut = random.nextBoolean();
                simulation.servers().forEach(each -> down(each, powerCut));
            }
            case FORCE_FAILURE -> {
                if (server.isUp()) {
                    server.storage.disk().faults().shortWrites(random.nextInt(3) == 0 ? 0.2 : 0);
                    simulation.marks.hit(Mark.FORCE_FAILED);
                    server.storage.disk().faults().failNextForce();
                }
            }
            case DISK_FULL -> fillDisk(server);
            case WIPE -> wipe(server);
            case OLD_CONFIGURATION -> bringOldConfiguration(server);
            case STRIKE_AT_CHANGE -> throw new IllegalArgumentException("has its own time");
            case PAUSE -> {
                if (server.isUp()) {
                    server.process().pause(ticks(PAUSE_TICKS_MAX));
                }
            }
            case WALL_JUMP -> {
                simulation.marks.hit(Mark.WALL_JUMP);
                server.clock.jumpWall(random.nextLong(-100_000, 100_000));
            }
            case RESET -> simulation.network.resetAny();
            case RESET_ALL -> simulation.network.resetBetweenServers(
                    simulation.servers().size());
            case STALL -> {
                simulation.marks.hit(Mark.STALL);
                simulation.network.block(server.sid, other(server).sid);
                healLater();
            }
            case PARTITION -> partition();
            case ISOLATE_LEADER -> isolate(server);
        }
    }

    private SimServer leaderOrAny() {
        for (SimServer server : simulation.servers()) {
            if (simulation.isLeader(server)) {
                return server;
            }
        }
        return any();
    }

    private SimServer other(SimServer server) {
        SimServer other = any();
        return other == server && simulation.servers().size() > 1 ? other(server) : other;
    }

    private void down(SimServer server, boolean powerCut) {
        if (powerCut) {
            server.cutPower();
        } else {
            server.kill();
        }
    }

    /** A server has died, of a fault or of itself: it comes back after a while. */
    void died(SimServer server) {
        if (!reviving) {
            return;
        }
        scheduler.after(ticks(DOWN_TICKS_MAX), () -> {
            mend(server);
            server.start();
        });
    }

    private static void mend(SimServer server) {
        server.storage.disk().faults().shortWrites(0);
        server.storage.disk().faults().capacityBytes(Long.MAX_VALUE);
    }

    private void fillDisk(SimServer server) {
        simulation.marks.hit(Mark.DISK_FULL);
        server.storage.disk().faults().capacityBytes(Long.MAX_VALUE);
        long used = server.storage.usedBytes();
        server.storage.disk().faults().capacityBytes(used + random.nextInt(FULL_DISK_BYTES_MAX));
    }

    /** Only as long as nobody else is without his database: two of three would be the operator's error. */
    private void wipe(SimServer server) {
        if (simulation.ledger.voters().size() >= 3 && isSettled()) {
            server.kill();
            server.wipe();
        }
    }

    /** One server at a time: a quorum of the old configuration would be one, and again the operator's error. */
    private void bringOldConfiguration(SimServer server) {
        if (isSettled()) {
            simulation.marks.hit(Mark.OLD_CONFIGURATION);
            server.kill();
            server.loseConfigurations();
        }
    }

    /** A server has heard of a change of the ensemble: what happens now and then happens in the midst of it. */
    void changing(SimServer server) {
        if (over || !knobs.faults.contains(Fault.STRIKE_AT_CHANGE) || random.nextInt(6) > 0) {
            return;
        }
        long nanosMax =
                3 * (knobs.networkNanosMax + knobs.networkNanosMin + knobs.diskNanosMax + knobs.mailboxNanosMax);
        scheduler.after(random.nextLong(nanosMax), () -> {
            if (over) {
                return;
            }
            simulation.trace.event(Trace.Kind.FAULT, server.sid, 5, () -> "STRIKE_AT_CHANGE");
            switch (random.nextInt(5)) {
                case 0, 1 -> down(server, random.nextBoolean());
                case 2 -> isolate(server);
                case 3 -> simulation.servers().forEach(each -> down(each, true));
                default -> simulation.network.resetBetweenServers(
                        simulation.servers().size());
            }
        });
    }

    /** Whether every server serves, and none knows of a change that is under way. */
    private boolean isSettled() {
        return simulation.servers().stream()
                .allMatch(each -> each.isUp()
                        && each.process().isServing()
                        && !each.process().view().isChanging());
    }

    private void partition() {
        simulation.marks.hit(Mark.PARTITION);
        List<SimServer> all = simulation.servers();
        int sides = random.nextInt(1, 1 << all.size());
        for (SimServer one : all) {
            for (SimServer other : all) {
                boolean apart = (sides >> one.sid & 1) != (sides >> other.sid & 1);
                if (apart) {
                    simulation.network.block(one.sid, other.sid);
                }
            }
            if (random.nextInt(3) == 0) {
                for (int client = 0; client < knobs.clients; client++) {
                    simulation.network.cut(one.sid, 1000 + client);
                }
            }
        }
        healLater();
    }

    private void isolate(SimServer server) {
        simulation.marks.hit(Mark.PARTITION);
        for (SimServer other : simulation.servers()) {
            if (other != server) {
                simulation.network.cut(server.sid, other.sid);
            }
        }
        healLater();
    }

    private void healLater() {
        scheduler.after(ticks(STALL_TICKS_MAX), () -> {
            simulation.trace.event(Trace.Kind.FAULT, 0, 0, () -> "the network is whole again");
            simulation.network.heal();
        });
    }
}
