package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.CreateFlags;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tests.sim.Workload.Wish;
import io.quorate.tree.DataTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The interleavings that broke other servers (hazards S1 to S30, D1 to D5), brought about on purpose. Each test says by what it
 * sees that it got there. All end as random runs do: mended, brought to rest, and found the same everywhere with nothing
 * acknowledged lost.
 */
class HazardsTest {
    private static final long MILLI = Scheduler.MILLI;

    private Simulation sim = new Simulation(7, Knobs.calm(3).withClients(1), Bug.NONE, null);

    // ---- the epoch and the history

    /** S1, S2: the epoch is not on a disk before the history is, and NEWLEADER is not acknowledged before either. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s1AndS2AFollowerDiesBeforeItsNewHistoryIsOnItsDisk(boolean powerCut) {
        start();
        write("/w");
        sim.runUntil("3 has it", 60, () -> server(3).log().durable() == sim.ledger.tip());
        server(3).cutPower();
        sim.runUntil("1 and 2 go on", 60, () -> sim.leader() != null && leader() != 3);
        client().stayAt(server(1));
        sim.runUntil("a session at 1", 60, () -> isServing(1) && client().isConnected());
        write("/x");
        long epoch = server(1).log().currentEpoch();
        stopAll();
        server(1).start();
        server(3).start();
        sim.runUntil("3 is sent what it lacks", 60, () -> {
            stickDisk(3, server(3).log().acceptedEpoch() > epoch);
            return sim.marks.count(Mark.SYNC_DIFF_WITH_TXNS) > 0;
        });
        sim.runFor(200 * MILLI);
        assertThat(server(3).log().currentEpoch()).isLessThanOrEqualTo(epoch);
        assertThat(isServing(1)).as("a quorum without the history").isFalse();
        die(3, powerCut);
        die(1, true);
        server(2).start();
        server(3).start();
        sim.runUntil("2 and 3 serve", 60, () -> isServing(2) && isServing(3));
        assertThat(treeOf(3).find("/x")).isNotNull();
        sim.finish();
    }

    /** S8, S9: what a leader logged alone is taken from it again, even if it was restarted meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s8AndS9ALeaderLogsAloneAndComesBack(boolean restarted) {
        start();
        long leader = leader();
        isolate(leader);
        client().stayAt(server(leader));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected() || !isServing(leader));
        sim.network.heal();
        sim.runUntil("a leader and the session", 60, () -> sim.leader() != null && client().isConnected());
        long alone = leader();
        client().stayAt(server(alone));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected());
        isolate(alone);
        client().ask(create("/ghost"));
        sim.runUntil("it is logged", 60, () -> server(alone).log().durable().type() == OpCode.CREATE);
        if (restarted) {
            die(alone, false);
            server(alone).start();
        }
        client().stayAt(server(alone % 3 + 1));
        sim.runUntil("the others go on", 60, () -> sim.leader() != null && leader() != alone && client().isConnected());
        write("/real");
        sim.network.heal();
        sim.runUntil(
                "it is back", 60, () -> isServing(alone) && server(alone).log().published() == sim.ledger.tip());
        assertThat(sim.ledger.discarded()).isPositive();
        assertThat(treeOf(alone).find("/ghost")).isNull();
        assertThat(treeOf(alone).find("/real")).isNotNull();
        sim.finish();
    }

    /** S10, S11: a follower is given a new state, and its leader is gone before NEWLEADER; and then itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s10TheLeaderDiesBehindItsSnapshot(boolean powerCut) {
        sim = new Simulation(8, Knobs.calm(3).withClients(1).withCommitLogCount(2), Bug.NONE, null);
        startWithout(3);
        for (int i = 0; i < 10; i++) {
            write("/n" + i);
        }
        server(3).start();
        sim.runUntil("3 is sent a snapshot", 60, () -> sim.marks.count(Mark.SYNC_SNAP) > 0);
        stickDisk(3, true);
        sim.runFor(10 * MILLI);
        assertThat(isServing(3)).isFalse();
        long leader = leader();
        die(leader, false);
        sim.runFor(50 * MILLI);
        die(3, powerCut);
        server(3).start();
        sim.runUntil("3 serves under the other", 60, () -> isServing(3));
        assertThat(treeOf(3).find("/n9")).isNotNull();
        sim.finish();
    }

    /** S20, D1: death in the middle of each of the first steps on the disk. */
    @Test
    void s20DeathAtEveryStepOfTheFirstEpoch() {
        int deaths = 0;
        for (int step = 1; step <= 25; step++) {
            sim = new Simulation(step, Knobs.calm(3).withClients(1), Bug.NONE, null);
            sim.begin();
            sim.runUntil("it has started", 60, () -> server(2).isUp());
            server(2).storage.disk().faults().crashAfter(step);
            sim.runUntil("it has died", 60, () -> !server(2).isUp());
            deaths++;
            server(2).start();
            sim.finish();
        }
        assertThat(deaths).isEqualTo(25);
    }

