package io.quorate.tests.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Cuts a failing list of steps down by leaving out ever smaller pieces, for as long as it still fails and time allows
 * (delta debugging). What comes out need not be the shortest, but each step left has been tried without, if there was time.
 */
final class Shrinker {
    private final Predicate<List<Step>> fails;
    private final long deadline;
    private int trials;

    /** {@code fails} runs a list on fresh servers. */
    Shrinker(Predicate<List<Step>> fails, Duration limit) {
        this.fails = fails;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    int trials() {
        return trials;
    }

    List<Step> shrink(List<Step> failing) {
        List<Step> steps = failing;
        int piece = Math.max(1, steps.size() / 2);
        while (!isLate()) {
            int before = steps.size();
            steps = withoutPieces(steps, piece);
            if (piece == 1 && steps.size() == before) {
                return steps;
            }
            piece = Math.max(1, Math.min(piece / 2, steps.size() / 2));
        }
        return steps;
    }

    /** Tries to leave out each piece, from the end, where most of what does not matter stands in the way of nothing. */
    private List<Step> withoutPieces(List<Step> all, int piece) {
        List<Step> steps = all;
        for (int end = steps.size(); end > 0 && !isLate(); end -= piece) {
            int start = Math.max(0, end - piece);
            List<Step> rest = new ArrayList<>(steps.subList(0, start));
            rest.addAll(steps.subList(end, steps.size()));
            trials++;
            if (fails.test(rest)) {
                steps = rest;
            }
        }
        return steps;
    }

    private boolean isLate() {
        return System.nanoTime() - deadline > 0;
    }
}
