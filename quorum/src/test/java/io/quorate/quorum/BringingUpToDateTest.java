package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.CreateSessionRequest;
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

    @Test
    void whatTheLeaderDoesNotRememberIsSentFromItsLog() {
        ensemble.learnerOptions = withLogShare(0);
        awayFor(600);
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(ensemble.story)
                .anyMatch(line -> line.contains("Bringing follower 3") && line.contains("the log through"));
        assertThat(installs(3)).isZero();
        assertCaughtUp();
    }

    @Test
    void aSnapshotIsSentIfTheLogIsTooLongOrNotToBeAsked() {
        ensemble.learnerOptions = withLogShare(0.33);
        awayFor(600);
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(ensemble.story).anyMatch(line -> line.contains("Not from the log on disk: it is too long"));
        assertThat(installs(3)).isEqualTo(1);
        ensemble.server(3).crash();
        long asked = asked();
        assertThat(asked).isPositive();
        ensemble.learnerOptions = withLogShare(-1);
        ensemble.server(2).crash();
        ensemble.server(1).crash();
        ensemble.start(1, 2);
        ensemble.pass(1_000);
        write(600);
        ensemble.start(3);
        ensemble.pass(1_000);
        assertThat(asked()).isEqualTo(asked);
        assertThat(installs(3)).isEqualTo(2);
        assertCaughtUp();
    }

    /** Between the question and the answer the leader goes on, and forgets more. */
    @Test
    void whatIsWrittenWhileTheLogIsLookedAtIsSentToo() {
        ensemble.learnerOptions = withLogShare(0);
        awayFor(600);
        ensemble.server(2).slowLook = true;
        ensemble.start(3);
        ensemble.pass(100);
        assertThat(asked()).isEqualTo(1);
        write(700);
        assertThat(ensemble.server(3).isServing()).isFalse();
        ensemble.server(2).diskWorks();
        ensemble.pass(1_000);
        assertThat(installs(3)).isZero();
        assertCaughtUp();
    }

    private long asked() {
        return ensemble.story.stream()
                .filter(line -> line.contains("looks into its log"))
                .count();
    }

    private void awayFor(int transactions) {
        ensemble.start(1, 2, 3);
        ensemble.pass(1_000);
        ensemble.server(3).crash();
        ensemble.pass(1_000);
        assertThat(ensemble.leader().sid).isEqualTo(2);
        write(5);
        ensemble.start(3);
        ensemble.pass(1_000);
        ensemble.server(3).crash();
        write(transactions);
    }

    private void write(int transactions) {
        Server leader = ensemble.leader();
        for (int each = 0; each < transactions; each++) {
            leader.input(peer -> peer.onRequests(List.of(new Request(
                    0, 0, OpCode.CREATE_SESSION, new CreateSessionRequest(400_000), List.of(), "session"))));
            ensemble.settle();
        }
    }

    private void assertCaughtUp() {
        assertThat(ensemble.server(3).isServing()).isTrue();
        assertThat(ensemble.server(3).recovered().lastZxid())
                .isEqualTo(ensemble.leader().peer.committed().lastZxid());
        assertThat(ensemble.server(3).recovered().digest())
                .isEqualTo(ensemble.leader().peer.committed().digest());
        assertThat(ensemble.server(3).recovered().sessionCount())
                .isEqualTo(ensemble.leader().peer.committed().sessionCount());
    }

    private static LearnerOptions withLogShare(double share) {
        return new LearnerOptions(false, share, 10, 100, -1, 100, 0, 0);
    }

    private static LearnerOptions options(boolean force, int snapshots, int diffs, long epochMillis, int delayMillis) {
        return new LearnerOptions(force, 0.33, snapshots, diffs, epochMillis, 100, delayMillis, 0);
    }
}
