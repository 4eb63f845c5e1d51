package io.quorate.election;

import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static io.quorate.election.ServerState.OBSERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.Notification;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Election-protocol §6, sentence by sentence: the algorithm while LOOKING, without the fast finish. */
class SearchTest {
    @Test
    void start_theClockIsRaisedAndTheOwnVoteSentToAllOtherVoters() {
        Probe probe = new Probe(2, EnsembleView.of(Probe.majority(3, 1)), Probe.PATIENT);
        probe.start(Zxid.of(4, 7), 5);
        assertThat(probe.election.round()).isEqualTo(1);
        assertThat(probe.takeSent())
                .containsExactly(
                        "1: LOOKING 2 zxid 17179869191 round 1 epoch 5",
                        "3: LOOKING 2 zxid 17179869191 round 1 epoch 5");
    }

    @Test
    void start_votersOfTheLastSeenConfigurationAreToldToo() {
        EnsembleView view = EnsembleView.of(Probe.majority(2))
                .withLastSeen(Probe.majority(3).withVersion(4));
        assertThat(new Probe(1, view, Probe.PATIENT).start(0).takeSent()).hasSize(2);
    }

    @Test
    void start_whoIsNotAVoterOfTheCommittedConfigurationProposesNobody() {
        EnsembleView view = EnsembleView.of(Probe.majority(2))
                .withLastSeen(Probe.majority(3).withVersion(4));
        Probe joiner = new Probe(3, view, Probe.PATIENT).start(6);
        assertThat(joiner.election.vote()).isEqualTo(new Vote(Vote.NOBODY, 6, 1, 0));
    }

    /** Voters 1 and 2, to become 3 and 4; 3 has looked before, so its round is ahead of theirs. */
    @Test
    void whoCannotLeadTakesTheRoundOfThoseWhoCan() {
        EnsembleView view = EnsembleView.of(Probe.majority(2))
                .withLastSeen(
                        Ensemble.of(4, List.of(QuorumServer.parse(3, "h3:1:23"), QuorumServer.parse(4, "h4:1:24"))));
        Probe joiner = new Probe(3, view, Probe.PATIENT).start(6).start(6).clear();
        assertThat(joiner.election.round()).isEqualTo(2);
        joiner.hear(1, LOOKING, 2, 6, 1, 0).hear(2, LOOKING, 2, 6, 1, 0);
        assertThat(joiner.takeSent())
                .contains(
                        "1: LOOKING 2 zxid 6 round 1 epoch 0",
                        "2: LOOKING 2 zxid 6 round 1 epoch 0",
                        "4: LOOKING 2 zxid 6 round 1 epoch 0");
        joiner.hear(4, LOOKING, 2, 6, 1, 0).pass(200);
        assertThat(joiner.decision().leader()).isEqualTo(2);
    }

    /** Server 3 has just started and knows an older configuration, in which it may lead. */
    @Test
    void aVoterOfTheNextConfigurationAloneIsNoCandidate() {
        EnsembleView view = EnsembleView.of(Probe.majority(2).withVersion(2))
                .withLastSeen(Probe.majority(3).withVersion(4));
        Probe probe = new Probe(1, view, Probe.PATIENT).start(6).clear();
        probe.hear(3, LOOKING, 3, 6, 1, 0);
        assertThat(probe.election.vote().leader()).isEqualTo(1);
        probe.hear(2, LOOKING, 2, 6, 1, 0).hear(3, LOOKING, 2, 6, 1, 0).pass(200);
        assertThat(probe.decision().leader()).isEqualTo(2);
    }

    @Test
    void whoCannotLeadVotesForTheBestOfThoseWhoCanWhateverItHasLoggedItself() {
        EnsembleView view = EnsembleView.of(Probe.majority(2))
                .withLastSeen(Probe.majority(3).withVersion(4));
        Probe joiner = new Probe(3, view, Probe.PATIENT).start(9).clear();
        joiner.hear(1, LOOKING, 2, 6, 1, 0);
        assertThat(joiner.election.vote().leader()).isEqualTo(2);
    }

