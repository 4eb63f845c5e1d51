package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.PeerType;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ReconfigRequest;
import io.quorate.tests.sim.Workload.Wish;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hazards of ensembles that change (S28). */
class ReconfigHazardsTest extends Scenario {
    /** S28: the leader is removed by its own change, while that and a write wait for the new quorum. */
    @Test
    void s28TheLeaderIsRemovedWhileProposalsWaitForBothQuorums() {
        changing(28, 3, 0, 2);
        start();
        long leader = leader();
        long slow = leader % 3 + 1;
        settleAt(leader);
        stickDisk(slow, true);
        long before = sim.ledger.tip().zxid();
        sim.clients().get(0).ask(leave(leader));
        sim.runUntil("it is proposed", 60, () -> server(leader).process().view().isChanging());
        sim.clients().get(1).ask(create("/behind"));
        sim.runFor(200 * MILLI);
        assertThat(server(leader).process().view().isChanging())
                .as("two configurations count")
                .isTrue();
        assertThat(sim.ledger.tip().zxid())
                .as("committed by the old quorum alone")
                .isEqualTo(before);
        stickDisk(slow, false);
        sim.clients().forEach(client -> client.stayAt(server(slow)));
        sim.runUntil("the change is in force", 60, () -> !sim.ledger.voters().contains(leader));
        sim.runUntil("another one leads", 60, () -> leader() != 0 && leader() != leader);
        assertThat(sim.marks.count(Mark.LEADER_REMOVED)).isEqualTo(1);
        write("/x");
        sim.runUntil("who left follows", 60, () -> isAtTheTip(leader));
        sim.finish();
    }

    /** S28: a change that no disk but the leader's has is given up, and does not come back with that leader. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s28AChangeThatNobodyElseKnowsOfIsGivenUp(boolean restarted) {
        changing(29, 3, 0, 1);
        start();
        long alone = leader();
        long other = alone % 3 + 1;
        settleAt(alone);
        isolate(alone);
        client().ask(leave(other));
        sim.runUntil("it is logged", 60, () -> server(alone).log().durable().type() == OpCode.RECONFIG);
        if (restarted) {
            die(alone, true);
            server(alone).start();
        }
        client().stayAt(server(other));
        sim.runUntil("the others go on", 60, () -> leader() != 0 && leader() != alone && client().isConnected());
        write("/x");
        sim.network.heal();
        sim.runUntil("it is back", 60, () -> isAtTheTip(alone));
        assertThat(sim.marks.count(Mark.CHANGE_DISCARDED)).isEqualTo(1);
        assertThat(server(alone).process().view().committed().voters()).containsExactlyInAnyOrder(1L, 2L, 3L);
        assertThat(sim.ledger.voters()).containsExactlyInAnyOrder(1L, 2L, 3L);
        sim.finish();
    }

    /** S28: a follower comes back while a change waits for its quorums: it does not take the change for committed. */
    @Test
    void s28AFollowerComesBackWhileAChangeIsUnderWay() {
        changing(37, 5, 0, 1);
        start();
        long leader = leader();
        long[] others = {leader % 5 + 1, (leader + 1) % 5 + 1, (leader + 2) % 5 + 1};
        settleAt(leader);
        stickDisk(others[0], true);
        stickDisk(others[1], true);
        client().ask(members(leader, others[0], others[1]));
        sim.runUntil(
                "it is proposed", 60, () -> server(others[2]).log().durable().type() == OpCode.RECONFIG);
        die(others[2], false);
        server(others[2]).start();
        sim.runUntil("it serves again", 60, () -> isServing(others[2]));
        assertThat(server(others[2]).process().view().isChanging()).isTrue();
        assertThat(server(others[2]).process().view().committed().voters()).hasSize(5);
        assertThat(sim.ledger.voters()).hasSize(5);
        stickDisk(others[0], false);
        stickDisk(others[1], false);
        sim.runUntil("it is in force", 60, () -> sim.ledger.voters().size() == 3);
        sim.finish();
    }

