package io.quorate.tests.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whole ensembles on many seeds. {@code -Dsim.seeds=N} runs more of them, {@code -Dsim.from=S} others; bin/simulate.sh replays
 * one.
 */
class SimulationTest {
    private static final long FROM = Long.getLong("sim.from", 1);
    private static final long SEEDS = Long.getLong("sim.seeds", 70);

    /** What many seeds together must have reached, or they have tested less than they claim. */
    private static final Set<Mark> EXPECTED = Set.of(
            Mark.ELECTION,
            Mark.LEADER_SERVED,
            Mark.LEADER_WITHOUT_QUORUM,
            Mark.DISCOVERY_ABANDONED,
            Mark.SYNC_DIFF_WITH_TXNS,
            Mark.SYNC_TRUNC,
            Mark.SYNC_SNAP,
            Mark.SYNC_CUT_SHORT,
            Mark.COMMIT_BEFORE_UPTODATE,
            Mark.LEADER_SERVED_NOBODY,
            Mark.OBSERVER_SERVED,
            Mark.RECONFIGURED,
            Mark.RECONFIG_REFUSED,
            Mark.LEADER_REMOVED,
            Mark.BECAME_VOTER,
            Mark.NO_VOTER_ANY_MORE,
            Mark.CAME_BACK_REMOVED,
            Mark.ROLLOVER,
            Mark.TORN,
            Mark.ALL_DOWN,
            Mark.RECOVERED_TXNS,
            Mark.SNAPSHOT,
            Mark.WRITE_UNKNOWN_COMMITTED,
            Mark.WATCH_FIRED,
            Mark.WATCH_RENEWED,
            Mark.SESSION_MOVED,
            Mark.SESSION_EXPIRED,
            Mark.EPHEMERAL_REAPED);

    @Test
    void everythingHoldsInEnsemblesOfThreeAndFive() {
        Marks marks = new Marks();
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            int servers = seed % 3 == 0 ? 5 : 3;
            marks.add(runs(seed, servers).marks);
        }
        Set<Mark> missed = new TreeSet<>(EXPECTED);
        missed.removeIf(mark -> marks.count(mark) > 0);
        assertThat(missed)
                .as("states that no seed reached; reached were\n%s", marks.toText())
                .isEmpty();
    }

    @Test
    void everythingHoldsInAnEnsembleOfOne() {
        Marks marks = new Marks();
        for (long seed = FROM; seed < FROM + SEEDS / 2; seed++) {
            marks.add(runs(seed, 1).marks);
        }
        assertThat(marks.count(Mark.TORN)).isPositive();
        assertThat(marks.count(Mark.WRITE_UNKNOWN_COMMITTED)).isPositive();
    }

    @Test
    void aSeedAlwaysTellsTheSameStory() {
        for (long seed = FROM; seed < FROM + 6; seed++) {
            long first = runs(seed, 3).trace.hash();
            assertThat(runs(seed, 3).trace.hash()).as("seed %d", seed).isEqualTo(first);
            assertThat(runs(seed + 1_000, 3).trace.hash()).as("another seed").isNotEqualTo(first);
        }
    }

    private static Simulation runs(long seed, int servers) {
        Simulation simulation = Simulation.of(seed, servers, Bug.NONE, null);
        try {
            simulation.run();
        } catch (RuntimeException e) {
            fail(
                    "seed " + seed + ": replay with bin/simulate.sh --seed " + seed + " --servers " + servers
                            + " --trace",
                    e);
        }
        return simulation;
    }
}
