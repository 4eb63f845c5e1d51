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

    /**
     * @param guesses whether a step is thought to matter; each guess is tried once, in turn, because a good one saves many
     *     trials. The last step always matters.
     */
    List<Step> shrink(List<Step> failing, List<Predicate<Step>> guesses) {
        List<Step> steps = singleCalls(failing);
        for (Predicate<Step> guess : guesses) {
            Step last = steps.get(steps.size() - 1);
            steps = smaller(
                    steps,
                    steps.stream()
                            .filter(step -> step == last || guess.test(step))
                            .toList());
        }
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

    /** With one request after the other, if it fails that way too. */
    private List<Step> singleCalls(List<Step> all) {
        List<Step> single = new ArrayList<>();
        for (Step step : all) {
            if (step instanceof Step.Burst burst) {
                burst.calls().forEach(call -> single.add(Step.Burst.of(burst.slot(), call)));
            } else {
                single.add(step);
            }
        }
        trials++;
        return fails.test(single) ? single : all;
    }

    private List<Step> smaller(List<Step> all, List<Step> some) {
        if (some.size() == all.size() || isLate()) {
            return all;
        }
        trials++;
        return fails.test(some) ? some : all;
    }

    /** Tries to leave out each piece, from the end, where most of what does not matter stands in the way of nothing. */
    private List<Step> withoutPieces(List<Step> all, int piece) {
        List<Step> steps = all;
        for (int end = steps.size(); end > 0 && !isLate(); end -= piece) {
            int start = Math.max(0, end - piece);
            List<Step> rest = new ArrayList<>(steps.subList(0, start));
            rest.addAll(steps.subList(end, steps.size()));
            steps = smaller(steps, rest);
        }
        return steps;
    }

    private boolean isLate() {
        return System.nanoTime() - deadline > 0;
    }
}