    /** S28: the leader dies when both quorums have a change on their disks and nobody knows that: the next leader completes it. */
    @Test
    void s28TheNextLeaderCompletesAChange() {
        changing(30, 3, 1, 1);
        start();
        long first = leader();
        settleAt(first);
        for (long sid = 1; sid <= 3; sid++) {
            if (sid != first) {
                sim.network.block(sid, first);
            }
        }
        client().ask(join(4, PeerType.PARTICIPANT));
        sim.runUntil(
                "all have logged it",
                60,
                () -> server(1).log().durable().type() == OpCode.RECONFIG
                        && server(2).log().durable().type() == OpCode.RECONFIG
                        && server(3).log().durable().type() == OpCode.RECONFIG);
        die(first, true);
        sim.network.heal();
        sim.runUntil("another one leads", 60, () -> leader() != 0 && leader() != first);
        assertThat(sim.ledger.voters()).contains(4L);
        assertThat(sim.marks.count(Mark.RECONFIGURED_LATER)).isEqualTo(1);
        server(first).start();
        sim.finish();
    }

    /** S28: the same, and the change removes the one that completes it: it must not go on to lead, nobody can come back under it. */
    @Test
    void s28TheNextLeaderCompletesAChangeThatRemovesIt() {
        changing(39, 5, 0, 1);
        start();
        long first = leader();
        settleAt(first);
        long next = first == 5 ? 4 : 5;
        for (long sid = 1; sid <= 5; sid++) {
            if (sid != first) {
                sim.network.block(sid, first);
            }
        }
        client().ask(leave(next));
        sim.runUntil("all have logged it", 60, () -> sim.servers().stream()
                .allMatch(server -> server.log().durable().type() == OpCode.RECONFIG));
        die(first, true);
        sim.network.heal();
        sim.runUntil("it is in force", 60, () -> !sim.ledger.voters().contains(next));
        assertThat(sim.marks.count(Mark.RECONFIGURED_LATER)).isEqualTo(1);
        sim.runUntil("a voter leads", 60, () -> sim.ledger.voters().contains(leader()));
        server(first).start();
        sim.finish();
    }

    /**
     * S28: only the leader knows that the change which removes it is in force when everybody dies; it comes back with a file that somebody
     * has written for it. Its log has the change.
     */
    @Test
    void s28ALeaderThatRemovedItselfComesBackWithANewFile() {
        changing(38, 5, 0, 1);
        start();
        long leader = leader();
        settleAt(leader);
        client().ask(leave(leader));
        sim.runUntil("all have heard of it", 60, () -> sim.servers().stream()
                .allMatch(server -> server.process().view().isChanging()));
        for (SimServer server : sim.servers()) {
            sim.network.block(leader, server.sid);
        }
        sim.runUntil("it is in force", 60, () -> sim.ledger.voters().size() == 4);
        assertThat(sim.servers().stream()
                        .filter(server -> !server.process().view().isChanging()))
                .as("who knows that")
                .hasSize(1);
        stopAll();
        sim.network.heal();
        long starts = sim.marks.count(Mark.CAME_BACK_REMOVED);
        sim.servers().forEach(SimServer::start);
        assertThat(sim.marks.count(Mark.CAME_BACK_REMOVED)).isEqualTo(starts + 1);
        sim.runUntil("all serve", 60, () -> sim.servers().stream().allMatch(server -> isServing(server.sid)));
        assertThat(sim.ledger.voters()).doesNotContain(leader).hasSize(4);
        for (SimServer server : sim.servers()) {
            assertThat(server.process().view().committed().version()).isEqualTo(sim.ledger.configVersion());
        }
        sim.finish();
    }

