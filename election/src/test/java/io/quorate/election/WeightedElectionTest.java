package io.quorate.election;

import static io.quorate.election.ServerState.LEADING;
import static io.quorate.election.ServerState.LOOKING;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import org.junit.jupiter.api.Test;

/** Election-protocol §8, as far as elections are concerned; the verifiers themselves are tested beside them. */
class WeightedElectionTest {
    private static final String SIX =
            """
            server.1=a:1:2
            server.2=b:1:2
            server.3=c:1:2
            server.4=d:1:2
            server.5=e:1:2
            server.6=f:1:2
            group.1=1:2
            group.2=3:4
            group.3=5:6
            """;

    private static Probe probe(long sid, String config) {
        return new Probe(sid, EnsembleView.of(Ensemble.parse(config)), Probe.PATIENT);
    }

    @Test
    void aMajorityOfVotersIsNotEnoughWithoutAMajorityOfGroups() {
        Probe probe = probe(6, SIX).start(9);
        probe.hear(5, LOOKING, 6, 9, 1, 0)
                .hear(4, LOOKING, 6, 9, 1, 0)
                .hear(2, LOOKING, 6, 9, 1, 0)
                .pass(250);
        assertThat(probe.election.state()).isEqualTo(LOOKING);
        probe.hear(3, LOOKING, 6, 9, 1, 0).pass(250);
        assertThat(probe.election.state()).isEqualTo(LEADING);
    }

    @Test
    void votersOfWeightZeroNeverLead() {
        String config = SIX + "weight.6=0\nweight.5=1\n";
        Probe heavy = probe(1, config).start(0).clear();
        heavy.hear(6, LOOKING, 6, 9, 1, 7);
        assertThat(heavy.election.vote().leader()).as("however far it is").isEqualTo(1);
        heavy.hear(6, LOOKING, 6, 9, 2, 7);
        assertThat(heavy.election.vote().leader()).as("also in a later round").isEqualTo(1);
        Probe light = probe(6, config).start(9).clear();
        light.hear(1, LOOKING, 1, 0, 1, 0).pass(1);
        assertThat(light.election.vote().leader())
                .as("its own vote is not changed by a worse one")
                .isEqualTo(6);
    }

    @Test
    void aVoteForAServerOfWeightZeroHasNoQuorumInItsWay() {
        String config = SIX + "weight.6=0\n";
        Probe probe = probe(1, config).start(3);
        probe.hear(6, LOOKING, 6, 9, 1, 0);
        for (long voter = 2; voter <= 5; voter++) {
            probe.hear(voter, LOOKING, 1, 3, 1, 0);
        }
        assertThat(probe.pass(200).election.state()).isEqualTo(LEADING);
    }
}
