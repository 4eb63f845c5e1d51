package io.quorate.tests.sim.check;

import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.jute.Zxid;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configurations of an ensemble, one after the other. One comes into force when the first server goes by it; until then it has
 * to be on the disks of majorities of the voters of both, the one before and the next. That is counted here, and not left to the
 * verifiers of the servers.
 */
final class Configurations {
    private final TreeMap<Long, InForce> once = new TreeMap<>();
    /** What each server has on its disk. */
    private final Map<Long, EnsembleView> stored = new HashMap<>();

    private InForce last;

    /** A configuration that came into force, and the one before it; null for the first. */
    record InForce(long version, Set<Long> voters, InForce before) {
        boolean isMajority(Collection<Long> sids) {
            Set<Long> supporters = new TreeSet<>(voters);
            supporters.retainAll(sids);
            return supporters.size() > voters.size() / 2;
        }

        @Override
        public String toString() {
            return Zxid.toText(version) + " of " + voters;
        }
    }

    Configurations(Ensemble first) {
        last = new InForce(first.version(), new TreeSet<>(first.voters()), null);
        once.put(last.version, last);
    }

    InForce last() {
        return last;
    }

    /** The configuration of this version if it came into force, else null. */
    InForce of(long version) {
        return once.get(version);
    }

    /** A server's configurations are durable. */
    void stored(long sid, EnsembleView view) {
        EnsembleView before = stored.put(sid, view);
        if (before != null && before.committed().version() > view.committed().version()) {
            throw new LedgerViolation(
                    "configurations", "server " + sid + " stores " + view + " behind " + before.committed());
        }
    }

    /** A server starts with what it finds. */
    void found(long sid, EnsembleView view) {
        EnsembleView before = stored.get(sid);
        boolean same = before == null
                || (before.committed().equals(view.committed())
                        && before.lastSeen().equals(view.lastSeen()));
        if (!same) {
            throw new LedgerViolation("durability", "server " + sid + " finds " + view + " (expected: " + before + ")");
        }
    }

    /** Somebody has replaced a server's configuration by a file of his own. */
    void replaced(long sid) {
        stored.remove(sid);
    }

    /** A server goes by this committed configuration; true if it is the first one to do so. */
    boolean activated(long sid, Ensemble committed) {
        long version = committed.version();
        // Those from files have no version, and differ.
        if (version == 0 || once.containsKey(version)) {
            return false;
        }
        InForce next = new InForce(version, new TreeSet<>(committed.voters()), last);
        Set<Long> holders = new TreeSet<>();
        stored.forEach((holder, view) -> {
            if (view.committed().version() == version || view.lastSeen().version() == version) {
                holders.add(holder);
            }
        });
        // The first leader gives a version to what all have from their files, which no quorum has to know of before.
        boolean known = next.voters.equals(last.voters) || (last.isMajority(holders) && next.isMajority(holders));
        if (version < last.version || !known) {
            throw new LedgerViolation(
                    "configurations",
                    "server " + sid + " goes by " + next + ", which only " + holders + " have on disk, behind " + last
                            + " (expected: majorities of both, and a later version)");
        }
        last = next;
        once.put(version, next);
        return true;
    }
}
