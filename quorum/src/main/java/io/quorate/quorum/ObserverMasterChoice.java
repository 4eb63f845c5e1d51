package io.quorate.quorum;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The turns that an observer takes among the voters that may serve it, one after the other in a shuffled order, so that many observers
 * spread over them (spec: zab-protocol §11). Outlives the roles of a server: a master that was lost is not the next one, too.
 */
final class ObserverMasterChoice {
    private final RandomGenerator random;
    private List<Long> order = List.of();
    private int next;

    ObserverMasterChoice(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Whom to try next.
     *
     * @param voters of the ensemble
     * @param leader one of them, which serves no observers at their port; it is named only if there is no other voter
     */
    long next(Collection<Long> voters, long leader) {
        if (order.size() != voters.size() || !order.containsAll(voters)) {
            shuffle(voters);
        }
        for (int tries = 0; tries < order.size(); tries++) {
            long sid = order.get(next);
            next = (next + 1) % order.size();
            if (sid != leader) {
                return sid;
            }
        }
        return leader;
    }

    private void shuffle(Collection<Long> voters) {
        List<Long> left = new ArrayList<>(new TreeSet<>(voters));
        List<Long> shuffled = new ArrayList<>();
        while (!left.isEmpty()) {
            shuffled.add(left.remove(random.nextInt(left.size())));
        }
        order = List.copyOf(shuffled);
        next = 0;
    }
}
