package io.quorate.election;

import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static io.quorate.election.ServerState.OBSERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.Notification;
import org.junit.jupiter.api.Test;

/** Election-protocol §5, sentence by sentence: what is done with a notification, whatever the server is doing. */
class ReceivingTest {
    private static Notification withConfig(ServerState state, long leader, long round, Ensemble config) {
        return new Notification(state.code(), leader, 0, round, 0, config.toText());
    }

    /** Server 1 of three that follows 2 since round 5, where 2 had zxid 7 of epoch 0. */
    private static Probe follower() {
        Probe probe = Probe.of(1, 3).start(3);
        probe.hear(2, LOOKING, 2, 7, 5, 0).hear(3, LOOKING, 2, 7, 5, 0).pass(200);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        return probe.clear();
    }

    @Test
    void rule1_aNewerConfigurationIsAdoptedWhileLooking() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        Ensemble newer = Probe.majority(3).withVersion(9);
        probe.hear(2, withConfig(LOOKING, 2, 1, newer));
        assertThat(probe.adopted).containsExactly(newer);
        assertThat(probe.election.view().committed()).isEqualTo(newer);
    }

    @Test
    void rule1_aNewerConfigurationWithTheSameMembersDoesNotDisturbTheElection() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        probe.hear(2, withConfig(LOOKING, 2, 1, Probe.majority(3).withVersion(9)));
        assertThat(probe.election.round()).isEqualTo(1);
        assertThat(probe.takeSent())
                .as("the notification is dealt with")
                .containsExactly("2: LOOKING 2 zxid 0 round 1 epoch 0", "3: LOOKING 2 zxid 0 round 1 epoch 0");
        assertThat(Ensemble.versionOf(probe.start(0).sent.get(0).notification().config()))
                .as("what others are told from now on")
                .isEqualTo(9);
    }

    @Test
    void rule1_ifItDiffersANewElectionIsStartedAndProcessingStops() {
        Probe probe = Probe.of(1, 3).start(0).start(0).clear();
        assertThat(probe.election.round()).isEqualTo(2);
        probe.hear(5, withConfig(LOOKING, 5, 7, Probe.majority(5).withVersion(9)));
        assertThat(probe.takeSent())
                .containsExactly(
                        "2: LOOKING 1 zxid 0 round 1 epoch 0",
                        "3: LOOKING 1 zxid 0 round 1 epoch 0",
                        "4: LOOKING 1 zxid 0 round 1 epoch 0",
                        "5: LOOKING 1 zxid 0 round 1 epoch 0");
    }

    @Test
    void rule1_inOtherStatesItIsIgnored() {
        Probe probe = follower();
        probe.hear(3, withConfig(LOOKING, 3, 1, Probe.majority(5).withVersion(9)));
        assertThat(probe.adopted).isEmpty();
        assertThat(probe.takeSent()).hasSize(1);
    }

    @Test
    void rule1_anOlderOrEqualOrUnreadableConfigurationIsIgnored() {
        EnsembleView view = EnsembleView.of(Probe.majority(3).withVersion(9));
        Probe probe = new Probe(1, view, Probe.PATIENT).start(0).clear();
        probe.hear(2, withConfig(LOOKING, 2, 1, Probe.majority(5).withVersion(9)));
        probe.hear(2, withConfig(LOOKING, 2, 1, Probe.majority(5).withVersion(8)));
        probe.hear(2, new Notification(LOOKING.code(), 2, 0, 1, 0, "version=zz"));
        probe.hear(2, new Notification(LOOKING.code(), 2, 0, 1, 0, "server.1=nonsense\nversion=a"));
        assertThat(probe.adopted).isEmpty();
        assertThat(probe.election.vote().leader())
                .as("the vote counts all the same")
                .isEqualTo(2);
    }

    @Test
    void rule2_aSenderWithoutAVoteIsAnsweredWithTheCurrentVoteAndTheLogicalClock() {
        Probe probe = follower();
        probe.hear(9, LOOKING, 9, 99, 77, 88);
        assertThat(probe.takeSent()).containsExactly("9: FOLLOWING 2 zxid 7 round 5 epoch 0");
        Probe looking = Probe.of(1, 3).start(3).clear();
        looking.hear(9, LOOKING, 9, 99, 77, 88);
        assertThat(looking.takeSent()).containsExactly("9: LOOKING 1 zxid 3 round 1 epoch 0");
        assertThat(looking.election.round()).as("nothing else").isEqualTo(1);
    }

    @Test
    void rule2_theAnswerCarriesTheCommittedConfiguration() {
        Probe probe = follower();
        probe.hear(9, LOOKING, 9, 99, 77, 88);
        assertThat(probe.sent.get(0).notification().config())
                .isEqualTo(Probe.majority(3).toText());
        assertThat(probe.sent.get(0).notification().version()).isEqualTo(2);
    }

    @Test
    void rule2_strangersAreAnsweredInEveryStateOfTheirs() {
        Probe probe = follower();
        probe.hear(9, OBSERVING, 2, 0, 0, 0).hear(9, LEADING, 9, 0, 0, 0).hear(9, FOLLOWING, 2, 0, 0, 0);
        assertThat(probe.takeSent()).hasSize(3);
    }

    @Test
    void rule2_votersOfTheLastSeenConfigurationAreNoStrangers() {
        EnsembleView view = EnsembleView.of(Probe.majority(3))
                .withLastSeen(Probe.majority(5).withVersion(4));
        Probe probe = new Probe(1, view, Probe.PATIENT).start(0).clear();
        probe.hear(5, LOOKING, 3, 3, 2, 0);
        assertThat(probe.election.vote().leader()).isEqualTo(3);
        assertThat(probe.election.round()).isEqualTo(2);
    }

    @Test
    void rule3_whileLookingASenderOfAnEarlierRoundIsToldTheProposal() {
        Probe probe = Probe.of(1, 3).start(3).start(3).clear();
        probe.looking(2, 9, 1);
        assertThat(probe.takeSent()).containsExactly("2: LOOKING 1 zxid 3 round 2 epoch 0");
        assertThat(probe.election.vote().leader()).as("its vote does not count").isEqualTo(1);
    }

    @Test
    void rule4_otherwiseALookingVoterIsAnsweredWithTheVoteOfTheElection() {
        Probe probe = follower();
        probe.looking(3, 9, 6);
        assertThat(probe.takeSent()).containsExactly("3: FOLLOWING 2 zxid 7 round 5 epoch 0");
    }

    @Test
    void rule4_theEpochInTheAnswerIsTheEstablishedOne() {
        Probe probe = follower();
        probe.election.onEpochEstablished(4);
        probe.looking(3, 9, 6);
        assertThat(probe.takeSent()).containsExactly("3: FOLLOWING 2 zxid 7 round 5 epoch 4");
    }

    @Test
    void rule4_aSenderThatIsNotLookingGetsNoAnswer() {
        Probe probe = follower();
        probe.hear(3, FOLLOWING, 2, 7, 5, 0).hear(2, LEADING, 2, 7, 5, 0).hear(3, LEADING, 3, 7, 9, 9);
        assertThat(probe.takeSent()).isEmpty();
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void nothingIsAnsweredBeforeTheFirstStart() {
        Probe probe = Probe.of(1, 3);
        probe.looking(2, 0, 1).hear(9, LOOKING, 9, 0, 1, 0).link(2, LinkState.UP);
        probe.election.onTime(probe.now);
        assertThat(probe.sent).isEmpty();
        assertThat(probe.election.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
    }
}