    @Test
    void start_theClockGoesOnFromElectionToElection() {
        Probe probe = Probe.of(1, 3).start(0);
        probe.looking(2, 5, 8).hear(3, LOOKING, 2, 5, 8, 0).pass(200);
        assertThat(probe.decision().electionEpoch()).isEqualTo(8);
        assertThat(probe.start(0).election.round()).isEqualTo(9);
    }

    @Test
    void start_theEpochMustNotBeLowerThanThatOfTheZxid() {
        assertThatThrownBy(() -> Probe.of(1, 3).start(Zxid.of(4, 7), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("current epoch: 3");
    }

    @Test
    void none_theProposalIsSentAgainAfter200MsThenAfterTwiceAsLong() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        probe.pass(199);
        assertThat(probe.takeSent()).isEmpty();
        assertThat(probe.pass(1).takeSent()).hasSize(2);
        assertThat(probe.pass(399).takeSent()).isEmpty();
        assertThat(probe.pass(1).takeSent())
                .containsExactly("2: LOOKING 1 zxid 0 round 1 epoch 0", "3: LOOKING 1 zxid 0 round 1 epoch 0");
    }

    @Test
    void none_theWaitDoublesUpToAMinute() {
        Probe probe = Probe.of(1, 3).start(0);
        // 200 + 400 + ... + 51 200 ms
        probe.pass(102_200).clear();
        assertThat(probe.pass(59_999).takeSent()).isEmpty();
        assertThat(probe.pass(1).takeSent()).hasSize(2);
        for (int i = 0; i < 5; i++) {
            assertThat(probe.pass(59_999).takeSent()).isEmpty();
            assertThat(probe.pass(1).takeSent()).hasSize(2);
        }
    }

    @Test
    void none_bothIntervalsCanBeSet() {
        ElectionOptions options = Probe.PATIENT.withNotificationIntervals(10, 25);
        Probe probe = new Probe(1, EnsembleView.of(Probe.majority(2)), options)
                .start(0)
                .clear();
        assertThat(probe.pass(10).takeSent()).hasSize(1);
        assertThat(probe.pass(20).takeSent()).hasSize(1);
        assertThat(probe.pass(25).takeSent()).hasSize(1);
        assertThat(probe.pass(25).takeSent()).hasSize(1);
    }

    @Test
    void none_aNotificationStartsTheWaitAfresh() {
        Probe probe = Probe.of(3, 5).start(9).clear();
        probe.pass(150).hear(1, LOOKING, 3, 9, 1, 0).pass(199);
        assertThat(probe.takeSent()).isEmpty();
        assertThat(probe.pass(1).takeSent()).hasSize(4);
    }

    /** Server 1 has not heard ours, and asks just as often as we would. */
    @Test
    void none_aWorseVoteOfTheRoundDoesNotKeepUsFromSayingTheBetterOne() {
        Probe probe = Probe.of(3, 3).start(9).pass(102_200).clear();
        for (int i = 0; i < 5; i++) {
            probe.pass(30_000).looking(1, 0, 1).pass(30_000);
        }
        assertThat(probe.takeSent()).hasSize(10);
    }

    @Test
    void votesForOthersThanVotersAreIgnored() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        probe.hear(2, LOOKING, 9, 99, 4, 9);
        assertThat(probe.election.round()).isEqualTo(1);
        assertThat(probe.takeSent()).isEmpty();
    }