    /** S28: a server gets a vote before it has anything: it counts as one more that is needed, and not as one that has it. */
    @Test
    void s28AServerGetsItsVoteBeforeItIsSynced() {
        changing(31, 3, 1, 1);
        startWithout(4);
        settleAt(leader());
        write(join(4, PeerType.PARTICIPANT));
        assertThat(sim.ledger.voters()).contains(4L);
        write("/x");
        long gone = leader();
        long second = gone % 3 + 1;
        die(gone, false);
        die(second, false);
        sim.runFor(3_000 * MILLI);
        assertThat(sim.leader()).as("with one of four").isNull();
        server(4).start();
        sim.runFor(3_000 * MILLI);
        assertThat(sim.leader()).as("with two of four, one of them empty").isNull();
        server(second).start();
        sim.runUntil("three of four serve", 60, () -> isServing(4) && isServing(second));
        assertThat(has(4, "/x")).isTrue();
        server(gone).start();
        sim.finish();
    }

    /** S28: the voters that would be the next quorum are not in sync: the change is refused. */
    @Test
    void s28AnEnsembleIsNotGivenToServersThatAreNotThere() {
        changing(32, 3, 2, 1);
        startWithout(4, 5);
        settleAt(leader());
        write(members(leader(), 4, 5));
        assertThat(sim.marks.count(Mark.RECONFIG_REFUSED)).isEqualTo(1);
        assertThat(sim.ledger.voters()).containsExactlyInAnyOrder(1L, 2L, 3L);
        sim.finish();
    }

    /** S28: two changes at once, to quorums that have nobody in common: the second is refused as long as the first is under way. */
    @Test
    void s28TheSecondOfTwoQuickChangesIsRefused() {
        changing(33, 3, 3, 2);
        start();
        long leader = leader();
        settleAt(leader);
        sim.clients().get(0).ask(members(leader, 4, 5));
        sim.clients().get(1).ask(members(leader, leader % 3 + 1, 6));
        sim.runUntil("the first is in force", 60, () -> sim.ledger.voters().equals(Set.of(leader, 4L, 5L)));
        sim.runUntil("the second is answered", 60, () -> sim.clients().get(1).isIdle());
        assertThat(sim.marks.count(Mark.RECONFIG_REFUSED)).isEqualTo(1);
        assertThat(sim.marks.count(Mark.RECONFIGURED)).isEqualTo(1);
        sim.finish();
    }

    /** S28: the ensemble moves to other servers, step by step; who led and who followed at first have no say any more. */
    @Test
    void s28DisjointMajoritiesOneAfterTheOther() {
        changing(34, 3, 3, 1);
        start();
        settleAt(4);
        write("/x");
        write(members(1, 4, 5));
        sim.runUntil("settled", 60, () -> sim.leader() != null && client().isConnected());
        write(members(4, 5, 6));
        sim.runUntil("one of them leads", 60, () -> leader() > 3);
        isolate(1);
        isolate(2);
        isolate(3);
        sim.runFor(2_000 * MILLI);
        for (long old = 1; old <= 3; old++) {
            die(old, false);
            server(old).start();
        }
        sim.runFor(5_000 * MILLI);
        for (long old = 1; old <= 3; old++) {
            assertThat(isServing(old)).as("server %d, cut off", old).isFalse();
        }
        write("/y");
        sim.network.heal();
        sim.finish();
        assertThat(agreed().find("/y")).isNotNull();
    }

    /** S28: a server starts with the static file of the first day; it takes over what is in force, and makes no quorum of old. */
    @Test
    void s28AServerStartsWithTheOldStaticFile() {
        changing(35, 3, 2, 1);
        start();
        settleAt(4);
        write(members(3, 4, 5));
        sim.runUntil("settled", 60, () -> leader() >= 3 && isServing(1) && isServing(2) && isServing(3));
        die(3, false);
        server(3).loseConfigurations();
        isolate(4);
        isolate(5);
        server(3).start();
        sim.runFor(5_000 * MILLI);
        assertThat(sim.leader())
                .as("a leader of 1, 2 and 3, or of one of 4 and 5")
                .isNull();
        sim.network.heal();
        sim.runUntil(
                "3 goes by what is in force",
                60,
                () -> isServing(3) && server(3).process().view().committed().version() == sim.ledger.configVersion());
        write("/x");
        sim.finish();
    }

