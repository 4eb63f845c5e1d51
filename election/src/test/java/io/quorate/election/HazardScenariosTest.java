package io.quorate.election;

import static io.quorate.election.ServerState.FOLLOWING;
import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.quorum.Notification;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Interleavings that broke servers before, as far as the election is concerned. */
class HazardScenariosTest {
    /** ZOOKEEPER-1732, ZOOKEEPER-1818: after partial elections the servers of a settled ensemble are in different rounds. */
    @Test
    void s22_aNewcomerJoinsASettledEnsembleWhoseVotesHaveDifferentRoundsAndZxids() {
        Probe newcomer = Probe.of(1, 5).start(0);
        newcomer.hear(2, FOLLOWING, 4, 17, 3, 6).hear(3, FOLLOWING, 4, 12, 9, 6).hear(4, LEADING, 4, 17, 4, 6);
        assertThat(newcomer.election.state()).isEqualTo(FOLLOWING);
        assertThat(newcomer.decision().leader()).isEqualTo(4);
    }

    @Test
    void s22_theLeadersOwnClaimIsRequired() {
        Probe newcomer = Probe.of(1, 5).start(0);
        newcomer.hear(2, FOLLOWING, 4, 17, 3, 6)
                .hear(3, FOLLOWING, 4, 12, 9, 6)
                .hear(5, FOLLOWING, 4, 12, 9, 6)
                .pass(10_000);
        assertThat(newcomer.election.state()).isEqualTo(LOOKING);
        newcomer.hear(4, LOOKING, 4, 17, 10, 6);
        assertThat(newcomer.election.state()).as("it has lost its leadership").isEqualTo(LOOKING);
        assertThat(newcomer.election.round()).isEqualTo(10);
    }

    @Test
    void s22_serversThatHaveNotYetLearntTheNewEpochDoNotCountAcrossRounds() {
        Probe newcomer = Probe.of(1, 3).start(0);
        newcomer.hear(2, FOLLOWING, 3, 17, 7, 5).hear(3, LEADING, 3, 17, 7, 6);
        assertThat(newcomer.election.state()).isEqualTo(LOOKING);
        newcomer.hear(2, FOLLOWING, 3, 17, 7, 6);
        assertThat(newcomer.election.state()).isEqualTo(FOLLOWING);
    }

    /**
     * The better vote is delayed past the wait: 2 leads with the vote of 1, 1 follows it, then both hear of 3. What resolves it is
     * that 3 finds a quorum that has a leader; and if that one gives up, the next round is a higher one with 3 in it.
     */
    @Test
    void s23_aBetterVoteThatComesAfterTheDecisionDoesNotSplitTheEnsembleForGood() {
        Probe one = Probe.of(1, 3).start(0);
        Probe two = Probe.of(2, 3).start(0);
        Probe three = Probe.of(3, 3).start(9);
        Notification better = three.sent.get(0).notification();
        one.hear(2, two.sent.get(0).notification());
        two.hear(1, one.sent.get(one.sent.size() - 2).notification());
        one.pass(200);
        two.pass(200);
        assertThat(one.election.state()).isEqualTo(FOLLOWING);
        assertThat(two.election.state()).isEqualTo(LEADING);

        one.clear().hear(3, better);
        two.clear().hear(3, better);
        assertThat(one.election.state()).isEqualTo(FOLLOWING);
        assertThat(two.election.state()).isEqualTo(LEADING);
        three.hear(1, one.sent.get(0).notification()).hear(2, two.sent.get(0).notification());
        assertThat(three.election.state()).as("the settled quorum wins").isEqualTo(FOLLOWING);

        one.clear().start(0);
        two.clear().start(0);
        three.clear().start(9);
        assertThat(one.election.round()).isEqualTo(2);
        for (Probe other : new Probe[] {one, two}) {
            other.hear(3, three.sent.get(0).notification()).clear();
        }
        assertThat(one.election.vote().leader()).isEqualTo(3);
        assertThat(two.election.vote().leader()).isEqualTo(3);
    }