    // ---- joining

    /** S4, S5, P1 to P3: proposals and commits arrive while a follower is between NEWLEADER and UPTODATE, and slow. */
    @Test
    void s5CommitsArriveBeforeUpToDate() {
        startWithout(3);
        client().quieten(false);
        sim.runFor(200 * MILLI);
        server(3).start();
        sim.runUntil("3 has accepted the epoch", 60, () -> server(3).log().acceptedEpoch() > 0);
        stickDisk(3, true);
        sim.runFor(100 * MILLI);
        stickDisk(3, false);
        sim.runUntil("3 serves", 60, () -> isServing(3));
        assertThat(sim.marks.count(Mark.COMMIT_BEFORE_UPTODATE)).isPositive();
        sim.finish();
    }

    /** S22: a server joins others that have long agreed. */
    @Test
    void s22AServerJoinsASettledEnsemble() {
        startWithout(3);
        write("/x");
        long leader = leader();
        server(3).start();
        sim.runUntil("3 serves", 60, () -> isServing(3));
        assertThat(leader()).isEqualTo(leader);
        assertThat(treeOf(3).find("/x")).isNotNull();
        sim.finish();
    }

    /** S16, S7: the connections between servers break at any byte, again and again. */
    @Test
    void s16ConnectionsBreakInTheMiddleOfProposals() {
        start();
        client().quieten(false);
        for (int round = 0; round < 40; round++) {
            sim.runFor((200 + 7L * round) * MILLI);
            sim.network.resetBetweenServers(3);
        }
        sim.finish();
        assertThat(sim.marks.count(Mark.FOLLOWER_SERVED)).isGreaterThan(40);
    }

    // ---- ends

    /** S27: everybody dies, again and again, with proposals on their way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s27EverybodyDiesAtOnce(boolean powerCut) {
        start();
        client().quieten(false);
        for (int round = 0; round < 15; round++) {
            long before = sim.acked();
            sim.runUntil("writes are acknowledged", 60, () -> sim.acked() > before + 3);
            sim.runFor(13L * round * MILLI);
            for (long sid = 1; sid <= 3; sid++) {
                die(sid, powerCut);
            }
            sim.servers().forEach(SimServer::start);
        }
        sim.finish();
        assertThat(sim.marks.count(Mark.WRITE_UNKNOWN)).isPositive();
        assertThat(sim.marks.count(Mark.RECOVERED_TXNS)).isPositive();
    }

    /** S21: the counter of an epoch runs out under load. Only a server of one goes on with the epoch that it finds on its disk.
     * */
    @Test
    void s21TheZxidCounterRunsOut() {
        sim = new Simulation(9, Knobs.calm(1).withClients(2).nearRollover(true), Bug.NONE, null);
        sim.begin();
        sim.runFor(5_000 * MILLI);
        sim.finish();
        assertThat(sim.marks.count(Mark.ROLLOVER)).isEqualTo(1);
    }

    /** S25: a leader that hangs is left, and finds that out when it wakes up. */
    @Test
    void s25ALeaderHangs() {
        start();
        long leader = leader();
        client().stayAt(server(leader % 3 + 1));
        server(leader).process().pause(10_000 * MILLI);
        sim.runUntil(
                "another one leads", 60, () -> sim.leader() != null && leader() != leader && client().isConnected());
        write("/x");
        sim.runUntil(
                "it follows",
                60,
                () -> isServing(leader) && server(leader).log().published() == sim.ledger.tip());
        assertThat(sim.isLeader(server(leader))).isFalse();
        sim.finish();
    }

    /** S26, F4: a leader that does not know that it was replaced answers no sync. */
    @Test
    void s26ADeposedLeaderAnswersNoSync() {
        sim = new Simulation(10, Knobs.calm(3).withClients(2), Bug.NONE, null);
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
        sim.runUntil(
                "the others have a leader", 60, () -> sim.leader() != null && leader() != old && right.isConnected());
        sim.network.heal();
        sim.finish();
    }

    // ---- sessions

    /** S29: what a client sent to a server that it has left comes to the leader late, and has no effect. */
    @Test
    void s29ARequestArrivesBehindItsClient() {
        start();
        long follower = leader() % 3 + 1;
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
        assertThat(Workload.value(sim.ledger.tip().after().find("/r").data())).isEqualTo(2);
        assertThat(sim.marks.count(Mark.SESSION_MOVED)).isPositive();
        sim.finish();
    }

