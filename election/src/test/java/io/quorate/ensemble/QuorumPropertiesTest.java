package io.quorate.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Election-protocol §8: what all quorums have in common, over all subsets of random small ensembles. */
class QuorumPropertiesTest {
    private static final int SEEDS = 300;
    private static final int STRANGERS = 2;

    /** A random hierarchical configuration and a second opinion on it that counts in the plainest way. */
    private static final class Sample {
        final List<Long> voters = new ArrayList<>();
        final Map<Long, List<Long>> groups = new TreeMap<>();
        final Map<Long, Long> weights = new TreeMap<>();

        Sample(Random random) {
            int size = 1 + random.nextInt(7);
            int groupCount = 1 + random.nextInt(4);
            for (long sid = 1; sid <= size; sid++) {
                groups.computeIfAbsent((long) random.nextInt(groupCount), any -> new ArrayList<>())
                        .add(sid);
                if (random.nextInt(3) > 0) {
                    weights.put(sid, (long) random.nextInt(4));
                }
                if (random.nextInt(8) > 0) {
                    voters.add(sid);
                }
            }
        }

        boolean isQuorum(Set<Long> supporters) {
            int existing = 0;
            int won = 0;
            for (List<Long> group : groups.values()) {
                long total = 0;
                long support = 0;
                for (long sid : group) {
                    long weight = weights.getOrDefault(sid, 1L);
                    total += weight;
                    support += supporters.contains(sid) && voters.contains(sid) ? weight : 0;
                }
                existing += total > 0 ? 1 : 0;
                won += 2 * support > total ? 1 : 0;
            }
            return 2 * won > existing;
        }

        /** Null if no set of voters is a quorum. */
        HierarchicalQuorum verifier() {
            if (!isQuorum(new TreeSet<>(voters))) {
                assertThatThrownBy(() -> new HierarchicalQuorum(voters, groups, weights))
                        .isInstanceOf(MalformedEnsembleException.class);
                return null;
            }
            return new HierarchicalQuorum(voters, groups, weights);
        }
    }

    @Test
    void hierarchicalQuorumsAreTheOnesThatPlainCountingFinds() {
        int usable = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            Sample sample = new Sample(new Random(seed));
            HierarchicalQuorum verifier = sample.verifier();
            if (verifier == null) {
                continue;
            }
            usable++;
            assertThat(verifier.voters()).as("seed %d", seed).containsExactlyElementsOf(sample.voters);
            for (Set<Long> some : subsetsOfServers()) {
                assertThat(verifier.isQuorum(some))
                        .as("seed %d: %s of %s", seed, some, verifier)
                        .isEqualTo(sample.isQuorum(some));
            }
        }
        assertThat(usable).isGreaterThan(SEEDS / 2);
    }

    @Test
    void anyTwoQuorumsOfAConfigurationShareAVoter() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            HierarchicalQuorum verifier = new Sample(new Random(seed)).verifier();
            if (verifier != null) {
                assertIntersecting(seed, verifier, verifier);
            }
        }
        for (int size = 1; size <= 7; size++) {
            MajorityQuorum majority = new MajorityQuorum(sids(1, size));
            assertIntersecting(size, majority, majority);
        }
    }

    @Test
    void aJointQuorumSharesAVoterWithEveryQuorumOfEitherConfiguration() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            QuorumVerifier present = randomVerifier(random);
            QuorumVerifier next = randomVerifier(random);
            QuorumVerifier joint = new JointQuorum(present, next);
            assertIntersecting(seed, joint, present);
            assertIntersecting(seed, joint, next);
            for (Set<Long> some : subsetsOfServers()) {
                assertThat(joint.isQuorum(some))
                        .as("seed %d: %s", seed, some)
                        .isEqualTo(present.isQuorum(some) && next.isQuorum(some));
            }
        }
    }

    @Test
    void supportersAreOnlyEverAdded() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            QuorumVerifier verifier = randomVerifier(new Random(seed));
            for (Set<Long> some : subsetsOfServers()) {
                for (long more = 1; verifier.isQuorum(some) && more <= 9; more++) {
                    Set<Long> larger = new TreeSet<>(some);
                    larger.add(more);
                    assertThat(verifier.isQuorum(larger))
                            .as("seed %d: %s", seed, larger)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void groupsWithoutWeightDoNotExist() {
        Map<Long, List<Long>> groups = Map.of(1L, List.of(1L, 2L), 2L, List.of(3L), 3L, List.of(4L));
        HierarchicalQuorum verifier = new HierarchicalQuorum(sids(1, 4), groups, Map.of(3L, 0L, 4L, 0L));
        assertThat(verifier.isQuorum(Set.of(1L, 2L))).isTrue();
        assertThat(verifier.isQuorum(Set.of(1L, 3L, 4L))).isFalse();
    }

    @Test
    void weightsAreThoseGivenAndOneOtherwiseAndNoneForStrangers() {
        HierarchicalQuorum verifier =
                new HierarchicalQuorum(sids(1, 3), Map.of(1L, List.of(1L, 2L, 3L)), Map.of(1L, 0L, 2L, 7L));
        assertThat(verifier.weightOf(1)).isZero();
        assertThat(verifier.weightOf(2)).isEqualTo(7);
        assertThat(verifier.weightOf(3)).isEqualTo(1);
        assertThat(verifier.weightOf(4)).isZero();
        MajorityQuorum majority = new MajorityQuorum(sids(1, 3));
        assertThat(majority.weightOf(2)).isEqualTo(1);
        assertThat(majority.weightOf(4)).isZero();
        JointQuorum joint = new JointQuorum(verifier, new MajorityQuorum(List.of(1L, 4L)));
        assertThat(joint.weightOf(1)).as("the present one decides").isZero();
        assertThat(joint.weightOf(4)).isEqualTo(1);
        assertThat(joint.weightOf(5)).isZero();
    }

    private static QuorumVerifier randomVerifier(Random random) {
        while (true) {
            if (random.nextBoolean()) {
                List<Long> sids = sids(1, 7);
                Collections.shuffle(sids, random);
                return new MajorityQuorum(sids.subList(0, 1 + random.nextInt(5)));
            }
            HierarchicalQuorum verifier = new Sample(random).verifier();
            if (verifier != null) {
                return verifier;
            }
        }
    }

    private static void assertIntersecting(long seed, QuorumVerifier one, QuorumVerifier other) {
        List<Set<Long>> others =
                subsetsOfServers().stream().filter(other::isQuorum).toList();
        for (Set<Long> quorum :
                subsetsOfServers().stream().filter(one::isQuorum).toList()) {
            for (Set<Long> another : others) {
                assertThat(Collections.disjoint(quorum, another))
                        .as("seed %d: %s of %s and %s of %s", seed, quorum, one, another, other)
                        .isFalse();
            }
        }
    }

    private static List<Set<Long>> subsetsOfServers() {
        List<Set<Long>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << 7; bits++) {
            Set<Long> subset = new TreeSet<>();
            for (int i = 0; i < 7; i++) {
                if ((bits >> i & 1) == 1) {
                    subset.add(i + 1L);
                }
            }
            subsets.add(subset);
        }
        for (int i = 0; i < STRANGERS; i++) {
            subsets.get(i * 50).add(100L + i);
        }
        return subsets;
    }

    private static List<Long> sids(long from, long to) {
        List<Long> sids = new ArrayList<>();
        for (long sid = from; sid <= to; sid++) {
            sids.add(sid);
        }
        return sids;
    }
}
