package io.quorate.tests.sim;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.sim.Workload.Wish;

/**
 * Scenarios for tests of other packages, of faults that only a simulated disk or clock shows surely (hazards F3 to F5). Each ends
 * as random runs do, and returns what was reached; a {@link SimulationFailure} says what does not hold.
 */
public final class FaultScenarios {
    private static final long MILLI = Scheduler.MILLI;
    private static final int MOMENTS = 30;
    private static final int POWER_CUTS = 20;
    private static final int ROUNDS = 150;
    private static final long SECONDS_MAX = 60;

    private FaultScenarios() {}

    /** Cuts the power of all servers soon after their very first start, a little later in each run; all have to start again. */
    public static Marks powerCutsSoonAfterTheFirstStart() {
        Marks marks = new Marks();
        for (int moment = 0; moment < MOMENTS; moment++) {
            Simulation sim = new Simulation(moment, Knobs.calm(3).with(k -> k.clients = 1), Bug.NONE, null);
            sim.begin();
            sim.runFor(moment * 16 * MILLI);
            sim.servers().forEach(SimServer::cutPower);
            sim.servers().forEach(SimServer::start);
            sim.finish();
            marks.add(sim.marks);
        }
        return marks;
    }

    /** Cuts the power of all servers again and again while every few transactions begin another log and another snapshot. */
    public static Marks powerCutsWhileLogsAreBegun() {
        Simulation sim =
                new Simulation(5, Knobs.calm(3).with(k -> k.clients = 2).with(k -> k.snapCount = 2), Bug.NONE, null);
        sim.begin();
        for (int round = 0; round < POWER_CUTS; round++) {
            long before = sim.acked();
            sim.runUntil("writes are acknowledged", SECONDS_MAX, () -> sim.acked() > before + 10);
            sim.runFor(7L * round * MILLI);
            sim.servers().forEach(SimServer::cutPower);
            sim.servers().forEach(SimServer::start);
        }
        sim.finish();
        return sim.marks;
    }

    /**
     * A client writes at a follower, and as soon as it is answered another one asks the leader: for a read in every other round, for
     * a sync and a read in the others. The queues inside of servers are slower than the network, so that the follower's client often
     * knows before the leader's loops do.
     *
     * @return in how many rounds the read without a sync was old, as it would be with a sync that is not ordered
     */
    public static int syncsAtTheLeaderBesideWritesElsewhere() {
        Knobs slowInside = Knobs.calm(3).with(knobs -> {
            knobs.clients = 2;
            knobs.mailboxNanosMax = 2 * MILLI;
        });
        Simulation sim = new Simulation(4, slowInside, Bug.NONE, null);
        sim.begin();
        SimClient writer = sim.clients().get(0);
        SimClient reader = sim.clients().get(1);
        sim.clients().forEach(client -> client.quieten(true));
        sim.runUntil(
                "all serve",
                SECONDS_MAX,
                () -> sim.leader() != null
                        && sim.servers().stream()
                                .allMatch(server ->
                                        server.isUp() && server.process().isServing()));
        long leader = sim.leader().sid;
        writer.stayAt(sim.server(leader % 3 + 1));
        reader.stayAt(sim.server(leader));
        int old = 0;
        for (int round = 0; round < ROUNDS; round++) {
            sim.runUntil("both are connected", SECONDS_MAX, () -> writer.isConnected() && reader.isConnected());
            long before = sim.acked();
            writer.ask(Wish.of(OpCode.SET_DATA, new SetDataRequest("/", Workload.bytes(round), -1)));
            sim.runUntil("the write is answered", SECONDS_MAX, () -> sim.acked() > before);
            boolean synced = round % 2 == 0;
            if (synced) {
                reader.ask(Wish.of(OpCode.SYNC, new PathRequest("/")));
            }
            reader.ask(Wish.of(OpCode.GET_DATA, new WatchedPathRequest("/", false)));
            sim.runUntil("the reader is answered", SECONDS_MAX, reader::isIdle);
            boolean isOld = reader.judge().lastZxid() < sim.ackedZxid();
            if (synced && isOld) {
                throw new SimulationFailure("sync: the read behind it is old, in round " + round);
            }
            old += isOld ? 1 : 0;
        }
        sim.finish();
        return old;
    }
}
