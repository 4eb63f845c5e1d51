package io.quorate.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.quorum.Notification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Few voters, and every order in which they can start and their messages arrive. Between two servers a message that has not arrived
 * is replaced by the next one, as on a real connection. Where two orders lead to one situation, only the first goes on from there.
 */
class AllOrdersTest {
    private static final int SITUATIONS_MAX = 300_000;
    private static final int STEPS_MAX = 300;

    /**
     * What a server is.
     *
     * @param starts how often it starts; 0 = it is dead
     */
    private record Voter(long zxid, int starts) {}

    /**
     * What can happen in all orders.
     *
     * @param startsAnyTime whether starts are part of the order; else all come first
     * @param pausesMax how often time may pass although a start is still to come
     * @param leaderDies whether all this comes after a first election, whose winner is dead
     */
    private record Scenario(
            List<Voter> voters, boolean fastFinish, boolean startsAnyTime, int pausesMax, boolean leaderDies) {
        static Scenario of(boolean fastFinish, Voter... voters) {
            return new Scenario(List.of(voters), fastFinish, false, 0, false);
        }

        Scenario withStartsAnyTime(int pauses) {
            return new Scenario(voters, fastFinish, true, pauses, false);
        }

        Scenario withLeaderThatDies() {
            return new Scenario(voters, fastFinish, true, 0, true);
        }
    }

    private record Message(long from, long to, Notification notification) {
        @Override
        public String toString() {
            Notification n = notification;
            return "%d>%d:%d,%d,%d,%d".formatted(from, to, n.state(), n.leader(), n.zxid(), n.electionEpoch());
        }
    }

    private static final class World {
        final Scenario scenario;
        final AllOrders orders;
        final TreeMap<Long, FastLeaderElection> voters = new TreeMap<>();
        final TreeMap<Long, Integer> startsLeft = new TreeMap<>();
        final Set<Long> started = new HashSet<>();
        /** By sender and receiver. */
        final TreeMap<String, Message> underWay = new TreeMap<>();

        final Map<Long, Long> leaderOfRound = new TreeMap<>();
        int pauses;
        int giveUps;
        long now = 1_000;
        long began = now;

        World(AllOrders orders, Scenario scenario) {
            this.orders = orders;
            this.scenario = scenario;
            EnsembleView view = EnsembleView.of(Probe.majority(scenario.voters.size()));
            for (int i = 0; i < scenario.voters.size(); i++) {
                if (scenario.voters.get(i).starts > 0) {
                    voters.put(i + 1L, election(i + 1L, view));
                    startsLeft.put(i + 1L, scenario.voters.get(i).starts);
                }
            }
            voters.forEach((sid, one) -> voters.keySet().forEach(other -> one.onLink(other, LinkState.UP, now)));
            if (scenario.leaderDies) {
                electOneThatDies();
            }
            while (!scenario.startsAnyTime && !startsLeft.isEmpty()) {
                start(startsLeft.firstKey());
            }
        }

        private void electOneThatDies() {
            voters.keySet().forEach(this::start);
            while (!underWay.isEmpty() || !isOver()) {
                if (underWay.isEmpty()) {
                    passTime();
                } else {
                    arrive(underWay.pollFirstEntry().getValue());
                }
            }
            long leader = voters.firstEntry().getValue().vote().leader();
            voters.remove(leader);
            voters.forEach((sid, voter) -> {
                voter.onLink(leader, LinkState.PENDING, now);
                startsLeft.put(sid, 1);
            });
            leaderOfRound.clear();
            now += 10_000;
            began = now;
        }

        FastLeaderElection election(long sid, EnsembleView view) {
            ElectionOptions options = ElectionOptions.defaults().withFastFinish(scenario.fastFinish);
            return new FastLeaderElection(sid, view, options, new Random(sid), new ElectionEffects() {
                @Override
                public void send(long to, Notification n) {
                    underWay.put(sid + ">" + to, new Message(sid, to, n));
                }

                @Override
                public void decided(Vote vote, ServerState state) {
                    Long other = state == ServerState.LEADING ? leaderOfRound.put(vote.electionEpoch(), sid) : null;
                    if (other != null && other != sid) {
                        throw new AssertionError("round " + vote.electionEpoch() + " made " + other + " and " + sid
                                + " leaders (expected: one)");
                    }
                }

                @Override
                public void adopted(Ensemble newer) {
                    throw new AssertionError("adopted " + newer);
                }
            });
        }

