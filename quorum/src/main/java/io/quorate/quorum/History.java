package io.quorate.quorum;

import io.quorate.jute.Zxid;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The last committed transactions, without gap, from which learners are brought up to date (spec: zab-protocol §5.1). A
 * transaction that does not follow the one before begins a new history, so that no learner is ever given one with a hole
 * (hazard S13).
 */
final class History {
    /** Each transaction of a history keeps its tree alive, too, with data that may have been replaced since: a few times as much. */
    static final long BYTES_MAX = 16L << 20;

    private final int sizeMax;
    private final ArrayDeque<Proposal> proposals = new ArrayDeque<>();
    private long bytes;
    private long baseZxid;

    /**
     * A history that begins behind a zxid.
     *
     * @param sizeMax how many transactions are kept, of {@link #BYTES_MAX} at most
     */
    History(int sizeMax, long baseZxid) {
        this.sizeMax = sizeMax;
        this.baseZxid = baseZxid;
    }

    void add(Proposal proposal) {
        if (!follows(maxZxid(), proposal.zxid())) {
            reset(proposal.zxid());
            return;
        }
        proposals.addLast(proposal);
        bytes += proposal.bytes().length;
        while (proposals.size() > sizeMax || bytes > BYTES_MAX) {
            Proposal oldest = proposals.pollFirst();
            bytes -= oldest.bytes().length;
            baseZxid = oldest.zxid();
        }
    }

    /** Begins anew behind a zxid. */
    void reset(long newBaseZxid) {
        proposals.clear();
        bytes = 0;
        baseZxid = newBaseZxid;
    }

    /** The zxid behind which the history begins: whoever has that one can be given the rest. */
    long baseZxid() {
        return baseZxid;
    }

    /** The newest zxid. */
    long maxZxid() {
        return proposals.isEmpty() ? baseZxid : proposals.peekLast().zxid();
    }

    /** The transactions after a zxid, oldest first. */
    List<Proposal> after(long zxid) {
        List<Proposal> later = new ArrayList<>();
        for (Proposal proposal : proposals) {
            if (proposal.zxid() > zxid) {
                later.add(proposal);
            }
        }
        return later;
    }

    /** The greatest zxid of the history, its base included, that is not greater than this one; -1 if there is none. */
    long floor(long zxid) {
        long floor = baseZxid <= zxid ? baseZxid : -1;
        for (Proposal proposal : proposals) {
            if (proposal.zxid() > zxid) {
                break;
            }
            floor = proposal.zxid();
        }
        return floor;
    }

    /** Whether a zxid is the next one that a leader hands out after another, or the first of a later leader. */
    static boolean follows(long previous, long zxid) {
        return Zxid.epoch(zxid) == Zxid.epoch(previous)
                ? zxid == previous + 1
                : Zxid.epoch(zxid) > Zxid.epoch(previous) && Zxid.counter(zxid) == 1;
    }
}