    @Test
    void votesOfObservingServersAreIgnored() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        probe.hear(2, OBSERVING, 2, 9, 4, 9).hear(3, OBSERVING, 2, 9, 4, 9).pass(199);
        assertThat(probe.takeSent()).isEmpty();
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void looking1_aServerWithoutDatabaseDoesNotCount() {
        Probe probe = Probe.of(1, 3).start(0).clear();
        probe.hear(2, LOOKING, 2, Zxid.LOST, 7, 0)
                .hear(3, LOOKING, 3, Zxid.LOST, 7, 0)
                .pass(250);
        assertThat(probe.election.round()).isEqualTo(1);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void looking1_aServerWithoutDatabaseLetsTheOthersDecide() {
        Probe probe = Probe.of(1, 3).start(Zxid.LOST, 0);
        probe.looking(2, 0, 1).hear(3, LOOKING, 2, 0, 1, 0).pass(250);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(3, FOLLOWING, 2, 0, 1, 0).hear(2, LEADING, 2, 0, 1, 0);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    /** Others who elect a leader again and again must not keep it from asking who leads. */
    @Test
    void looking1_aServerWithoutDatabaseGoesOnAskingWhateverItHears() {
        Probe probe = Probe.of(1, 3).start(Zxid.LOST, 0).clear();
        for (int i = 0; i < 30; i++) {
            probe.looking(2, i, 1 + i).pass(100);
        }
        assertThat(probe.takeSent()).isNotEmpty();
    }

    @Test
    void looking1_theQuestionsOfAServerWithoutDatabaseKeepNobodyFromAsking() {
        Probe probe = Probe.of(1, 3).start(5, 0).clear();
        for (int i = 0; i < 30; i++) {
            probe.hear(2, LOOKING, 2, Zxid.LOST, 1, 0).pass(100);
        }
        assertThat(probe.takeSent()).isNotEmpty();
    }

    @Test
    void settled_aChangeThatOnlyThisServerKnowsOfDoesNotKeepItOut() {
        EnsembleView view = new EnsembleView(
                Probe.majority(3),
                Ensemble.of(
                        7,
                        List.of(
                                QuorumServer.participant(1, "h1", 1, 2),
                                QuorumServer.participant(4, "h4", 1, 2),
                                QuorumServer.participant(5, "h5", 1, 2))));
        Probe probe = new Probe(1, view, Probe.PATIENT).start(5);
        probe.hear(2, FOLLOWING, 3, 4, 9, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(3, LEADING, 3, 4, 9, 0);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void settled_toLeadTakesBothQuorums() {
        EnsembleView view = new EnsembleView(
                Probe.majority(3),
                Ensemble.of(
                        7,
                        List.of(
                                QuorumServer.participant(1, "h1", 1, 2),
                                QuorumServer.participant(4, "h4", 1, 2),
                                QuorumServer.participant(5, "h5", 1, 2))));
        Probe probe = new Probe(1, view, Probe.PATIENT).start(5);
        probe.hear(2, FOLLOWING, 1, 5, 1, 0).hear(3, FOLLOWING, 1, 5, 1, 0).pass(300);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(4, FOLLOWING, 1, 5, 1, 0).pass(300);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void looking2_aLaterRoundIsJoinedWithTheBetterOfItsVoteAndTheOwn() {
        Probe probe = Probe.of(1, 3).start(5).clear();
        probe.looking(2, 3, 4);
        assertThat(probe.takeSent())
                .containsExactly("2: LOOKING 1 zxid 5 round 4 epoch 0", "3: LOOKING 1 zxid 5 round 4 epoch 0");
        probe.looking(3, 6, 5);
        assertThat(probe.takeSent())
                .containsExactly("2: LOOKING 3 zxid 6 round 5 epoch 0", "3: LOOKING 3 zxid 6 round 5 epoch 0");
        probe.looking(2, 0, 6);
        assertThat(probe.takeSent())
                .as("the own vote again, not the former proposal")
                .containsExactly("2: LOOKING 1 zxid 5 round 6 epoch 0", "3: LOOKING 1 zxid 5 round 6 epoch 0");
    }

    @Test
    void looking2_votesOfEarlierRoundsAreForgotten() {
        Probe probe = Probe.of(3, 5).start(9);
        probe.hear(1, LOOKING, 3, 9, 1, 0).hear(2, LOOKING, 3, 9, 2, 0).pass(250);
        assertThat(probe.election.state()).as("1 has voted in round 1 only").isEqualTo(LOOKING);
        probe.hear(1, LOOKING, 3, 9, 2, 0).pass(250);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void looking3_anEarlierRoundIsIgnored() {
        Probe probe = Probe.of(1, 3).start(0).start(0).clear();
        probe.hear(2, LOOKING, 2, 9, 1, 0).hear(3, LOOKING, 2, 9, 1, 0).pass(199);
        assertThat(probe.election.vote().leader()).isEqualTo(1);
    }

    @Test
    void looking4_aBetterVoteOfTheRoundBecomesTheProposal() {
        Probe probe = Probe.of(1, 5).start(5).clear();
        probe.looking(2, 5, 1);
        assertThat(probe.takeSent()).hasSize(4).first().isEqualTo("2: LOOKING 2 zxid 5 round 1 epoch 0");
        probe.looking(3, 4, 1);
        assertThat(probe.takeSent()).as("not better").isEmpty();
        probe.hear(4, LOOKING, 4, 0, 1, 1);
        assertThat(probe.takeSent()).hasSize(4).first().isEqualTo("2: LOOKING 4 zxid 0 round 1 epoch 1");
    }

    @Test
    void looking5_whenAQuorumVotesForTheProposalABetterVoteIsWaitedFor200Ms() {
        Probe probe = Probe.of(1, 3).start(0).looking(2, 5, 1).pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.pass(1);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        assertThat(probe.decision()).isEqualTo(new Vote(2, 5, 1, 0));
    }

    @Test
    void looking5_theWaitStartsAfreshWithEachNewVote() {
        Probe probe = Probe.of(3, 5).start(9);
        probe.hear(1, LOOKING, 3, 9, 1, 0).hear(2, LOOKING, 3, 9, 1, 0).pass(150);
        probe.looking(4, 0, 1).pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).election.state()).isEqualTo(LEADING);
    }

    @Test
    void looking5_aRepeatedVoteDoesNotProlongTheWait() {
        Probe probe = Probe.of(3, 3).start(9).hear(1, LOOKING, 3, 9, 1, 0).pass(150);
        probe.hear(1, LOOKING, 3, 9, 1, 0).pass(50);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void looking5_aBetterVoteEndsTheWaitAndTheSearchGoesOn() {
        Probe probe = Probe.of(1, 3).start(0).looking(2, 5, 1).pass(199);
        probe.looking(3, 6, 1);
        assertThat(probe.election.vote().leader()).isEqualTo(3);
        probe.pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.pass(1).decision().leader()).isEqualTo(3);
    }

    @Test
    void looking5_onlyVotesThatEqualTheProposalInAllCount() {
        Probe probe = Probe.of(3, 3).start(9);
        probe.hear(1, LOOKING, 3, 8, 1, 0).hear(2, LOOKING, 3, 9, 1, -1).pass(500);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void looking5_theWinnerLeadsWithItsVotersAsLeadingVoteSet() {
        Probe probe = Probe.of(3, 3).start(9);
        probe.hear(2, LOOKING, 3, 9, 1, 0).pass(200);
        assertThat(probe.election.state()).isEqualTo(LEADING);
        assertThat(probe.election.leadingVoteSet()).containsExactly(2L, 3L);
        assertThat(probe.start(9).election.leadingVoteSet()).isEmpty();
    }

    @Test
    void aServerOfOneElectsItself() {
        Probe probe = Probe.of(1, 1).start(3).pass(200);
        assertThat(probe.decision()).isEqualTo(new Vote(1, 3, 1, 0));
        assertThat(probe.election.state()).isEqualTo(LEADING);
        assertThat(probe.sent).isEmpty();
    }

    @Test
    void settled1_aQuorumOfTheRoundWithTheLeaderAmongItDecides() {
        Probe probe = Probe.of(1, 5).start(0);
        probe.hear(3, FOLLOWING, 2, 5, 1, 0).hear(4, FOLLOWING, 2, 5, 1, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(2, LEADING, 2, 5, 1, 0);
        assertThat(probe.decision()).isEqualTo(new Vote(2, 5, 1, 0));
    }

    @Test
    void settled1_withinTheRoundOnlyTheLeaderHasToBeTheSame() {
        Probe probe = Probe.of(1, 3).start(0);
        probe.hear(3, FOLLOWING, 2, 5, 1, 0).hear(2, LEADING, 2, 6, 1, 4);
        assertThat(probe.decision()).as("the last one heard").isEqualTo(new Vote(2, 6, 1, 4));
    }

    @Test
    void settled1_votesOfServersThatStillLookCountIfTheyAreEqualInAll() {
        Probe probe = Probe.of(1, 3).start(0).looking(2, 5, 1).clear();
        assertThat(probe.election.vote().leader()).as("our own vote counts").isEqualTo(2);
        probe.hear(2, LEADING, 2, 5, 1, 0);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        Probe other = Probe.of(1, 3).start(0).looking(2, 5, 1);
        other.hear(2, LEADING, 2, 5, 1, 1);
        assertThat(other.election.state()).as("another epoch").isEqualTo(LOOKING);
    }

    @Test
    void settled2_aQuorumOfAnyRoundWithTheLeaderAmongItDecidesAndSetsTheClock() {
        Probe probe = Probe.of(1, 3).start(0);
        probe.hear(3, FOLLOWING, 2, 5, 7, 3).hear(2, LEADING, 2, 4, 6, 3);
        assertThat(probe.decision()).isEqualTo(new Vote(2, 4, 6, 3));
        assertThat(probe.election.round()).isEqualTo(6);
    }

    @Test
    void settled2_betweenRoundsLeaderAndEpochHaveToBeTheSame() {
        Probe probe = Probe.of(1, 3).start(0);
        probe.hear(3, FOLLOWING, 2, 5, 7, 3).hear(2, LEADING, 2, 5, 6, 4);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(3, FOLLOWING, 2, 5, 7, 4);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void settled2_ifOneMessageHadNoVersionOnlyTheLeaderHasToBeTheSame() {
        Probe probe = Probe.of(1, 3).start(0);
        probe.hear(3, new Notification(FOLLOWING.code(), 2, 5, 7, 3, 0, ""));
        probe.hear(2, LEADING, 2, 5, 6, 4);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        Probe bothOld = Probe.of(1, 3).start(0);
        bothOld.hear(3, new Notification(FOLLOWING.code(), 2, 5, 7, 3, 0, ""));
        bothOld.hear(2, new Notification(LEADING.code(), 2, 5, 6, 4, 0, ""));
        assertThat(bothOld.election.state()).as("two without").isEqualTo(LOOKING);
    }

    @Test
    void settled2_aNewRoundDoesNotForgetThem() {
        Probe probe = Probe.of(1, 3).start(0).hear(3, FOLLOWING, 2, 5, 7, 3);
        probe.looking(2, 0, 9).hear(2, LEADING, 2, 5, 6, 3);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void checkLeader_theLeaderItselfMustSayThatItLeads() {
        Probe probe = Probe.of(1, 5).start(0);
        for (long voter = 3; voter <= 5; voter++) {
            probe.hear(voter, FOLLOWING, 2, 5, 1, 0).hear(voter, FOLLOWING, 2, 5, 3, 0);
        }
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(2, FOLLOWING, 2, 5, 1, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void checkLeader_whoIsTakenForTheLeaderIsItOnlyInItsOwnRound() {
        Probe probe = Probe.of(2, 3).start(5);
        probe.hear(1, FOLLOWING, 2, 5, 4, 0).hear(3, FOLLOWING, 2, 5, 4, 0);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(1, FOLLOWING, 2, 5, 1, 0).hear(3, FOLLOWING, 2, 5, 1, 0);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void better_theEpochDecidesThenTheZxidThenTheSid() {
        Vote vote = new Vote(2, 5, 1, 3);
        var verifier = Probe.majority(3).verifier();
        assertThat(new Vote(1, 0, 1, 4).isBetterThan(vote, verifier)).isTrue();
        assertThat(new Vote(3, 9, 1, 2).isBetterThan(vote, verifier)).isFalse();
        assertThat(new Vote(1, 6, 1, 3).isBetterThan(vote, verifier)).isTrue();
        assertThat(new Vote(3, 4, 1, 3).isBetterThan(vote, verifier)).isFalse();
        assertThat(new Vote(3, 5, 1, 3).isBetterThan(vote, verifier)).isTrue();
        assertThat(new Vote(1, 5, 1, 3).isBetterThan(vote, verifier)).isFalse();
        assertThat(vote.isBetterThan(vote, verifier)).as("strict").isFalse();
        assertThat(new Vote(2, 5, 9, 3).isBetterThan(vote, verifier))
                .as("rounds do not matter")
                .isFalse();
    }

    @Test
    void oldForms_votesOf28And40BytesAndOfVersion1Count() {
        for (Notification old : new Notification[] {
            Notification.decode(firstBytes(28)),
            Notification.decode(firstBytes(40)),
            new Notification(LOOKING.code(), 2, Zxid.of(1, 5), 1, 1, 1, "")
        }) {
            Probe probe = Probe.of(1, 3).start(0).hear(2, old).pass(200);
            assertThat(probe.decision()).as(old.toString()).isEqualTo(new Vote(2, Zxid.of(1, 5), 1, 1));
        }
    }

    private static byte[] firstBytes(int count) {
        byte[] whole = new Notification(LOOKING.code(), 2, Zxid.of(1, 5), 1, 1, "").toBytes();
        return java.util.Arrays.copyOf(whole, count);
    }

    @Test
    void quorum_bothConfigurationsHaveToAgreeWhileOneIsProposed() {
        EnsembleView view = EnsembleView.of(Probe.majority(3))
                .withLastSeen(Probe.majority(7).withVersion(4));
        Probe probe = new Probe(3, view, Probe.PATIENT).start(9);
        probe.hear(1, LOOKING, 3, 9, 1, 0).hear(2, LOOKING, 3, 9, 1, 0).pass(250);
        assertThat(probe.election.state()).as("a quorum of three only").isEqualTo(LOOKING);
        probe.hear(6, LOOKING, 3, 9, 1, 0).pass(250);
        assertThat(probe.election.state()).isEqualTo(LEADING);
        assertThat(probe.election.leadingVoteSet()).isEqualTo(Set.of(1L, 2L, 3L, 6L));
    }

    @Test
    void aLeaderThatLacksOurVoteIsFollowedWhenNothingElseIsHeard() {
        Probe probe = Probe.of(1, 3).start(5).hear(2, LEADING, 2, 5, 1, 0).pass(199);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.pass(1);
        assertThat(probe.decision()).isEqualTo(new Vote(2, 5, 1, 0));
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void aLeaderThatLacksOurVoteIsFollowedInItsRound() {
        Probe probe = Probe.of(1, 3).start(5).start(5).start(5).hear(2, LEADING, 2, 5, 1, 0);
        probe.pass(200);
        assertThat(probe.decision().electionEpoch()).isEqualTo(1);
        assertThat(probe.start(5).election.round()).isEqualTo(2);
    }

    @Test
    void aLeaderThatWouldNotHaveOurVoteIsNotFollowed() {
        Probe probe = Probe.of(1, 3).start(6).hear(2, LEADING, 2, 5, 1, 0).pass(120_000);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void aLeaderThatLacksMoreThanOurVoteIsNotFollowed() {
        Probe probe = Probe.of(1, 5).start(5).hear(2, LEADING, 2, 5, 1, 0).pass(120_000);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(3, FOLLOWING, 2, 5, 1, 0).pass(120_000);
        assertThat(probe.decision().leader()).isEqualTo(2);
    }

    @Test
    void aLeaderThatLooksAgainIsNotFollowed() {
        Probe probe = Probe.of(1, 5).start(5).hear(3, FOLLOWING, 2, 5, 7, 0).hear(2, LEADING, 2, 5, 7, 0);
        probe.hear(2, LOOKING, 2, 5, 8, 0).pass(120_000);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }

    @Test
    void anObserverHasNoVoteThatALeaderCouldLack() {
        Probe probe = new Probe(4, EnsembleView.of(Probe.majority(3, 1)), Probe.PATIENT).start(5);
        probe.hear(2, LEADING, 2, 5, 1, 0).pass(120_000);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
    }
}
