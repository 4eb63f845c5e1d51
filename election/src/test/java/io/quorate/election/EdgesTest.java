package io.quorate.election;

import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import org.junit.jupiter.api.Test;

/** Election-protocol §9, sentence by sentence, and what else happens between elections. */
class EdgesTest {
    /** Server 1 of three, which follows 2 since round 5. */
    private static Probe follower() {
        Probe probe = Probe.of(1, 3).start(3);
        probe.hear(2, LOOKING, 2, 7, 5, 0).hear(3, LOOKING, 2, 7, 5, 0).pass(200);
        return probe.clear();
    }

    @Test
    void losingTheLeaderMeansANewRound() {
        Probe probe = follower().start(3);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        assertThat(probe.election.round()).isEqualTo(6);
    }

    @Test
    void aLoneRejoinerFindsTheLeaderWithinOneExchange() {
        Probe leader = Probe.of(3, 3).start(9);
        Probe follower = Probe.of(2, 3).start(7);
        follower.hear(3, leader.sent.get(1).notification());
        leader.hear(2, follower.sent.get(follower.sent.size() - 1).notification());
        leader.pass(200).clear();
        follower.pass(200).clear();
        leader.election.onEpochEstablished(1);
        follower.election.onEpochEstablished(1);

        Probe rejoiner = Probe.of(1, 3).start(20, 0);
        leader.hear(1, rejoiner.sent.get(1).notification());
        follower.hear(1, rejoiner.sent.get(0).notification());
        rejoiner.hear(2, follower.sent.get(0).notification());
        assertThat(rejoiner.election.state())
                .as("the leader's own word is needed")
                .isEqualTo(LOOKING);
        rejoiner.hear(3, leader.sent.get(0).notification());
        assertThat(rejoiner.election.state()).isEqualTo(FOLLOWING);
        assertThat(rejoiner.decision().leader()).isEqualTo(3);
    }

    @Test
    void aChangeOfTheMembershipSetsTheClockBackAndRestartsTheSearch() {
        Probe probe = follower().start(3).clear();
        EnsembleView larger = EnsembleView.of(Probe.majority(5).withVersion(4));
        probe.election.onEnsembles(larger, probe.now);
        assertThat(probe.election.round()).isEqualTo(1);
        assertThat(probe.takeSent()).hasSize(4).first().isEqualTo("2: LOOKING 1 zxid 3 round 1 epoch 0");
    }

    @Test
    void aChangeOfTheMembershipDoesNotEndALeadership() {
        Probe probe = follower();
        probe.election.onEnsembles(EnsembleView.of(Probe.majority(5).withVersion(4)), probe.now);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        assertThat(probe.sent).isEmpty();
        probe.looking(5, 0, 1);
        assertThat(probe.takeSent()).containsExactly("5: FOLLOWING 2 zxid 7 round 5 epoch 0");
        assertThat(probe.start(3).election.round()).isEqualTo(1);
    }

    @Test
    void aNewVersionOfTheSameMembershipChangesNothing() {
        Probe probe = follower().start(3).clear();
        probe.election.onEnsembles(EnsembleView.of(Probe.majority(3).withVersion(4)), probe.now);
        assertThat(probe.election.round()).isEqualTo(6);
        assertThat(probe.sent).isEmpty();
    }

    @Test
    void aProposedConfigurationIsHeededAtOnceWhileLooking() {
        Probe probe = Probe.of(3, 3).start(9).clear();
        EnsembleView growing =
                probe.election.view().withLastSeen(Probe.majority(5).withVersion(4));
        probe.election.onEnsembles(growing, probe.now);
        assertThat(probe.sent).extracting(Probe.Sent::to).containsExactly(1L, 2L, 4L, 5L);
        probe.hear(1, LOOKING, 3, 9, 1, 0).pass(250);
        assertThat(probe.election.state()).as("two of five").isEqualTo(LOOKING);
        probe.hear(5, LOOKING, 3, 9, 1, 0).pass(200);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void aMemberThatIsMadeAnObserverLooksAsOne() {
        Ensemble before = Probe.majority(4);
        Ensemble after = Probe.majority(3, 1).withVersion(4);
        Probe probe = new Probe(4, EnsembleView.of(before), Probe.PATIENT).start(9);
        probe.election.onEnsembles(EnsembleView.of(after), probe.now);
        assertThat(probe.election.vote().leader()).isEqualTo(Vote.NOBODY);
        probe.hear(1, FOLLOWING, 2, 5, 8, 3).hear(2, LEADING, 2, 5, 8, 3);
        assertThat(probe.election.state()).isEqualTo(ServerState.OBSERVING);
    }

    @Test
    void aServerThatWasRemovedGoesOnLookingWithoutAVote() {
        Probe probe = new Probe(4, EnsembleView.of(Probe.majority(4)), Probe.PATIENT).start(9);
        probe.election.onEnsembles(EnsembleView.of(Probe.majority(3).withVersion(4)), probe.now);
        assertThat(probe.election.vote()).isEqualTo(new Vote(Vote.NOBODY, 9, 1, 0));
        probe.hear(1, FOLLOWING, 2, 5, 8, 3).hear(2, LEADING, 2, 5, 8, 3);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
    }

    @Test
    void aReconfigNamesALeaderWithoutAnElection() {
        Probe probe = follower();
        probe.election.designate(1, 12);
        assertThat(probe.election.state()).isEqualTo(LEADING);
        assertThat(probe.election.vote()).isEqualTo(new Vote(1, 12, 5, 0));
        probe.election.designate(3, 13);
        assertThat(probe.election.state()).isEqualTo(FOLLOWING);
        assertThat(probe.decisions).hasSize(3);
    }

    @Test
    void whatNeedsALeaderIsRefusedWithoutOne() {
        Probe probe = Probe.of(1, 3).start(0);
        assertThatThrownBy(() -> probe.election.onEpochEstablished(3)).hasMessageContaining("epoch 3 while LOOKING");
        assertThatThrownBy(() -> probe.election.designate(2, 0)).hasMessageContaining("leader 2 while LOOKING");
    }

    @Test
    void whoLooksBeforeWeNoticeTheLossIsHeardWhenWeDo() {
        Probe probe = follower();
        probe.looking(3, 8, 6).pass(100).clear();
        probe.start(3);
        assertThat(probe.election.vote().leader()).isEqualTo(3);
        assertThat(probe.pass(200).decision(1).leader()).isEqualTo(3);
    }

    @Test
    void whoLookedLongAgoHasFoundALeaderAndDoesNotCount() {
        Probe probe = follower().looking(3, 8, 6).pass(401).start(3);
        assertThat(probe.election.vote().leader()).isEqualTo(1);
        Probe earlierRound = follower().looking(3, 8, 5).start(3);
        assertThat(earlierRound.election.vote().leader()).isEqualTo(1);
    }

    @Test
    void theNewestOfSeveralEarlyVotesCounts() {
        Probe probe = follower().looking(3, 8, 6).hear(3, LOOKING, 2, 9, 6, 0).start(3);
        assertThat(probe.election.vote().leader()).isEqualTo(2);
    }
}
