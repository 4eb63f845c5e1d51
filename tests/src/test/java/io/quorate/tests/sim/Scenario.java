package io.quorate.tests.sim;

import io.quorate.election.ServerState;
import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tests.sim.Workload.Wish;
import io.quorate.tree.DataTree;

/**
 * What the tests of known hazards have in common: an ensemble in virtual time that is steered into the interleaving. Each test says
 * by what it sees that it got there. All end as random runs do: mended, brought to rest, and found the same everywhere with nothing
 * acknowledged lost.
 */
abstract class Scenario {
    static final long MILLI = Scheduler.MILLI;

    Simulation sim = new Simulation(7, Knobs.calm(3).with(k -> k.clients = 1), Bug.NONE, null);

    /** Another ensemble than the usual one. */
    void use(long seed, Knobs knobs) {
        sim = new Simulation(seed, knobs, Bug.NONE, null);
    }

    // ---- ensembles

    /** Starts all, and has a quiet client of each. */
    void start() {
        startWithout();
    }

    /** Starts all but these. */
    void startWithout(long... sids) {
        sim.clients().forEach(client -> {
            client.quieten(true);
            client.start();
        });
        for (SimServer server : sim.servers()) {
            if (java.util.Arrays.stream(sids).noneMatch(sid -> sid == server.sid)) {
                server.start();
            }
        }
        sim.runUntil("all serve", 60, () -> sim.servers().stream()
                .allMatch(server -> isServing(server.sid) == server.isUp()));
        sim.runUntil("clients are connected", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
    }

    void stopAll() {
        for (SimServer server : sim.servers()) {
            if (server.isUp()) {
                server.cutPower();
            }
        }
    }

    void die(long sid, boolean powerCut) {
        if (powerCut) {
            server(sid).cutPower();
        } else {
            server(sid).kill();
        }
    }

    /** Cuts a server off from all others, not from clients. */
    void isolate(long sid) {
        for (SimServer other : sim.servers()) {
            if (other.sid != sid) {
                sim.network.cut(sid, other.sid);
            }
        }
    }

    /** Lets nothing become durable on a server, or again. */
    void stickDisk(long sid, boolean stuck) {
        server(sid).process().log().stick(stuck);
    }

    // ---- writes

    void write(String path) {
        write(create(path));
    }

    void write(Wish wish) {
        long before = sim.acked();
        sim.runUntil("connected", 60, () -> client().isConnected());
        client().ask(wish);
        sim.runUntil("it is written", 60, () -> sim.acked() > before);
    }

    /** Asks for something that is not going to be answered soon. */
    void ask(Wish wish) {
        sim.runUntil("connected", 60, () -> client().isConnected());
        client().ask(wish);
    }

    static Wish create(String path) {
        return create(path, CreateFlags.PERSISTENT);
    }

    static Wish create(String path, int flags) {
        return Wish.of(OpCode.CREATE, new CreateRequest(path, Workload.bytes(0), Acl.OPEN, flags));
    }

    static Wish set(String path, int value) {
        return Wish.of(OpCode.SET_DATA, new SetDataRequest(path, Workload.bytes(value), -1));
    }

    // ---- who and what is there

    SimClient client() {
        return sim.clients().get(0);
    }

    SimServer server(long sid) {
        return sim.server(sid);
    }

    long leader() {
        return sim.leader() == null ? 0 : sim.leader().sid;
    }

    /** Some follower of the three. */
    long follower() {
        return leader() % 3 + 1;
    }

    boolean isServing(long sid) {
        return server(sid).isUp() && server(sid).process().isServing();
    }

    /** Whether a server serves, and has applied everything that is committed. */
    boolean isAtTheTip(long sid) {
        return isServing(sid) && server(sid).log().published() == sim.ledger.tip();
    }

    ServerState state(long sid) {
        return server(sid).process().core().status().quorum().state();
    }

    DataTree treeOf(long sid) {
        return server(sid).process().core().committed();
    }

    boolean has(long sid, String path) {
        return treeOf(sid).find(path) != null;
    }

    /** What all agree on. */
    DataTree agreed() {
        return sim.ledger.tip().after();
    }
}
