package io.quorate.quorum;

import io.quorate.jute.Zxid;
import io.quorate.tree.DataTree;

/**
 * What a server knows: the committed tree and, on a leader, the {@code head} that follows from every proposal issued so
 * far. Both are values; undoing a proposal means to drop its tree. Owned by the core.
 */
final class ZKDatabase {
    private DataTree committed;
    private DataTree head;

    ZKDatabase(DataTree recovered) {
        this.committed = recovered;
        this.head = recovered;
    }

    /** The tree that all committed transactions lead to. */
    DataTree committed() {
        return committed;
    }

    /** The tree that all proposed transactions lead to. */
    DataTree head() {
        return head;
    }

    /** Takes a proposal into the head; it has to follow the newest one. */
    void propose(Proposal proposal) {
        requireFollows(head, proposal);
        head = proposal.after();
    }

    /** Commits the oldest proposal that is not yet committed. */
    void commit(Proposal proposal) {
        requireFollows(committed, proposal);
        committed = proposal.after();
    }

    private static void requireFollows(DataTree tree, Proposal proposal) {
        if (proposal.zxid() <= tree.lastZxid()) {
            throw new IllegalStateException("zxid of " + proposal + " (expected: greater than "
                    + Zxid.toText(tree.lastZxid()) + ", the last one taken)");
        }
    }
}
