package io.quorate.ensemble;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The quorums of weighted servers in groups: more than half of the weight in more than half of the groups. Two quorums share
 * a group, and within it a server (spec: election-protocol §8).
 */
public final class HierarchicalQuorum implements QuorumVerifier {
    private final Set<Long> voters;
    private final Map<Long, Long> weightBySid;
    /** Groups of total weight 0 are left out: they do not exist for any count. */
    private final List<Group> groups;

    private record Group(List<Long> voters, long totalWeight) {}

    /**
     * The quorums of these voters.
     *
     * @param groups sids by group number; a sid without a vote adds its weight to the group's total, and that is all it does
     * @param weights by sid; 1 where none is given
     * @throws MalformedEnsembleException unless every voter is in exactly one group, no weight is negative, and all voters
     *     together are a quorum
     */
    public HierarchicalQuorum(
            Collection<Long> voters, Map<Long, ? extends Collection<Long>> groups, Map<Long, Long> weights) {
        this.voters = Collections.unmodifiableSet(new TreeSet<>(voters));
        this.weightBySid = new TreeMap<>();
        for (long voter : this.voters) {
            weightBySid.put(voter, weights.getOrDefault(voter, 1L));
        }
        weights.forEach(HierarchicalQuorum::requireNatural);
        requireOneGroupEach(groups);
        this.groups = new ArrayList<>();
        for (Collection<Long> sids : new TreeMap<>(groups).values()) {
            Group group = group(sids, weights);
            if (group.totalWeight > 0) {
                this.groups.add(group);
            }
        }
        if (!isQuorum(this.voters)) {
            throw new MalformedEnsembleException(
                    "groups: " + groups + " with weights " + weights + " (expected: a quorum when all voters agree)");
        }
    }

    private Group group(Collection<Long> sids, Map<Long, Long> weights) {
        long total = 0;
        List<Long> voting = new ArrayList<>();
        for (long sid : sids) {
            total += weights.getOrDefault(sid, 1L);
            if (voters.contains(sid)) {
                voting.add(sid);
            }
        }
        return new Group(List.copyOf(voting), total);
    }

    private static void requireNatural(long sid, long weight) {
        if (weight < 0 || weight > Integer.MAX_VALUE) {
            throw new MalformedEnsembleException(
                    "weight." + sid + ": " + weight + " (expected: 0 to " + Integer.MAX_VALUE + ")");
        }
    }

    private void requireOneGroupEach(Map<Long, ? extends Collection<Long>> groupsByNumber) {
        Map<Long, Long> groupBySid = new TreeMap<>();
        for (Map.Entry<Long, ? extends Collection<Long>> group : new TreeMap<>(groupsByNumber).entrySet()) {
            for (long sid : group.getValue()) {
                Long other = groupBySid.put(sid, group.getKey());
                if (other != null) {
                    throw new MalformedEnsembleException("group." + group.getKey() + ": server " + sid
                            + " is already in group." + other + " (expected: one group for each server)");
                }
            }
        }
        for (long voter : voters) {
            if (!groupBySid.containsKey(voter)) {
                throw new MalformedEnsembleException(
                        "server." + voter + ": in no group (expected: with groups or weights, one for each voter)");
            }
        }
    }

    @Override
    public Set<Long> voters() {
        return voters;
    }

    @Override
    public boolean isQuorum(Set<Long> supporters) {
        int won = 0;
        for (Group group : groups) {
            long weight = 0;
            for (long voter : group.voters) {
                weight += supporters.contains(voter) ? weightBySid.get(voter) : 0;
            }
            won += weight > group.totalWeight / 2 ? 1 : 0;
        }
        return won > groups.size() / 2;
    }

    @Override
    public long weightOf(long sid) {
        return weightBySid.getOrDefault(sid, 0L);
    }

    @Override
    public String toString() {
        return "majority of the groups " + groups;
    }
}