        void start(long sid) {
            startsLeft.compute(sid, (any, left) -> left == 1 ? null : left - 1);
            started.add(sid);
            voters.get(sid).start(now, scenario.voters.get((int) (sid - 1)).zxid, 0);
        }

        /** A message to a dead server makes its sender dial, which fails. */
        void arrive(Message message) {
            if (voters.containsKey(message.to)) {
                voters.get(message.to).onNotification(message.from, message.notification, now);
            } else {
                voters.get(message.from).onLink(message.to, LinkState.DOWN, now);
            }
        }

        /** False if it ended in a situation that was met before. */
        boolean run(Set<String> met) {
            for (int steps = 0; !isOver(); steps++) {
                if (steps > STEPS_MAX) {
                    throw new AssertionError(STEPS_MAX + " steps, and this is how far they are: " + voters.values());
                }
                List<Runnable> next = next();
                if (next.isEmpty()) {
                    passTime();
                } else {
                    next.get(orders.choose(next.size())).run();
                    if (orders.isFresh() && !met.add(situation())) {
                        return false;
                    }
                }
            }
            return true;
        }

        private String situation() {
            return now + " " + pauses + " " + giveUps + " " + startsLeft + " " + started + underWay.values()
                    + leaderOfRound + voters.values();
        }

        private List<Runnable> next() {
            List<Runnable> next = new ArrayList<>();
            for (Map.Entry<String, Message> way : underWay.entrySet()) {
                // What is for a server that has not started waits in its sender's queue.
                if (!voters.containsKey(way.getValue().to) || started.contains(way.getValue().to)) {
                    next.add(() -> arrive(underWay.remove(way.getKey())));
                }
            }
            boolean quiet = next.isEmpty();
            startsLeft.keySet().forEach(sid -> next.add(() -> start(sid)));
            if (quiet && !startsLeft.isEmpty() && pauses < scenario.pausesMax) {
                next.add(() -> {
                    pauses++;
                    passTime();
                });
            }
            return next;
        }

        /** When nothing is to come and everybody is content; who is not, because discovery fails, starts again. */
        private boolean isOver() {
            if (!startsLeft.isEmpty() || !underWay.isEmpty()) {
                return false;
            }
            voters.forEach((sid, voter) -> {
                if (voter.state() != ServerState.LOOKING
                        && discoveryFails(voter.vote().leader())) {
                    giveUps++;
                    startsLeft.put(sid, 1);
                }
            });
            return startsLeft.isEmpty()
                    && voters.values().stream().noneMatch(voter -> voter.state() == ServerState.LOOKING);
        }

        private boolean discoveryFails(long leader) {
            if (!voters.containsKey(leader)) {
                return true;
            }
            long followers = voters.values().stream()
                    .filter(voter ->
                            voter.state() != ServerState.LOOKING && voter.vote().leader() == leader)
                    .count();
            return voters.get(leader).state() != ServerState.LEADING || followers <= scenario.voters.size() / 2;
        }

        private void passTime() {
            now = voters.values().stream()
                    .mapToLong(FastLeaderElection::nextDeadlineMillis)
                    .filter(deadline -> deadline < Long.MAX_VALUE)
                    .min()
                    .orElse(now);
            voters.values().forEach(voter -> voter.onTime(now));
        }

        Set<Long> leaders() {
            Set<Long> leaders = new HashSet<>();
            voters.values().forEach(voter -> leaders.add(voter.vote().leader()));
            return leaders;
        }
    }

