package io.quorate.election;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The newest vote of each server. */
final class VoteTable {
    private final Map<Long, ReceivedVote> votes = new TreeMap<>();

    /** Notes a vote; false if it says what was known. */
    boolean put(long sid, ReceivedVote vote) {
        return !vote.equals(votes.put(sid, vote));
    }

    void remove(long sid) {
        votes.remove(sid);
    }

    void clear() {
        votes.clear();
    }

    /** Who supports the same leader as this vote. */
    Set<Long> matching(ReceivedVote wanted) {
        return sids(each -> each.matches(wanted));
    }

    /** Who voted exactly so. */
    Set<Long> voting(Vote wanted) {
        return sids(each -> each.vote().equals(wanted));
    }

    /** Whether this server itself has said that it leads. */
    boolean claimsToLead(long sid) {
        ReceivedVote vote = votes.get(sid);
        return vote != null && vote.state() == ServerState.LEADING;
    }

    /** Those who have said of themselves that they lead. */
    Set<Long> leaders() {
        Set<Long> leaders = new TreeSet<>();
        votes.forEach((sid, vote) -> {
            if (vote.state() == ServerState.LEADING && vote.vote().leader() == sid) {
                leaders.add(sid);
            }
        });
        return leaders;
    }

    /** The vote of a server that has voted. */
    ReceivedVote of(long sid) {
        return votes.get(sid);
    }

    @Override
    public String toString() {
        return votes.toString();
    }

    private Set<Long> sids(Predicate<ReceivedVote> condition) {
        Set<Long> sids = new TreeSet<>();
        votes.forEach((sid, vote) -> {
            if (condition.test(vote)) {
                sids.add(sid);
            }
        });
        return sids;
    }
}
