package io.quorate.election;

import static io.quorate.election.LinkState.DOWN;
import static io.quorate.election.LinkState.PENDING;
import static io.quorate.election.LinkState.UP;
import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.EnsembleView;
import org.junit.jupiter.api.Test;

/** When the wait for a better vote is skipped: server 3 has the best vote of five, unless a test says otherwise. */
class FastFinishTest {
    private static Probe probe(long sid) {
        return new Probe(sid, EnsembleView.of(Probe.majority(5)), ElectionOptions.defaults());
    }

    private static Probe allUp(long sid) {
        Probe probe = probe(sid);
        for (long other = 1; other <= 5; other++) {
            probe.link(other, other == sid ? PENDING : UP);
        }
        return probe;
    }

    private static Probe votedForThree(Probe probe, long... voters) {
        for (long voter : voters) {
            probe.hear(voter, LOOKING, 3, 9, 1, 0);
        }
        return probe;
    }

    @Test
    void decidesAtOnceWhenEveryConnectedVoterHasVotedForTheWinner() {
        Probe probe = votedForThree(allUp(3).start(9), 1, 2, 4);
        assertThat(probe.election.state()).as("5 has not voted").isEqualTo(LOOKING);
        votedForThree(probe, 5);
        assertThat(probe.election.state()).isEqualTo(LEADING);
        assertThat(probe.election.leadingVoteSet()).hasSize(5);
    }

    @Test
    void followersDecideInTheSameWay() {
        Probe probe = votedForThree(allUp(1).start(0), 2, 4, 5);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        votedForThree(probe, 3);
        assertThat(probe.decision()).isEqualTo(new Vote(3, 9, 1, 0));
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void theLastVoteForTheWinnerIsSentBeforeTheDecision() {
        Probe probe = allUp(1).start(0).clear();
        votedForThree(probe, 2, 4, 5, 3);
        assertThat(probe.takeSent()).hasSize(4).contains("3: LOOKING 3 zxid 9 round 1 epoch 0");
    }

    @Test
    void votersThatCannotBeReachedAreNotWaitedFor() {
        Probe probe = votedForThree(allUp(3).start(9).link(5, DOWN), 1, 2, 4);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void votersThatWereNeverConnectedMayBeStartingAndAreWaitedFor() {
        Probe probe = probe(3).start(9).link(1, UP).link(2, UP).link(4, UP).link(5, DOWN);
        votedForThree(probe, 1, 2, 4).pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).election.state()).isEqualTo(LEADING);
    }

    @Test
    void votersOfWhomNothingIsKnownAreWaitedFor() {
        Probe probe = probe(3).start(9).link(1, UP).link(2, UP).link(4, UP);
        votedForThree(probe, 1, 2, 4);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(199).election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).election.state()).isEqualTo(LEADING);
    }

    @Test
    void votersWhoseConnectionHasJustEndedAreWaitedForUntilADialFails() {
        Probe probe = allUp(3).start(9).link(5, PENDING);
        votedForThree(probe, 1, 2, 4);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.link(5, DOWN);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void aFailureOfEarlierElectionsSaysNothingAboutThisOne() {
        Probe probe = allUp(3).link(5, DOWN).start(9);
        votedForThree(probe, 1, 2, 4);
        assertThat(probe.election.state()).as("5 is being dialled again").isEqualTo(LOOKING);
        probe.link(5, DOWN);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void aVoteForAnotherKeepsTheWait() {
        Probe probe = votedForThree(allUp(3).start(9), 1, 2, 4);
        probe.looking(5, 0, 1).pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).election.state()).isEqualTo(LEADING);
    }

    @Test
    void aVoteOfAnEarlierRoundDoesNotCount() {
        Probe probe = allUp(3).start(9).start(9);
        for (long voter : new long[] {1, 2, 4}) {
            probe.hear(voter, LOOKING, 3, 9, 2, 0);
        }
        probe.hear(5, LOOKING, 3, 9, 1, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void aQuorumIsNeededAllTheSame() {
        Probe probe =
                votedForThree(allUp(3).start(9), 1).link(2, DOWN).link(4, DOWN).link(5, DOWN);
        assertThat(probe.pass(100_000).election.state()).isEqualTo(LOOKING);
    }

    @Test
    void aServerOfOneLeadsAtOnce() {
        Probe probe = new Probe(1, EnsembleView.of(Probe.majority(1)), ElectionOptions.defaults()).start(0);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void canBeSwitchedOff() {
        Probe probe = new Probe(3, EnsembleView.of(Probe.majority(5)), Probe.PATIENT).start(9);
        for (long other : new long[] {1, 2, 4, 5}) {
            probe.link(other, UP);
        }
        votedForThree(probe, 1, 2, 4, 5);
        assertThat(probe.pass(199).election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).election.state()).isEqualTo(LEADING);
    }

    @Test
    void whileAConfigurationIsProposedTheVotersOfBothAreWaitedFor() {
        EnsembleView growing = EnsembleView.of(Probe.majority(3))
                .withLastSeen(Probe.majority(5).withVersion(2));
        Probe probe = new Probe(3, growing, ElectionOptions.defaults());
        for (long other : new long[] {1, 2, 4, 5}) {
            probe.link(other, UP);
        }
        votedForThree(probe.start(9), 1, 2, 4);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        votedForThree(probe, 5);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }
}