    /** S28: voters become observers and observers voters, with and without a log of their own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s28AnObserverGetsAVote(boolean observerLogs) {
        use(36, knobs(3, 0, 1).with(k -> k.observers = 1).with(k -> k.observerLogs = observerLogs));
        start();
        settleAt(leader());
        write("/x");
        sim.runUntil("the observer has it", 60, () -> has(4, "/x"));
        write(join(4, PeerType.PARTICIPANT));
        sim.runUntil("4 votes", 60, () -> sim.ledger.voters().contains(4L) && isAtTheTip(4));
        // What it had as an observer has to be on its disk now.
        die(4, true);
        die(leader(), false);
        server(4).start();
        sim.runUntil("4 serves", 60, () -> isServing(4));
        assertThat(has(4, "/x")).isTrue();
        for (SimServer server : sim.servers()) {
            server.start();
        }
        sim.runUntil("settled", 60, () -> sim.leader() != null && client().isConnected());
        write(join(4, PeerType.OBSERVER));
        sim.runUntil("4 observes", 60, () -> !sim.ledger.voters().contains(4L) && isServing(4));
        write("/y");
        sim.finish();
    }

    /** S28: an observer without a log has a snapshot of its leader when it is lost, and given a vote by others. */
    @Test
    void s28AnObserverWithoutALogGetsAVoteBehindASnapshot() {
        use(
                39,
                knobs(3, 0, 1)
                        .with(k -> k.observers = 1)
                        .with(k -> k.observerLogs = false)
                        .with(k -> k.commitLogCount = 1)
                        .with(k -> k.snapCount = 2));
        start();
        settleAt(leader());
        for (int i = 0; i < 8; i++) {
            write("/n" + i);
        }
        // All histories begin anew, so that the observer, whose disk is empty, is sent a tree without a transaction
        // behind it.
        stopAll();
        sim.servers().forEach(SimServer::start);
        sim.runUntil("the observer serves", 60, () -> isServing(4));
        assertThat(sim.marks.count(Mark.SYNC_SNAP) + sim.marks.count(Mark.SYNC_FROM_LOG))
                .isPositive();
        isolate(4);
        sim.runUntil("it is lost", 60, () -> !isServing(4));
        client().hangUp();
        sim.runUntil("settled", 60, () -> sim.leader() != null && client().isConnected());
        write(join(4, PeerType.PARTICIPANT));
        sim.network.heal();
        sim.runUntil(
                "4 votes",
                60,
                () -> isAtTheTip(4) && server(4).process().view().committed().isVoter(4));
        die(4, true);
        server(4).start();
        sim.runUntil("4 serves", 60, () -> isAtTheTip(4));
        assertThat(has(4, "/n7")).isTrue();
        sim.finish();
    }

    // ---- steering

    private void changing(long seed, int servers, int spares, int clients) {
        use(seed, knobs(servers, spares, clients));
    }

    private static Knobs knobs(int servers, int spares, int clients) {
        return Knobs.calm(servers)
                .with(k -> k.spares = spares)
                .with(k -> k.clients = clients)
                .with(k -> k.administrators = clients)
                .with(k -> k.reconfigEnabled = true);
    }

    /** Has all clients at one server. */
    private void settleAt(long sid) {
        sim.clients().forEach(client -> client.stayAt(server(sid)));
        sim.runUntil("sessions there", 60, () -> sim.clients().stream().allMatch(SimClient::isConnected));
    }

    private static Wish leave(long sid) {
        return Wish.of(OpCode.RECONFIG, new ReconfigRequest(null, "" + sid, null, -1));
    }

    private static Wish join(long sid, PeerType type) {
        return Wish.of(OpCode.RECONFIG, new ReconfigRequest(line(sid, type), null, null, -1));
    }

    private static Wish members(long... voters) {
        StringJoiner lines = new StringJoiner(",");
        for (long voter : voters) {
            lines.add(line(voter, PeerType.PARTICIPANT));
        }
        return Wish.of(OpCode.RECONFIG, new ReconfigRequest(null, null, lines.toString(), -1));
    }

    private static String line(long sid, PeerType type) {
        return "server." + sid + "=" + Simulation.member(sid, type).toText();
    }
}
