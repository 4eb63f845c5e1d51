package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.PathRequest;
import io.quorate.tests.sim.Workload.Wish;
import io.quorate.tree.DataTree;
import org.junit.jupiter.api.Test;

/** Hazards of leaders that should be none any more, and of sessions that move. */
class LeaderHazardsTest extends Scenario {
    /** S21: the counter of zxids runs out under load in a server of one, which goes on with the next epoch by itself. */
    @Test
    void s21TheZxidCounterRunsOutInAServerOfOne() {
        use(9, Knobs.calm(1).with(k -> k.clients = 2).with(k -> k.nearRollover = true));
        sim.begin();
        sim.runFor(5_000 * MILLI);
        sim.finish();
        assertThat(sim.marks.count(Mark.ROLLOVER)).isEqualTo(1);
    }

    /** S21: in an ensemble the leader steps down, under load, and the next epoch begins. */
    @Test
    void s21TheZxidCounterRunsOutInAnEnsemble() {
        use(21, Knobs.calm(3).with(k -> k.clients = 3).with(k -> k.lastCounter = 100));
        sim.begin();
        sim.runFor(8_000 * MILLI);
        sim.finish();
        assertThat(sim.marks.count(Mark.ROLLOVER)).isGreaterThan(5);
        assertThat(sim.marks.count(Mark.SESSION_EXPIRED))
                .as("nobody loses his session")
                .isZero();
    }

    /** S25: a leader that hangs is left, and finds that out when it wakes up. */
    @Test
    void s25ALeaderHangs() {
        start();
        long leader = leader();
        client().stayAt(server(leader % 3 + 1));
        server(leader).process().pause(10_000 * MILLI);
        sim.runUntil("another one leads", 60, () -> leader() != 0 && leader() != leader && client().isConnected());
        write("/x");
        sim.runUntil("it follows", 60, () -> isAtTheTip(leader));
        assertThat(sim.isLeader(server(leader))).isFalse();
        sim.finish();
    }

    /** S25: the disk of a leader does not come back from a force: others may commit without it, and it does not commit with one. */
    @Test
    void s25TheDiskOfALeaderHangs() {
        start();
        long leader = leader();
        stickDisk(leader, true);
        client().stayAt(server(leader % 3 + 1));
        write("/x");
        assertThat(server(leader).log().durable().zxid())
                .isLessThan(sim.ledger.tip().zxid());
        client().stayAt(server(leader));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected());
        die(leader % 3 + 1, false);
        long acked = sim.acked();
        client().ask(create("/y"));
        sim.runFor(2_000 * MILLI);
        assertThat(sim.acked()).as("on one disk of three").isEqualTo(acked);
        stickDisk(leader, false);
        sim.runUntil("it is written", 60, () -> sim.acked() > acked);
        server(leader % 3 + 1).start();
        sim.finish();
        assertThat(agreed().find("/x")).isNotNull();
        assertThat(agreed().find("/y")).isNotNull();
    }

    /** S26, F4: a leader that does not know that it was replaced answers no sync. */
    @Test
    void s26ADeposedLeaderAnswersNoSync() {
        use(10, Knobs.calm(3).with(k -> k.clients = 2));
        start();
        long old = leader();
        SimClient left = sim.clients().get(0);
        SimClient right = sim.clients().get(1);
        left.stayAt(server(old));
        right.stayAt(server(old % 3 + 1));
        sim.runUntil("both connected", 60, () -> left.isConnected() && right.isConnected());
        isolate(old);
        long syncs = sim.marks.count(Mark.SYNC);
        left.ask(Wish.of(OpCode.SYNC, new PathRequest("/")));
        sim.runFor(300 * MILLI);
        assertThat(sim.marks.count(Mark.SYNC)).as("answered without a quorum").isEqualTo(syncs);
        sim.runUntil("the others have a leader", 60, () -> leader() != 0 && leader() != old && right.isConnected());
        sim.network.heal();
        sim.finish();
    }

    /** S29: what a client sent to a server that it has left comes to the leader late, and has no effect. */
    @Test
    void s29ARequestArrivesBehindItsClient() {
        start();
        long follower = follower();
        long other = 6 - leader() - follower;
        client().stayAt(server(follower));
        sim.runUntil("connected", 60, () -> client().isConnected());
        write("/r");
        sim.network.block(follower, leader());
        client().ask(set("/r", 1));
        sim.runFor(20 * MILLI);
        client().stayAt(server(other));
        sim.runUntil("connected elsewhere", 60, () -> client().isConnected());
        write(set("/r", 2));
        sim.network.heal();
        sim.runFor(1_000 * MILLI);
        assertThat(Workload.value(agreed().find("/r").data())).isEqualTo(2);
        assertThat(sim.marks.count(Mark.SESSION_MOVED)).isPositive();
        sim.finish();
    }

    /** S30: a client comes back at about the moment when its session expires: it lives with its ephemerals, or not at all. */
    @Test
    void s30ASessionIsTakenUpAgainWhenItExpires() {
        int expired = 0;
        for (long late = 3_600; late < 4_600; late += 50) {
            use(late, Knobs.calm(3).with(k -> k.clients = 1));
            start();
            write(create("/e", CreateFlags.EPHEMERAL));
            long session = client().judge().sessionId();
            for (long sid = 1; sid <= 3; sid++) {
                sim.network.cut(sid, client().id());
            }
            sim.runFor(late * MILLI);
            sim.network.heal();
            sim.runUntil("connected", 60, () -> client().isConnected());
            sim.runFor(200 * MILLI);
            DataTree tree = agreed();
            assertThat(tree.find("/e") != null).as("after %d ms", late).isEqualTo(tree.hasSession(session));
            assertThat(client().judge().sessionId() == session).isEqualTo(tree.hasSession(session));
            expired += tree.hasSession(session) ? 0 : 1;
            sim.finish();
        }
        assertThat(expired).as("of 20, some on either side").isBetween(1, 19);
    }
}
