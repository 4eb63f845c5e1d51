package io.quorate.tests.differential;

import io.quorate.tests.harness.ServerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One seed played out: steps as the generator makes them, a restart in the middle, and at the end everything that the servers
 * hold, before and after another restart.
 */
final class Match implements AutoCloseable {
    /** After so many steps the players are compared and the generator is told what there is. */
    private static final int CHUNK = 40;

    private final Profile profile;
    private final Generator generator;
    private final Player judge;
    private final Duel duel;
    private final List<Step> played = new ArrayList<>();

    /** Servers that serve, with nothing done yet; the port of ours may be that of something in between. */
    Match(long seed, Profile profile, ServerProcess judge, ServerProcess ours, int port) throws IOException {
        this.profile = profile;
        this.generator = new Generator(seed, profile);
        this.judge = new Player(judge, judge.port());
        this.duel = new Duel(this.judge, new Player(ours, port));
    }

    /** Plays at least {@code steps} steps, less when a difference shows. */
    Optional<Duel.Difference> play(int steps) throws IOException {
        Optional<Duel.Difference> difference = random(steps / 2);
        if (difference.isEmpty()) {
            difference = run(List.of(new Step.Restart(true)));
        }
        if (difference.isEmpty()) {
            difference = random(steps);
        }
        return difference.isPresent() ? difference : run(ENDING);
    }

    /** What every match ends with. */
    static final List<Step> ENDING = List.of(new Step.ReadAll(), new Step.Restart(false), new Step.ReadAll());

    List<Step> played() {
        return List.copyOf(played);
    }

    Profile profile() {
        return profile;
    }

    Duel duel() {
        return duel;
    }

    private Optional<Duel.Difference> random(int until) throws IOException {
        while (played.size() < until) {
            Map<String, TreeGuess.Node> known = judge.survey();
            Optional<Duel.Difference> difference = run(generator.next(Math.min(CHUNK, until - played.size()), known));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private Optional<Duel.Difference> run(List<Step> steps) {
        played.addAll(steps);
        return duel.run(steps);
    }

    @Override
    public void close() {
        duel.close();
    }
}
