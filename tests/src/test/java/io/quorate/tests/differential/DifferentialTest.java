package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.fail;

import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Our server does what Apache's does, for random clients.
 *
 * <p>The short form runs with the other tests. The long form:
 * {@code -Dtest=DifferentialTest -Ddifferential.seeds=1-200 -Ddifferential.ops=5000}; a single failing seed the same way with
 * {@code -Ddifferential.seeds=<seed>}. {@code -Ddifferential.shrink.seconds} limits the search for a short reproducer.
 */
class DifferentialTest {
    private static final String SEEDS = System.getProperty("differential.seeds", "1-2");
    private static final int OPS = Integer.getInteger("differential.ops", 1_500);
    private static final Duration SHRINK_LIMIT =
            Duration.ofSeconds(Integer.getInteger("differential.shrink.seconds", 120));
    private static final int STEPS_SHOWN = 40;

    /** Most differences need neither restarts nor reads nor requests that change nothing, nor other sessions. */
    private static final List<Predicate<Step>> GUESSES = List.of(
            step -> !step.isSlow(),
            step -> step.isBurst() && step.mayCauseEvents(),
            step -> !step.isBurst() || step.mayCauseEvents(),
            Step::isBurst);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    @TestFactory
    Stream<DynamicTest> sameAsApache() {
        return seeds(SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed + ", " + OPS + " steps", () -> play(seed)));
    }

    private void play(long seed) throws Exception {
        Profile profile = Profile.of(seed);
        ServerProcess judge = SANDBOX.apache(judgeSettings(profile)).launch();
        ServerProcess ours = SANDBOX.subject(profile.settings()).launch();
        judge.awaitServing();
        ours.awaitServing();
        try (Match match = new Match(seed, profile, judge, ours, ours.port())) {
            Optional<Duel.Difference> difference = match.play(OPS);
            if (difference.isPresent()) {
                fail(report(seed, match, difference.get(), judge, ours));
            }
            System.out.println("differential: seed " + seed + ", " + profile + ": "
                    + match.played().size()
                    + " steps, " + match.duel().linesCompared() + " lines alike, wanted differences "
                    + match.duel().met());
        } finally {
            judge.close();
            ours.close();
        }
    }

    private String report(long seed, Match match, Duel.Difference difference, ServerProcess judge, ServerProcess ours) {
        Shrinker shrinker = new Shrinker(
                steps -> rerun(match.profile(), steps, judge, ours, difference.kind())
                        .isPresent(),
                SHRINK_LIMIT);
        List<Step> played = match.played();
        List<Step> failing = new ArrayList<>(played.subList(0, Math.min(difference.at() + 1, played.size())));
        List<Step> shortest = shrinker.shrink(failing, GUESSES);
        StringBuilder text = new StringBuilder("seed " + seed + ", " + match.profile() + "\n" + difference.describe());
        text.append(shortest.size() + " of " + failing.size() + " steps, found in " + shrinker.trials() + " trials:\n");
        shortest.stream()
                .limit(STEPS_SHOWN)
                .forEach(step -> text.append("  ").append(step).append('\n'));
        rerun(match.profile(), shortest, judge, ours, difference.kind())
                .ifPresent(again -> text.append("there:\n").append(again.describe()));
        return text + "again: -Dtest=DifferentialTest -Ddifferential.seeds=" + seed + " -Ddifferential.ops=" + OPS;
    }

    /** The same steps on the same servers with empty directories: the first difference of the given kind. */
    private static Optional<Duel.Difference> rerun(
            Profile profile, List<Step> steps, ServerProcess judge, ServerProcess ours, String kind) {
        judge.wipe().settings(judgeSettings(profile)).launch();
        ours.wipe().settings(profile.settings()).launch();
        judge.awaitServing();
        ours.awaitServing();
        try (Duel duel = new Duel(new Player(judge, judge.port()), new Player(ours, ours.port()))) {
            return duel.runAll(steps).stream()
                    .filter(difference -> difference.kind().equals(kind))
                    .findFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The judge need not survive a power cut. */
    static ServerSettings judgeSettings(Profile profile) {
        return profile.settings().withProperty("forceSync", "no");
    }

    /** {@code 1-5,9} */
    private static LongStream seeds(String text) {
        return Stream.of(text.split(",")).flatMapToLong(part -> {
            String[] ends = part.trim().split("-", 2);
            return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        });
    }
}
