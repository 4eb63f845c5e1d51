package io.quorate.tests.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Puts two players through the same steps and finds the first that they tell differently. Owns the players. */
final class Duel implements AutoCloseable {
    /** A step that the two servers did not do alike. */
    record Difference(int at, Step step, List<String> judge, List<String> ours) {
        /** What is wrong, without paths and numbers: equal for differences that likely have the same cause. */
        String kind() {
            int line = 0;
            while (line < judge.size() && line < ours.size() && judge.get(line).equals(ours.get(line))) {
                line++;
            }
            return step.getClass().getSimpleName() + ": " + beginning(judge, line) + " / " + beginning(ours, line);
        }

        private static String beginning(List<String> lines, int line) {
            if (line >= lines.size()) {
                return "nothing";
            }
            String[] words = Shape.of(lines.get(line)).split(" ", 6);
            return String.join(" ", List.of(words).subList(1, Math.min(words.length, 3)))
                    + (lines.get(line).contains(" err -") ? " with an error" : "");
        }

        String describe() {
            StringBuilder text = new StringBuilder("step " + at + ": " + step + "\n");
            int lines = Math.max(judge.size(), ours.size());
            for (int line = 0; line < lines; line++) {
                String expected = line < judge.size() ? judge.get(line) : "(nothing)";
                String found = line < ours.size() ? ours.get(line) : "(nothing)";
                if (expected.equals(found)) {
                    text.append(lines > 60 ? "" : "    both   " + expected + "\n");
                } else {
                    text.append("    judge  ")
                            .append(expected)
                            .append("\n    ours   ")
                            .append(found)
                            .append('\n');
                }
            }
            return text.toString();
        }
    }

    private final Player judge;
    private final Player ours;
    private final List<WantedDifference> met = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private long linesCompared;
    private int done;

    Duel(Player judge, Player ours) {
        this.judge = judge;
        this.ours = ours;
    }

    /** The wanted differences met so far. */
    List<WantedDifference> met() {
        return List.copyOf(met);
    }

    long linesCompared() {
        return linesCompared;
    }

    /** Runs the steps; the first difference, if there is one. */
    Optional<Difference> run(List<Step> steps) {
        return runAll(steps).stream().findFirst();
    }

    /** Runs the steps; all differences. Numbers of steps go on counting from call to call. */
    List<Difference> runAll(List<Step> steps) {
        Future<List<List<String>>> expected = threads.submit(() -> perform(judge, steps));
        Future<List<List<String>>> found = threads.submit(() -> perform(ours, steps));
        try {
            List<Difference> differences = compare(steps, expected.get(), found.get());
            done += steps.size();
            return differences;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted during a comparison", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a player failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        judge.close();
        ours.close();
    }

    private List<Difference> compare(List<Step> steps, List<List<String>> expected, List<List<String>> found) {
        List<Difference> differences = new ArrayList<>();
        for (int at = 0; at < steps.size(); at++) {
            List<String> left = expected.get(at);
            List<String> right = found.get(at);
            linesCompared += left.size();
            if (!left.equals(right)) {
                Optional<List<WantedDifference>> reasons = WantedDifference.explain(steps.get(at), left, right);
                if (reasons.isEmpty()) {
                    differences.add(new Difference(done + at, steps.get(at), left, right));
                } else {
                    met.addAll(reasons.get());
                }
            }
        }
        return differences;
    }

    /** A player that fails says so in its lines, so that the comparison shows where. */
    private static List<List<String>> perform(Player player, List<Step> steps) {
        List<List<String>> told = new ArrayList<>();
        for (Step step : steps) {
            try {
                told.add(player.perform(step));
            } catch (IOException | RuntimeException e) {
                told.add(List.of("failed: " + e));
            }
        }
        return told;
    }
}
