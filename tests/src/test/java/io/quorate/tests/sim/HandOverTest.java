package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.sim.Workload.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients notice of a leader that is told to stop, and of the end of an epoch: that it takes a moment, and no more (decision 10). */
class HandOverTest extends Scenario {
    /** In the midst of writes at both followers: each is answered once, although some were asked of two leaders. */
    @Test
    void clientsOfTheOthersLoseNeitherConnectionsNorAnswers() {
        use(31, Knobs.calm(3).with(k -> k.clients = 6).with(k -> k.window = 4));
        start();
        long leader = leader();
        for (int i = 0; i < 6; i++) {
            sim.clients().get(i).stayAt(server((leader + i % 2) % 3 + 1));
        }
        sim.runUntil(
                "sessions at the followers", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
        sim.clients().forEach(client -> client.quieten(false));
        long before = sim.acked();
        sim.runUntil("writes are acknowledged", 60, () -> sim.acked() > before + 50);
        List<Long> troubles = troubles();
        server(leader).stop(1_000 * MILLI);
        sim.runUntil("it has stopped", 60, () -> !server(leader).isUp());
        long then = sim.acked();
        sim.runUntil("writes are acknowledged again", 60, () -> sim.acked() > then + 50);
        assertThat(sim.marks.count(Mark.RESUMED)).as("followers that went on").isEqualTo(2);
        assertThat(troubles()).as("unanswered, moved, taken up again").isEqualTo(troubles);
        sim.finish();
    }

    /** What the next leader commits while a server is still on its way to it is told to that server's watchers. */
    @Test
    void watchersMissNothing() {
        use(32, Knobs.calm(5).with(k -> k.clients = 2));
        start();
        write("/watched");
        long leader = leader();
        long late = leader % 5 + 1;
        SimClient watcher = sim.clients().get(1);
        client().stayAt(server(late % 5 + 1));
        watcher.stayAt(server(late));
        sim.runUntil(
                "sessions at two followers", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
        sim.runUntil("all have it", 60, () -> sim.servers().stream().allMatch(server -> isAtTheTip(server.sid)));
        watcher.ask(Wish.of(OpCode.GET_DATA, new WatchedPathRequest("/watched", true)));
        sim.runUntil("the watch is set", 60, watcher::isIdle);
        List<Long> troubles = troubles();
        long events = sim.marks.count(Mark.WATCH_FIRED);
        server(leader).stop(1_000 * MILLI);
        sim.runUntil("clients wait", 60, () -> sim.marks.count(Mark.HELD) == 4);
        stickDisk(late, true);
        sim.runUntil("there is another leader", 60, () -> leader() != 0 && leader() != leader);
        write(set("/watched", 1));
        assertThat(isServing(late)).isFalse();
        stickDisk(late, false);
        sim.runUntil("the event", 60, () -> sim.marks.count(Mark.WATCH_FIRED) > events);
        assertThat(troubles()).as("unanswered, moved, taken up again").isEqualTo(troubles);
        sim.finish();
    }

    /** A follower that finds no leader for a tick sends its clients elsewhere. */
    @Test
    void whoIsCutOffDoesNotKeepItsClients() {
        start();
        long leader = leader();
        long follower = follower();
        client().stayAt(server(follower));
        sim.runUntil("a session at the follower", 60, () -> client().isConnected());
        server(leader).stop(1_000 * MILLI);
        sim.runUntil("clients wait", 60, () -> sim.marks.count(Mark.HELD) == 2);
        isolate(follower);
        sim.runFor(150 * MILLI);
        assertThat(client().isConnected()).as("with a server that is cut off").isFalse();
        assertThat(isServing(follower)).isFalse();
        sim.network.heal();
        sim.finish();
    }

    /** The end of an epoch is a hand-over from the leader to whoever is elected, itself as a rule. */
    @Test
    void theEndOfAnEpochCostsNoConnection() {
        use(33, Knobs.calm(3).with(k -> k.clients = 3).with(k -> k.lastCounter = 100));
        sim.begin();
        sim.runUntil("clients are connected", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
        sim.runUntil("writes are acknowledged", 60, () -> sim.acked() > 20);
        List<Long> troubles = troubles();
        long resumed = sim.marks.count(Mark.RESUMED);
        sim.runUntil("epochs have ended", 60, () -> sim.marks.count(Mark.RESUMED) > resumed + 20);
        assertThat(troubles()).as("unanswered, moved, taken up again").isEqualTo(troubles);
        sim.finish();
    }

    private List<Long> troubles() {
        return List.of(
                sim.marks.count(Mark.WRITE_UNKNOWN),
                sim.marks.count(Mark.SESSION_MOVED),
                sim.marks.count(Mark.SESSION_REOPENED));
    }
}