    /** ZOOKEEPER-3769: a truncated vote killed the thread that received votes. */
    @Test
    void s24_everyTruncationOfAVoteIsAVoteOfAnOldFormOrAMalformedRecord() {
        byte[] whole = new Notification(0, 2, 5, 1, 0, Probe.majority(3).toText()).toBytes();
        int decoded = 0;
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length == 28 || length == 40) {
                Probe.of(1, 3).start(0).hear(2, Notification.decode(part));
                decoded++;
            } else {
                assertThatThrownBy(() -> Notification.decode(part))
                        .as("%d bytes", length)
                        .isInstanceOf(MalformedRecordException.class);
            }
        }
        assertThat(decoded).isEqualTo(2);
    }

    @Test
    void s24_absurdVotesAreHarmless() {
        long[] odd = {Long.MIN_VALUE, -2, -1, 0, 4, Long.MAX_VALUE};
        for (ServerState state : ServerState.values()) {
            for (long leader : odd) {
                for (long round : odd) {
                    Probe probe = Probe.of(1, 3).start(0);
                    probe.hear(2, state, leader, Long.MAX_VALUE, round, Long.MAX_VALUE)
                            .pass(1_000);
                    assertThat(probe.election.state()).isEqualTo(LOOKING);
                }
            }
        }
    }

    /** Old and new majority are disjoint: neither alone elects while the change is under way. */
    @Test
    void s28_duringAReconfigALeaderNeedsBothMajorities() {
        Ensemble old = Ensemble.parse("server.1=a:1:2\nserver.2=b:1:2\nserver.3=c:1:2\nversion=1");
        Ensemble next = Ensemble.parse("server.3=c:1:2\nserver.4=d:1:2\nserver.5=e:1:2\nversion=2");
        EnsembleView changing = EnsembleView.of(old).withLastSeen(next);
        Probe oldOnly = new Probe(3, changing, Probe.PATIENT).start(9);
        oldOnly.hear(1, LOOKING, 3, 9, 1, 0).hear(2, LOOKING, 3, 9, 1, 0).pass(1_000);
        assertThat(oldOnly.election.state()).isEqualTo(LOOKING);
        Probe newOnly = new Probe(3, changing, Probe.PATIENT).start(9);
        newOnly.hear(4, LOOKING, 3, 9, 1, 0).hear(5, LOOKING, 3, 9, 1, 0).pass(1_000);
        assertThat(newOnly.election.state()).isEqualTo(LOOKING);
        newOnly.hear(1, LOOKING, 3, 9, 1, 0).pass(200);
        assertThat(newOnly.election.state()).isEqualTo(LEADING);
    }

    /** A member that slept through a reconfig comes back with its old file: it learns the present one before it can do harm. */
    @Test
    void s28_aRestartWithAnOldFileLearnsTheNewMembersFromAnyOfThem() {
        Ensemble old = Probe.majority(3);
        Ensemble present = Probe.majority(5).withVersion(0x100000009L);
        Probe sleeper = new Probe(1, EnsembleView.of(old), Probe.PATIENT).start(0);
        Notification answer = new Notification(FOLLOWING.code(), 5, 3, 8, 1, present.toText());
        sleeper.clear().hear(2, answer);
        assertThat(sleeper.adopted).containsExactly(present);
        assertThat(sleeper.sent).extracting(Probe.Sent::to).containsExactly(2L, 3L, 4L, 5L);
        sleeper.hear(2, answer).hear(4, answer).hear(5, LEADING, 5, 3, 8, 1);
        assertThat(sleeper.decision().leader()).isEqualTo(5);
    }

    /** Two of three start with the old file while the third has the new one: it is taken over, not outvoted. */
    @Test
    void s28_theNewestConfigurationWinsAgainstAMajorityOfOldOnes() {
        Ensemble present = Probe.majority(5).withVersion(9);
        Probe stale = Probe.of(1, 3).start(0);
        stale.looking(2, 5, 1);
        stale.hear(3, new Notification(LOOKING.code(), 3, 5, 1, 0, present.toText()));
        stale.pass(1_000);
        assertThat(stale.election.state()).isEqualTo(LOOKING);
        assertThat(stale.election.view().committed()).isEqualTo(present);
    }

    /** The leader that a reconfig has removed answers as long as it lives, but is no candidate any more. */
    @Test
    void s28_aRemovedLeaderIsNoCandidate() {
        Ensemble without = Ensemble.parse("server.1=h1:1:2\nserver.2=h2:1:2\nversion=2");
        Probe remaining =
                new Probe(1, EnsembleView.of(without), Probe.PATIENT).start(0).clear();
        remaining.hear(3, LOOKING, 3, 99, 7, 3);
        assertThat(remaining.election.vote().leader()).isEqualTo(1);
        remaining.hear(2, LOOKING, 3, 99, 7, 3);
        assertThat(remaining.election.vote().leader()).isEqualTo(1);
        Probe removed = new Probe(3, EnsembleView.of(without), Probe.PATIENT).start(99);
        assertThat(removed.election.vote().leader()).isEqualTo(Vote.NOBODY);
    }
}