    /** S30: a client comes back at about the moment when its session expires: it lives with its ephemerals, or not at all. */
    @Test
    void s30ASessionIsTakenUpAgainWhenItExpires() {
        int expired = 0;
        for (long late = 3_600; late < 4_600; late += 50) {
            sim = new Simulation(late, Knobs.calm(3).withClients(1), Bug.NONE, null);
            start();
            write(new CreateRequest("/e", Workload.bytes(1), Acl.OPEN, CreateFlags.EPHEMERAL));
            long session = client().judge().sessionId();
            for (long sid = 1; sid <= 3; sid++) {
                sim.network.cut(sid, client().id());
            }
            sim.runFor(late * MILLI);
            sim.network.heal();
            sim.runUntil("connected", 60, () -> client().isConnected());
            sim.runFor(200 * MILLI);
            DataTree tree = sim.ledger.tip().after();
            assertThat(tree.find("/e") != null).as("after %d ms", late).isEqualTo(tree.hasSession(session));
            assertThat(client().judge().sessionId() == session).isEqualTo(tree.hasSession(session));
            expired += tree.hasSession(session) ? 0 : 1;
            sim.finish();
        }
        assertThat(expired).as("of 20, some on either side").isBetween(1, 19);
    }

    // ---- disks

    /** S14, D2: a force fails on a follower while the others commit: it ends itself, and has everything when it comes back. */
    @Test
    void s14AForceFails() {
        start();
        long follower = leader() % 3 + 1;
        server(follower).storage.disk().faults().failNextForce();
        write("/x");
        sim.runUntil("it has ended itself", 60, () -> !server(follower).isUp());
        write("/y");
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isServing(follower));
        assertThat(treeOf(follower).find("/x")).isNotNull();
        assertThat(treeOf(follower).find("/y")).isNotNull();
        sim.finish();
    }

    /** D4, F2: a disk is full for a while. */
    @Test
    void d4ADiskIsFull() {
        start();
        long follower = leader() % 3 + 1;
        client().quieten(false);
        server(follower)
                .storage
                .disk()
                .faults()
                .capacityBytes(server(follower).storage.usedBytes() + 1_000);
        sim.runUntil("it has ended itself", 60, () -> !server(follower).isUp());
        server(follower).storage.disk().faults().capacityBytes(Long.MAX_VALUE);
        server(follower).start();
        sim.runUntil("it serves", 60, () -> isServing(follower));
        sim.finish();
    }

    /** D5: a server whose database was emptied does not vote until it has been given it again. */
    @Test
    void d5ADatabaseIsEmptied() {
        start();
        write("/x");
        stopAll();
        server(1).wipe();
        server(1).start();
        server(2).start();
        sim.runFor(3_000 * MILLI);
        assertThat(isServing(2)).as("a quorum with a server that knows nothing").isFalse();
        server(3).start();
        sim.runUntil("all serve", 60, () -> isServing(1) && isServing(2) && isServing(3));
        assertThat(treeOf(1).find("/x")).isNotNull();
        sim.finish();
    }

    // ---- steering

    private void start() {
        sim.begin();
        sim.clients().forEach(client -> client.quieten(true));
        sim.runUntil("all serve", 60, () -> isServing(1) && isServing(2) && isServing(3));
        sim.runUntil("clients are connected", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
    }

    private void startWithout(long sid) {
        sim.clients().forEach(client -> {
            client.quieten(true);
            client.start();
        });
        for (SimServer server : sim.servers()) {
            if (server.sid != sid) {
                server.start();
            }
        }
        sim.runUntil("a leader and clients", 60, () -> sim.leader() != null && client().isConnected());
    }

    private void stopAll() {
        for (SimServer server : sim.servers()) {
            if (server.isUp()) {
                server.cutPower();
            }
        }
    }

    private void die(long sid, boolean powerCut) {
        if (powerCut) {
            server(sid).cutPower();
        } else {
            server(sid).kill();
        }
    }

    private void isolate(long sid) {
        for (long other = 1; other <= 3; other++) {
            if (other != sid) {
                sim.network.cut(sid, other);
            }
        }
    }

    private void stickDisk(long sid, boolean stuck) {
        server(sid).process().log().stick(stuck);
    }

    private void write(String path) {
        write(create(path));
    }

    private void write(CreateRequest request) {
        write(Wish.of(OpCode.CREATE, request));
    }

    private void write(Wish wish) {
        long before = sim.acked();
        sim.runUntil("connected", 60, () -> client().isConnected());
        client().ask(wish);
        sim.runUntil("it is written", 60, () -> sim.acked() > before);
    }

    private static Wish create(String path) {
        return Wish.of(OpCode.CREATE, new CreateRequest(path, Workload.bytes(0), Acl.OPEN, CreateFlags.PERSISTENT));
    }

    private static Wish set(String path, int value) {
        return Wish.of(OpCode.SET_DATA, new SetDataRequest(path, Workload.bytes(value), -1));
    }

    private SimClient client() {
        return sim.clients().get(0);
    }

    private SimServer server(long sid) {
        return sim.server(sid);
    }

    private long leader() {
        return sim.leader().sid;
    }

    private boolean isServing(long sid) {
        return server(sid).isUp() && server(sid).process().isServing();
    }

    private DataTree treeOf(long sid) {
        return server(sid).process().core().committed();
    }
}
