package io.quorate.election;

import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static io.quorate.election.ServerState.OBSERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.EnsembleView;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Election-protocol §7, sentence by sentence: server 4 observes the voters 1 to 3. */
class ObserverElectionTest {
    private static final EnsembleView VIEW = EnsembleView.of(Probe.majority(3, 1));

    private static Probe observer() {
        return new Probe(4, VIEW, Probe.PATIENT);
    }

    @Test
    void theOwnVoteIsForNobodyWithTheLeastZxidAndEpoch() {
        Probe probe = observer().start(99, 7);
        assertThat(probe.election.vote()).isEqualTo(new Vote(Vote.NOBODY, Vote.NOBODY, 1, Vote.NOBODY));
        assertThat(probe.sent).extracting(Probe.Sent::to).containsExactly(1L, 2L, 3L);
        assertThat(probe.sent).allMatch(sent -> sent.notification().state() == LOOKING.code());
    }

    @Test
    void theLeaderIsLearntFromAnswersOfServersThatHaveOne() {
        Probe probe = observer().start(99, 7);
        probe.hear(1, FOLLOWING, 2, 5, 8, 3).hear(2, LEADING, 2, 5, 8, 3);
        assertThat(probe.election.state()).isEqualTo(OBSERVING);
        assertThat(probe.decision().leader()).isEqualTo(2);
        assertThat(probe.election.round()).isEqualTo(8);
    }

    @Test
    void theLeaderIsAlsoLearntFromVotersThatStillLook() {
        Probe probe = observer().start(99, 7);
        probe.hear(1, LOOKING, 2, 5, 8, 3).hear(2, LOOKING, 2, 5, 8, 3).pass(200);
        assertThat(probe.election.state()).isEqualTo(OBSERVING);
    }

    /** A voter that looks answers whoever has no vote; an answer to that would come back as long as both look. */
    @Test
    void aVoterOfAnEarlierRoundIsNotAnswered() {
        Probe probe = observer().start(99, 7);
        probe.hear(1, FOLLOWING, 2, 5, 8, 3)
                .hear(2, LEADING, 2, 5, 8, 3)
                .start(99, 7)
                .pass(1_000);
        assertThat(probe.election.round()).isEqualTo(9);
        probe.sent.clear();
        probe.hear(1, LOOKING, 1, 5, 8, 3);
        assertThat(probe.sent).isEmpty();
    }

    @Test
    void aVoterThatLooksIsAnsweredOnceForWhatItSays() {
        Probe probe = observer().start(99, 7);
        probe.hear(1, FOLLOWING, 2, 5, 8, 3).hear(2, LEADING, 2, 5, 8, 3);
        probe.sent.clear();
        probe.hear(3, LOOKING, 3, 5, 9, 3).hear(3, LOOKING, 3, 5, 9, 3).hear(3, LOOKING, 2, 5, 9, 3);
        assertThat(probe.sent).extracting(Probe.Sent::to).containsExactly(3L, 3L);
    }

    @Test
    void theObserverItselfDoesNotCountForTheQuorum() {
        Probe probe = observer().start(99, 7);
        probe.hear(2, LOOKING, 2, 5, 8, 3).pass(300);
        assertThat(probe.election.vote().leader()).isEqualTo(2);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void anObserverInAnEnsembleOfOneVoterFollowsIt() {
        Probe probe = new Probe(2, EnsembleView.of(Probe.majority(1, 1)), Probe.PATIENT).start(0);
        probe.hear(1, LEADING, 1, 5, 8, 3);
        assertThat(probe.election.state()).isEqualTo(OBSERVING);
    }

    @Test
    void everyVoterAnswersAnObserver() {
        Probe voter = new Probe(1, VIEW, Probe.PATIENT).start(0);
        voter.hear(2, LOOKING, 2, 5, 1, 0).pass(200).clear();
        assertThat(voter.election.state()).isEqualTo(FOLLOWING);
        voter.hear(4, LOOKING, Vote.NOBODY, Vote.NOBODY, 6, Vote.NOBODY);
        assertThat(voter.takeSent()).containsExactly("4: FOLLOWING 2 zxid 5 round 1 epoch 0");
    }

    @Test
    void afterLeavingALeaderAnObserverWaitsARandomTimeBelow200Ms() {
        TreeSet<Long> waits = new TreeSet<>();
        for (int seed = 0; seed < 300; seed++) {
            Probe probe = observer();
            FastLeaderElection election = new FastLeaderElection(4, VIEW, Probe.PATIENT, new Random(seed), probe);
            election.start(0, 0, 0);
            election.onNotification(1, new Vote(2, 5, 1, 0).toNotification(FOLLOWING, ""), 0);
            election.onNotification(2, new Vote(2, 5, 1, 0).toNotification(LEADING, ""), 0);
            probe.clear();
            election.start(1000, 0, 0);
            assertThat(election.state()).isEqualTo(LOOKING);
            assertThat(probe.sent).as("seed %d", seed).isEmpty();
            waits.add(election.nextDeadlineMillis() - 1000);
            election.onTime(election.nextDeadlineMillis());
            assertThat(probe.sent).as("seed %d", seed).hasSize(3);
            assertThat(election.round()).isEqualTo(2);
        }
        assertThat(waits.first()).isBetween(0L, 10L);
        assertThat(waits.last()).isBetween(190L, 199L);
        assertThat(waits.size()).isGreaterThan(100);
    }

    @Test
    void votersDoNotWaitAndNeitherDoesAnObserverAtItsFirstStart() {
        assertThat(observer().start(0).sent).hasSize(3);
        Probe voter = new Probe(1, VIEW, Probe.PATIENT).start(0);
        voter.hear(2, LOOKING, 2, 5, 1, 0).pass(200).clear();
        assertThat(voter.start(0).sent).hasSize(2);
    }

    @Test
    void aWaitingObserverStillAnswers() {
        Probe probe = observer().start(0);
        probe.hear(1, FOLLOWING, 2, 5, 8, 3).hear(2, LEADING, 2, 5, 8, 3).clear();
        probe.start(0).hear(9, LOOKING, 9, 0, 1, 0);
        assertThat(probe.sent).extracting(Probe.Sent::to).containsExactly(9L);
        probe.hear(1, LOOKING, 1, 0, 1, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }
}
