package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.ServerState;
import io.quorate.jute.OpCode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hazards of histories: what a server has on its disk, says that it has, and gives to others. */
class HistoryHazardsTest extends Scenario {
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
        assertThat(has(3, "/x")).isTrue();
        sim.finish();
    }

    /** S3: a follower is bounced while what it was sent is on its way to the disk; it votes for what is there, not for more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s3AFollowerIsBouncedInTheMiddleOfItsDiff(boolean powerCut) {
        startWithout(3);
        for (int i = 0; i < 5; i++) {
            write("/n" + i);
        }
        long leader = leader();
        server(3).start();
        sim.runUntil("3 is sent what it lacks", 60, () -> {
            stickDisk(3, server(3).log().acceptedEpoch() > 0);
            return sim.marks.count(Mark.SYNC_DIFF_WITH_TXNS) > 0;
        });
        sim.runFor(50 * MILLI);
        assertThat(server(3).log().appended()).as("handed to the disk").isEqualTo(sim.ledger.tip());
        assertThat(server(3).log().durable()).as("on the disk").isEqualTo(sim.ledger.root());
        die(3, powerCut);
        die(leader, false);
        // The ledger objects to a vote for more than is durable.
        server(3).start();
        sim.runUntil("another one leads", 60, () -> sim.leader() != null && leader() != leader);
        assertThat(leader()).as("who has everything").isNotEqualTo(3);
        sim.runUntil("3 serves", 60, () -> isServing(3));
        assertThat(has(3, "/n4")).isTrue();
        sim.finish();
    }

    /** S7: what is on its way to the disk when a follower loses its leader gets there before the follower looks for another. */
    @Test
    void s7TheDiskIsSlowerThanTheLossOfTheLeader() {
        start();
        long follower = follower();
        client().stayAt(server(leader()));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected());
        stickDisk(follower, true);
        for (int i = 0; i < 5; i++) {
            write("/n" + i);
        }
        assertThat(server(follower).log().appended().zxid())
                .isGreaterThan(server(follower).log().durable().zxid());
        sim.network.resetBetween(follower, leader());
        sim.runUntil("it has noticed", 60, () -> state(follower) == ServerState.LOOKING);
        sim.runFor(2_000 * MILLI);
        assertThat(state(follower)).as("with a disk that is not done").isEqualTo(ServerState.LOOKING);
        stickDisk(follower, false);
        sim.runUntil("it serves with everything", 60, () -> isAtTheTip(follower));
        assertThat(server(follower).log().durable()).isEqualTo(sim.ledger.tip());
        sim.finish();
    }

    /** S8, S9: what a leader logged alone is taken from it again, even if it was restarted; no snapshot of it has that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s8AndS9ALeaderLogsAloneAndComesBack(boolean restarted) throws IOException {
        use(9, Knobs.calm(3).with(k -> k.clients = 1).with(k -> k.snapCount = 2));
        long alone = logAlone("/ghost");
        if (restarted) {
            die(alone, false);
            server(alone).start();
            sim.runFor(2_000 * MILLI);
            assertThat(server(alone).log().durable().type()).isEqualTo(OpCode.CREATE);
        }
        assertThat(newestSnapshot(alone))
                .isLessThan(server(alone).log().durable().zxid());
        client().stayAt(server(alone % 3 + 1));
        sim.runUntil("the others go on", 60, () -> leader() != 0 && leader() != alone && client().isConnected());
        write("/real");
        sim.network.heal();
        sim.runUntil("it is back", 60, () -> isAtTheTip(alone));
        assertThat(sim.ledger.discarded()).isPositive();
        assertThat(has(alone, "/ghost")).isFalse();
        assertThat(has(alone, "/real")).isTrue();
        sim.finish();
    }

    private long newestSnapshot(long sid) throws IOException {
        SimStorage storage = server(sid).storage;
        return storage.disk().list(storage.dirs().snapDir()).stream()
                .filter(name -> name.startsWith("snapshot."))
                .mapToLong(name -> Long.parseLong(name.substring(name.indexOf('.') + 1), 16))
                .max()
                .orElseThrow();
    }

    /** A leader that is cut off logs this; its sid. */
    private long logAlone(String path) {
        start();
        long alone = leader();
        client().stayAt(server(alone));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected());
        isolate(alone);
        client().ask(create(path));
        sim.runUntil("it is logged", 60, () -> server(alone).log().durable().type() == OpCode.CREATE);
        return alone;
    }

    /** S10: a follower is given a new state, and its leader is gone before NEWLEADER; and then itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s10TheLeaderDiesBehindItsSnapshot(boolean powerCut) {
        use(8, Knobs.calm(3).with(k -> k.clients = 1).with(k -> k.commitLogCount = 2));
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
        assertThat(has(3, "/n9")).isTrue();
        sim.finish();
    }

    /** S11: a follower is told to cut its log, and its leader is gone before NEWLEADER; and then itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s11TheLeaderDiesBehindItsTruncation(boolean powerCut) {
        long alone = logAlone("/ghost");
        client().stayAt(server(alone % 3 + 1));
        sim.runUntil("the others go on", 60, () -> leader() != 0 && leader() != alone && client().isConnected());
        long second = leader();
        long epoch = server(second).log().currentEpoch();
        sim.network.heal();
        sim.runUntil("it is told to cut its log", 60, () -> {
            if (server(alone).log().acceptedEpoch() >= epoch) {
                stickDisk(alone, true);
            }
            return sim.marks.count(Mark.SYNC_TRUNC) + sim.marks.count(Mark.SYNC_SNAP) > 0;
        });
        assertThat(sim.marks.count(Mark.SYNC_TRUNC)).isPositive();
        sim.runFor(10 * MILLI);
        assertThat(isServing(alone)).isFalse();
        die(second, false);
        sim.runFor(50 * MILLI);
        die(alone, powerCut);
        server(alone).start();
        sim.runUntil("it serves under the other", 60, () -> isServing(alone));
        assertThat(has(alone, "/ghost")).isFalse();
        sim.finish();
    }

    /** S13: who was brought up to date by transactions gives others all of them when it leads itself. */
    @Test
    void s13AFollowerThatWasGivenADiffGivesOne() {
        use(13, Knobs.calm(5).with(k -> k.clients = 1));
        startWithout(5);
        client().stayAt(server(2));
        write("/w");
        die(1, false);
        for (int i = 0; i < 10; i++) {
            write("/n" + i);
        }
        long before = sim.marks.count(Mark.SYNC_DIFF_WITH_TXNS);
        server(5).start();
        sim.runUntil("5 serves", 60, () -> isAtTheTip(5));
        assertThat(sim.marks.count(Mark.SYNC_DIFF_WITH_TXNS)).isGreaterThan(before);
        die(leader(), false);
        sim.runUntil("5 leads", 60, () -> leader() == 5);
        long snapshots = sim.marks.count(Mark.SYNC_SNAP);
        server(1).start();
        sim.runUntil("1 serves", 60, () -> isAtTheTip(1));
        assertThat(sim.marks.count(Mark.SYNC_SNAP)).as("by a DIFF").isEqualTo(snapshots);
        for (int i = 0; i < 10; i++) {
            assertThat(has(1, "/n" + i)).as("/n" + i).isTrue();
        }
        sim.finish();
    }

    /**
     * A follower comes back to the leader it had, and is told to cut off what it has acknowledged, to be given it again: until it is on
     * its disk again, the old acknowledgement counts for nothing.
     */
    @Test
    void whatAFollowerIsToldToCutOffIsNotCountedAsAcknowledged() {
        use(21, Knobs.calm(5).with(k -> k.clients = 1));
        start();
        write("/w");
        sim.runUntil("all have it", 60, () -> sim.servers().stream().allMatch(server -> isAtTheTip(server.sid)));
        long leader = leader();
        long back = leader % 5 + 1;
        long second = back % 5 + 1;
        client().stayAt(server(leader));
        sim.runUntil("a session at the leader", 60, () -> client().isConnected());
        sim.runUntil("all have it", 60, () -> sim.servers().stream().allMatch(server -> isAtTheTip(server.sid)));
        for (SimServer server : sim.servers()) {
            stickDisk(server.sid, server.sid != leader && server.sid != back);
        }
        long committed = sim.ledger.tip().zxid();
        long acknowledged = sim.acked();
        client().ask(create("/half"));
        sim.runUntil(
                "two of five have it", 60, () -> server(back).log().durable().zxid() > committed);
        sim.runFor(50 * MILLI);
        sim.network.resetBetween(back, leader);
        sim.runUntil("it has cut it off", 60, () -> {
            boolean isCut = server(back).log().durable().zxid() <= committed;
            stickDisk(back, isCut);
            return isCut;
        });
        sim.runFor(50 * MILLI);
        stickDisk(second, false);
        sim.runUntil(
                "a second follower has it",
                60,
                () -> server(second).log().durable().zxid() > committed);
        sim.runFor(200 * MILLI);
        assertThat(sim.acked()).as("with the leader and one follower of five").isEqualTo(acknowledged);
        stickDisk(back, false);
        sim.runUntil("it is written", 60, () -> sim.acked() > acknowledged);
        sim.servers().forEach(server -> stickDisk(server.sid, false));
        sim.finish();
    }

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
}
