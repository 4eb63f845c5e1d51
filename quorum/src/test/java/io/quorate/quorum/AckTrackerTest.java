package io.quorate.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.MajorityQuorum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AckTrackerTest {
    @Test
    void aServerOfOneIsItsOwnQuorum() {
        AckTracker acks = new AckTracker(new MajorityQuorum(List.of(1L)), 5);
        assertThat(acks.quorumZxid()).isEqualTo(5);
        acks.acked(1, 9);
        assertThat(acks.quorumZxid()).isEqualTo(9);
    }

    @Test
    void serversWithoutAVoteDoNotCount() {
        AckTracker acks = new AckTracker(new MajorityQuorum(List.of(1L, 2L, 3L)), 0);
        acks.acked(1, 4);
        acks.acked(9, 4);
        assertThat(acks.quorumZxid()).isZero();
        acks.acked(3, 3);
        assertThat(acks.quorumZxid()).isEqualTo(3);
    }

    @Test
    void anOlderAcknowledgementTakesNothingBack() {
        AckTracker acks = new AckTracker(new MajorityQuorum(List.of(1L)), 0);
        acks.acked(1, 9);
        acks.acked(1, 2);
        assertThat(acks.quorumZxid()).isEqualTo(9);
    }

    @Test
    void equalsTheMiddleOfTheSortedAcknowledgements() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int voters = 1 + random.nextInt(7);
            List<Long> sids = new ArrayList<>();
            for (long sid = 1; sid <= voters; sid++) {
                sids.add(sid);
            }
            AckTracker acks = new AckTracker(new MajorityQuorum(sids), 0);
            List<Long> acked = new ArrayList<>(Collections.nCopies(voters, 0L));
            for (int step = 0; step < 50; step++) {
                int voter = random.nextInt(voters);
                long zxid = acked.get(voter) + random.nextInt(4);
                acked.set(voter, zxid);
                acks.acked(voter + 1, zxid);
                List<Long> descending = new ArrayList<>(acked);
                descending.sort(Collections.reverseOrder());
                assertThat(acks.quorumZxid())
                        .as("seed %d step %d: %s", seed, step, acked)
                        .isEqualTo(descending.get(voters / 2));
            }
        }
    }

    /** Who is brought up to date is told to drop what is not committed before it is given that again. */
    @Test
    void whatIsCutBackDoesNotCountAnyMore() {
        AckTracker acks = new AckTracker(new MajorityQuorum(List.of(1L, 2L, 3L)), 5);
        acks.acked(1, 7);
        acks.acked(2, 7);
        acks.cutBack(2, 5);
        assertThat(acks.quorumZxid()).isEqualTo(5);
        acks.acked(2, 6);
        assertThat(acks.quorumZxid()).isEqualTo(6);
    }
}
