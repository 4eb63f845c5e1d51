package io.quorate.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one of many clients does when the list of servers changes, so that the clients are spread evenly over the new list if they
 * were so over the old one, and as few of them move as can be.
 *
 * <p>With {@code before} servers in the old list, {@code kept} of them in the new one, and {@code after} servers in the new list, a
 * server has 1/before of the clients and is to have 1/after. If the list grows, each kept server gives 1 - before/after of its
 * clients to new ones, and nobody joins it. If it does not, the clients of kept servers stay, and of the rest, (before - kept)/before of all,
 * the kept servers get what they lack, kept · (1/after - 1/before).
 *
 * @param leaves whether this client has to leave its server
 * @param towardsNew the probability of a server that was not in the old list, for one that leaves
 */
record Rebalance(boolean leaves, double towardsNew, Set<HostPort> known) {
    /**
     * @param current the server of this client; null, for one without, moves nobody
     * @param chance from 0 to 1, of this client
     */
    static Rebalance of(List<HostPort> old, List<HostPort> next, HostPort current, double chance) {
        Set<HostPort> known = new HashSet<>(old);
        Set<HostPort> wanted = new HashSet<>(next);
        double before = known.size();
        double after = wanted.size();
        double kept = known.stream().filter(wanted::contains).count();
        if (current == null) {
            return new Rebalance(false, 0, known);
        }
        boolean stays = wanted.contains(current);
        if (after > before) {
            return new Rebalance(!stays || chance < 1 - before / after, 1, known);
        }
        double towardsKept = before == kept ? 1 : kept * (1 / after - 1 / before) / ((before - kept) / before);
        return new Rebalance(!stays, 1 - towardsKept, known);
    }

    boolean isNew(HostPort server) {
        return !known.contains(server);
    }
}
