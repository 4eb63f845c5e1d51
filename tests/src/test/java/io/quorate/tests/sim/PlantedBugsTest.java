package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator itself is tested: of every mistake planted at its edges it has to object within some seeds. */
class PlantedBugsTest {
    private static final long SEEDS_MAX = 150;

    /** Where nobody changes the ensemble there is nothing to be seen of them. */
    private static final Set<Bug> ABOUT_CHANGES =
            EnumSet.of(Bug.TRUST_PROPOSED_CONFIGURATION, Bug.FORGET_PROPOSED_CONFIGURATION);

    @ParameterizedTest
    @EnumSource(value = Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        assertThat(firstSeedThatObjects(bug))
                .as("the first seed that objects to %s", bug)
                .isBetween(1L, SEEDS_MAX);
    }

    private static long firstSeedThatObjects(Bug bug) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            Simulation simulation = Simulation.of(seed, 3, bug, null);
            boolean changes = simulation.knobs.reconfigPerMille > 0;
            if (!changes && ABOUT_CHANGES.contains(bug)) {
                continue;
            }
            try {
                simulation.run();
            } catch (RuntimeException objection) {
                assertThat(objection.getMessage()).isNotBlank();
                return seed;
            }
        }
        return -1;
    }
}
