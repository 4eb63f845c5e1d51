package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ServerState;
import io.quorate.tests.sim.check.Txn;
import org.junit.jupiter.api.Test;

/** Hazards of elections, and of the time in which a server is brought up to date. */
class JoiningHazardsTest extends Scenario {
    /** S4: a follower acknowledges proposals of the time in which it was brought up to date before it acknowledges NEWLEADER. */
    @Test
    void s4ProposalsAreAcknowledgedBeforeNewLeader() {
        startWithout(3);
        client().quieten(false);
        sim.runFor(200 * MILLI);
        sim.acknowledgesProposalsFirst = true;
        joinSlowly();
        assertThat(sim.marks.count(Mark.ACK_BEFORE_NEWLEADER)).isPositive();
        sim.finish();
    }

    /** S5, P1: proposals and commits arrive while a follower is between NEWLEADER and UPTODATE, and slow. */
    @Test
    void s5AndP1CommitsArriveBeforeUpToDate() {
        startWithout(3);
        client().quieten(false);
        sim.runFor(200 * MILLI);
        joinSlowly();
        assertThat(sim.marks.count(Mark.COMMIT_BEFORE_UPTODATE)).isPositive();
        sim.finish();
    }

    /** Server 3 takes a while to store what it is sent. */
    private void joinSlowly() {
        server(3).start();
        sim.runUntil("3 has accepted the epoch", 60, () -> server(3).log().acceptedEpoch() > 0);
        stickDisk(3, true);
        sim.runFor(100 * MILLI);
        stickDisk(3, false);
        sim.runUntil("3 serves", 60, () -> isServing(3));
    }

    /** S6, P3: when a follower begins to serve, it has applied everything that was committed when it said that it had the history. */
    @Test
    void s6AndP3WhatIsServedFirstIsNotThePast() {
        startWithout(3);
        client().quieten(false);
        sim.runFor(500 * MILLI);
        server(3).start();
        sim.runUntil("3 has accepted the epoch", 60, () -> server(3).log().acceptedEpoch() > 0);
        stickDisk(3, true);
        sim.runFor(100 * MILLI);
        stickDisk(3, false);
        sim.runUntil("3 has the history", 60, () -> server(3).log().currentEpoch() > 0);
        Txn tip = sim.ledger.tip();
        long commits = sim.marks.count(Mark.COMMIT_BEFORE_UPTODATE);
        sim.runUntil("3 serves", 60, () -> isServing(3));
        assertThat(commits).as("commits behind NEWLEADER").isPositive();
        assertThat(tip.zxid()).isGreaterThan(sim.ledger.root().zxid());
        assertThat(server(3).log().published().zxid()).isGreaterThanOrEqualTo(tip.zxid());
        sim.finish();
    }

    /** S12: transactions are proposed and committed while a snapshot is being sent. */
    @Test
    void s12TheLeaderGoesOnWhileItSendsASnapshot() {
        use(12, Knobs.calm(3).with(k -> k.clients = 3).with(k -> k.commitLogCount = 2));
        startWithout(3);
        for (int i = 0; i < 20; i++) {
            write("/n" + i);
        }
        sim.clients().forEach(client -> client.quieten(false));
        server(3).start();
        sim.runUntil("3 is sent a snapshot", 60, () -> sim.marks.count(Mark.SYNC_SNAP) > 0);
        Txn begun = sim.ledger.tip();
        long installed = server(3).log().currentEpoch();
        sim.runUntil("3 has it all", 60, () -> server(3).log().currentEpoch() > installed);
        assertThat(sim.ledger.committedBetween(begun.zxid(), Long.MAX_VALUE))
                .as("transactions of meanwhile")
                .isNotEmpty();
        sim.runUntil("3 serves", 60, () -> isServing(3));
        sim.finish();
    }

    /** P2: proposals arrive twice, in the history and again. */
    @Test
    void p2ProposalsAreRepeated() {
        startWithout(3);
        sim.repeatsProposals = true;
        client().quieten(false);
        sim.runFor(200 * MILLI);
        server(3).start();
        sim.runUntil("3 serves", 60, () -> isServing(3));
        sim.runFor(1_000 * MILLI);
        assertThat(sim.marks.count(Mark.PROPOSAL_REPEATED)).isPositive();
        assertThat(sim.marks.count(Mark.ELECTION)).as("nobody lost its leader").isEqualTo(3);
        sim.finish();
    }

    /** S16: the connections between servers break at any byte, again and again. */
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

    /** S22: a server joins others that have long agreed. */
    @Test
    void s22AServerJoinsASettledEnsemble() {
        startWithout(3);
        write("/x");
        long leader = leader();
        server(3).start();
        sim.runUntil("3 serves", 60, () -> isServing(3));
        assertThat(leader()).isEqualTo(leader);
        assertThat(has(3, "/x")).isTrue();
        sim.finish();
    }

    /** S23: the better vote comes too late for one of two: both have a leader, one too many. */
    @Test
    void s23AVoteIsDelayedBeyondTheDecision() {
        use(23, Knobs.calm(3).with(k -> k.clients = 1).with(k -> k.fastFinish = false));
        start();
        long best = leader();
        long misled = best % 3 + 1;
        long second = 6 - best - misled;
        sim.network.block(best, second);
        sim.network.block(second, best);
        sim.network.block(best, misled);
        sim.runUntil(
                "the others look for a leader",
                60,
                () -> state(misled) == ServerState.LOOKING && state(second) == ServerState.LOOKING);
        sim.runFor(50 * MILLI);
        // They have told each other whom they vote for, and wait for better votes.
        assertThat(state(misled)).isEqualTo(ServerState.LOOKING);
        assertThat(state(second)).isEqualTo(ServerState.LOOKING);
        sim.network.block(misled, second);
        sim.network.unblock(best, misled);
        sim.runUntil(
                "two have been elected",
                10,
                () -> state(second) == ServerState.LEADING && state(best) == ServerState.LEADING);
        sim.network.heal();
        sim.runUntil("all serve", 60, () -> isServing(1) && isServing(2) && isServing(3));
        assertThat(sim.servers().stream().filter(sim::isLeader)).hasSize(1);
        sim.finish();
    }

    /** S24: garbage comes to the election port in the name of another server, cut off anywhere. */
    @Test
    void s24VotesThatDoNotParse() {
        start();
        write("/x");
        long leader = leader();
        Intruder intruder = new Intruder(sim);
        for (int length = 0; length < 60; length++) {
            intruder.sendVote(server(leader), leader % 3 + 1, length);
            intruder.sendVote(server(leader % 3 + 1), leader, length);
            sim.runFor(20 * MILLI);
        }
        assertThat(sim.marks.count(Mark.MALFORMED_VOTE)).isGreaterThan(50);
        // The receivers are still there: a server that comes anew is told who leads, and one that leaves is replaced.
        long second = leader % 3 + 1;
        die(second, false);
        server(second).start();
        sim.runUntil("it serves again", 60, () -> isServing(second));
        long last = leader();
        die(last, false);
        sim.runUntil("another one leads", 60, () -> sim.leader() != null && leader() != last);
        sim.finish();
    }
}