    /** Runs all orders; in the end all that live have to have one leader. */
    private static Summary elect(Scenario scenario, Set<Long> possibleLeaders) {
        AllOrders orders = new AllOrders();
        Set<String> met = new HashSet<>();
        int endings = 0;
        int endingsAfterGivingUp = 0;
        long millisMax = 0;
        do {
            try {
                World world = new World(orders, scenario);
                if (world.run(met)) {
                    assertThat(world.leaders()).hasSize(1).isSubsetOf(possibleLeaders);
                    endings++;
                    endingsAfterGivingUp += world.giveUps > 0 ? 1 : 0;
                    millisMax = Math.max(millisMax, world.now - world.began);
                }
                assertThat(met.size()).as("situations").isLessThan(SITUATIONS_MAX);
            } catch (AssertionError e) {
                throw new AssertionError(scenario + ", order " + orders, e);
            }
        } while (orders.next());
        return new Summary(met.size(), endings, endingsAfterGivingUp, millisMax);
    }

    /**
     * What came of it.
     *
     * @param endingsAfterGivingUp endings before which somebody had decided for a leader that was none
     * @param millisMax longest time to an ending; messages take none
     */
    private record Summary(int situations, int endings, int endingsAfterGivingUp, long millisMax) {}

    private static Voter[] voters(long... zxids) {
        return Arrays.stream(zxids).mapToObj(zxid -> new Voter(zxid, 1)).toArray(Voter[]::new);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBestOfThreeIsElectedWhateverTheirHistories(boolean fastFinish) {
        for (long one = 0; one < 3; one++) {
            for (long two = 0; two < 3; two++) {
                long best = one > 1 || two > 1 ? (two >= one ? 2 : 1) : 3;
                assertThat(elect(Scenario.of(fastFinish, voters(one, two, 1)), Set.of(best))
                                .situations())
                        .isGreaterThan(100);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBestIsElectedAlsoIfOneIsRoundsAhead(boolean fastFinish) {
        for (int ahead = 0; ahead < 3; ahead++) {
            Voter[] setup = voters(5, 0, 3);
            setup[ahead] = new Voter(setup[ahead].zxid, 3);
            elect(Scenario.of(fastFinish, setup), Set.of(1L));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theBestOfTheLivingIsElectedIfOneIsDead(boolean fastFinish) {
        for (int dead = 0; dead < 3; dead++) {
            Voter[] setup = voters(5, 7, 5);
            setup[dead] = new Voter(0, 0);
            elect(Scenario.of(fastFinish, setup), Set.of(dead == 1 ? 3L : 2L));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serversMayStartAtAnyTime(boolean fastFinish) {
        elect(Scenario.of(fastFinish, voters(5, 7, 5)).withStartsAnyTime(0), Set.of(2L));
        elect(Scenario.of(fastFinish, voters(5, 7, 5)).withStartsAnyTime(2), Set.of(1L, 2L, 3L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFollowersOfADeadLeaderElectTheBestOfThemAndNobodyElse(boolean fastFinish) {
        Map<Voter[], Long> setups = Map.of(voters(0, 0, 0), 2L, voters(5, 7, 3), 1L, voters(9, 8, 8), 3L);
        for (Voter[] setup : setups.keySet()) {
            Summary summary = elect(Scenario.of(fastFinish, setup).withLeaderThatDies(), Set.of(setups.get(setup)));
            assertThat(summary.endingsAfterGivingUp).isZero();
            assertThat(summary.millisMax).as("the wait").isEqualTo(fastFinish ? 0 : 200);
        }
    }

    @Test
    void fourVotersWithoutTheWaitDoSo() {
        Summary summary = elect(Scenario.of(true, voters(7, 5, 7, 3)).withLeaderThatDies(), Set.of(1L));
        assertThat(summary).isEqualTo(new Summary(summary.situations, 1, 0, 0));
        assertThat(summary.situations).isGreaterThan(5_000);
    }

    @Test
    void ordersAreAllDifferentAndComplete() {
        AllOrders orders = new AllOrders();
        List<String> seen = new ArrayList<>();
        do {
            if (orders.choose(3) == 1) {
                orders.choose(2);
            }
            seen.add(orders.toString());
        } while (orders.next());
        assertThat(seen).containsExactly("[0]", "[1, 0]", "[1, 1]", "[2]");
    }
}
