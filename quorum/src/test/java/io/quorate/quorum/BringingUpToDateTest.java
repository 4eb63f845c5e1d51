package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.quorum.PacketType;
import io.quorate.quorum.TestEnsemble.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How learners come to their leader and are brought up to date, by options and in time. */
class BringingUpToDateTest {
    /** {@code initLimit} of the servers here. */
    private static final int INIT_MILLIS = 10 * TestEnsemble.TICK;

    private final TestEnsemble ensemble = new TestEnsemble(3, 3);

    @Test
    void aSnapshotMayBeForced() {
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        assertThat(installs(1)).isZero();
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(installs(3)).isZero();
        ensemble.server(3).crash();
        ensemble.learnerOptions = options(true, 10, 100, -1, 0);
        ensemble.server(2).crash();
        ensemble.start(2, 3);
        ensemble.pass(2_000);
        assertThat(ensemble.leader().sid).isEqualTo(3);
        assertThat(installs(1)).isEqualTo(1);
        assertThat(installs(2)).isEqualTo(1);
    }

    private long installs(long sid) {
        return ensemble.story.stream()
                .filter(line -> line.startsWith(sid + " installs"))
                .count();
    }

    /** A voter is never sent away. */
    @Test
    void observersWaitWhileOthersAreSentSnapshots() {
        ensemble.learnerOptions = options(true, 1, 100, -1, 0);
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        ensemble.longSnapshots = true;
        ensemble.start(4);
        ensemble.pass(500);
        ensemble.start(5, 6);
        ensemble.pass(300);
        assertThat(ensemble.story).anyMatch(line -> line.contains("Closed the connection of observer 5"));
        assertThat(ensemble.story).anyMatch(line -> line.contains("1 learners are being sent snapshots already"));
        ensemble.start(3);
        ensemble.pass(300);
        assertThat(ensemble.story).anyMatch(line -> line.contains("Bringing follower 3"));
        ensemble.longSnapshots = false;
        ensemble.snapshotsArrive();
        ensemble.pass(5_000);
        assertThat(ensemble.servers.values()).allMatch(Server::isServing);
    }

    @Test
    void observersWaitWhileOthersAreSentTransactions() {
        ensemble.learnerOptions = options(false, 10, 1, -1, 0);
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        ensemble.server(2).loses = packet -> packet.type() == PacketType.ACK;
        ensemble.start(4);
        ensemble.pass(300);
        ensemble.start(5);
        ensemble.pass(300);
        assertThat(ensemble.story).anyMatch(line -> line.contains("1 learners are being sent transactions already"));
        ensemble.server(2).loses = packet -> false;
        ensemble.pass(5_000);
        assertThat(ensemble.server(4).isServing()).isTrue();
        assertThat(ensemble.server(5).isServing()).isTrue();
    }

    @Test
    void aSnapshotMayTakeLongerThanInitLimitAsLongAsItGetsOn() {
        ensemble.learnerOptions = options(true, 10, 100, -1, 0);
        ensemble.longSnapshots = true;
        // Nobody serves before the first follower has it.
        ensemble.start(1, 2);
        ensemble.pass(500);
        for (int piece = 0; piece < 10; piece++) {
            ensemble.pass(INIT_MILLIS / 2);
            ensemble.snapshotsProgress();
        }
        ensemble.snapshotsArrive();
        ensemble.pass(100);
        assertThat(ensemble.server(1).isServing()).isTrue();
        assertThat(ensemble.server(2).isServing()).isTrue();
        assertThat(ensemble.story)
                .filteredOn(line -> line.contains("Looking for a leader"))
                .isEmpty();
    }

    @Test
    void aSnapshotThatDoesNotGetOnIsGivenUp() {
        ensemble.learnerOptions = options(true, 10, 100, -1, 0);
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        ensemble.longSnapshots = true;
        ensemble.start(3);
        ensemble.pass(2 * INIT_MILLIS);
        assertThat(ensemble.story)
                .anyMatch(line -> line.contains("Closed the connection of follower 3")
                        && line.contains("nothing was heard of it for too long"));
    }

    /** While its disk works, a learner does not miss what its leader has no reason to say. */
    @Test
    void aLearnerThatWaitsForItsDiskDoesNotMissItsLeader() {
        ensemble.learnerOptions = options(true, 10, 100, -1, 0);
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        ensemble.longSnapshots = true;
        ensemble.start(3);
        ensemble.pass(300);
        ensemble.server(3).slowDisk = true;
        List<Long> learners = ensemble.snapshotsArrive();
        for (int half = 0; half < 6; half++) {
            ensemble.pass(INIT_MILLIS / 2);
            learners.forEach(id -> ensemble.server(2).input(leader -> leader.onLearnerProgress(id)));
        }
        ensemble.server(3).diskWorks();
        ensemble.pass(200);
        assertThat(ensemble.server(3).isServing()).isTrue();
        assertThat(ensemble.story).noneMatch(line -> line.startsWith("3: Looking"));
    }

    @Test
    void aLeaderMayGiveUpSoonerThanAfterInitLimit() {
        ensemble.learnerOptions = options(false, 10, 100, 100, 0);
        ensemble.start(1, 2);
        ensemble.server(2).loses = packet -> true;
        long rounds = 0;
        for (int step = 0; step < 100 && rounds == 0; step++) {
            ensemble.pass(10);
            rounds = gaveUp();
        }
        assertThat(ensemble.server(2).peer.status().quorum().phase()).isEqualTo("election");
        assertThat(rounds).isEqualTo(1);
        ensemble.server(2).loses = packet -> false;
        ensemble.pass(3_000);
        assertThat(ensemble.server(2).isServing()).isTrue();
    }

    private long gaveUp() {
        return ensemble.story.stream()
                .filter(line -> line.startsWith("2: Looking for a leader: no quorum of followers in time"))
                .count();
    }

    @Test
    void anObserverWaitsBeforeItConnects() {
        ensemble.start(1, 2, 3, 4);
        ensemble.pass(1_000);
        assertThat(ensemble.server(4).isServing()).isTrue();
        ensemble.server(4).crash();
        ensemble.learnerOptions = options(false, 10, 100, -1, 60_000);
        ensemble.start(4);
        ensemble.pass(2_000);
        assertThat(ensemble.server(4).isServing()).isFalse();
        ensemble.pass(60_000);
        assertThat(ensemble.server(4).isServing()).isTrue();
    }

    private static LearnerOptions options(boolean force, int snapshots, int diffs, long epochMillis, int delayMillis) {
        return new LearnerOptions(force, snapshots, diffs, epochMillis, 100, delayMillis);
    }
}
