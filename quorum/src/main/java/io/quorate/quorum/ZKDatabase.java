package io.quorate.quorum;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What a server knows: the committed tree, the proposals behind it that are not yet committed, and the {@code head} that follows
 * from them. Trees are values; undoing a proposal means to drop its tree. Owned by the core.
 */
final class ZKDatabase {
    private final ArrayDeque<Proposal> pending = new ArrayDeque<>();
    private final History history;
    private DataTree committed;
    private DataTree head;

    /**
     * A database of what was recovered, all of it committed.
     *
     * @param recent the transactions that led to the tree, oldest first
     * @param historySizeMax how many committed transactions are kept
     */
    ZKDatabase(DataTree recovered, List<Proposal> recent, int historySizeMax) {
        this.history = new History(historySizeMax, recovered.lastZxid());
        reset(recovered, recent);
    }

    /** The tree that all committed transactions lead to. */
    DataTree committed() {
        return committed;
    }

    /** The tree that all proposed transactions lead to. */
    DataTree head() {
        return head;
    }

    /** The last committed transactions. */
    History history() {
        return history;
    }

    /** Proposals that are not yet committed, oldest first; not to be changed by the caller. */
    ArrayDeque<Proposal> pending() {
        return pending;
    }

    /** Takes a proposal into the head; it has to follow the newest one. */
    void propose(Proposal proposal) {
        if (proposal.zxid() <= head.lastZxid()) {
            throw new IllegalStateException("zxid of " + proposal + " (expected: greater than "
                    + Zxid.toText(head.lastZxid()) + ", the last one taken)");
        }
        head = proposal.after();
        pending.addLast(proposal);
    }

    /** Commits the oldest proposal that is not yet committed. */
    Proposal commit() {
        Proposal proposal = pending.removeFirst();
        committed = proposal.after();
        history.add(proposal);
        return proposal;
    }

    /** Makes everything proposed a part of what this server has: done when a role ends and all of it is logged. */
    void commitAll() {
        while (!pending.isEmpty()) {
            commit();
        }
    }

    /** Replaces everything. */
    void reset(DataTree tree, List<Proposal> recent) {
        pending.clear();
        committed = tree;
        head = tree;
        history.reset(recent.isEmpty() ? tree.lastZxid() : recent.get(0).zxid());
        for (Proposal proposal : recent.subList(Math.min(1, recent.size()), recent.size())) {
            history.add(proposal);
        }
    }

    /** Replaces the committed tree by one with the same transactions behind it; what is pending is applied to it anew. */
    void replaceTree(DataTree tree) {
        committed = tree;
        head = tree;
        List<Proposal> again = List.copyOf(pending);
        pending.clear();
        for (Proposal proposal : again) {
            propose(new Proposal(
                    proposal.entry(),
                    proposal.bytes(),
                    head.apply(proposal.entry().header(), proposal.entry().txn()),
                    proposal.request()));
        }
    }
}
