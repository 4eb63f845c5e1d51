package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator itself is tested: of every mistake planted at its edges it has to object within some seeds. */
class PlantedBugsTest {
    private static final long SEEDS_MAX = 150;

    @ParameterizedTest
    @EnumSource(value = Bug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(Bug bug) {
        assertThat(firstSeedThatObjects(bug))
                .as("the first seed that objects to %s", bug)
                .isBetween(1L, SEEDS_MAX);
    }

    private static long firstSeedThatObjects(Bug bug) {
        for (long seed = 1; seed <= SEEDS_MAX; seed++) {
            try {
                Simulation.of(seed, 3, bug, null).run();
            } catch (RuntimeException objection) {
                assertThat(objection.getMessage()).isNotBlank();
                return seed;
            }
        }
        return -1;
    }
}
