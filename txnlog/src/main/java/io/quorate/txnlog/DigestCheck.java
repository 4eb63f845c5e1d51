package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnDigest;

/**
 * Compares the digest of the tree with those in snapshot and log while the log is replayed, and knows from when on the
 * tree is exact (spec: storage-format §3.2).
 *
 * <p>A snapshot that was written while transactions were applied holds parts of those up to the zxid in its trailers,
 * and perhaps of the next one: a release may write the trailers while that is half applied. So a wrong digest there
 * proves nothing yet; the next one does.
 */
final class DigestCheck {
    private enum State {
        /** The tree may hold parts of transactions that are still to be replayed. */
        FUZZY,
        /** The trailers' zxid is reached, but whether the next transaction has left traces is open. */
        DOUBTFUL,
        EXACT
    }

    private final boolean enabled;
    private final long snapshotZxid;
    private final SnapshotTrailers trailers;
    private State state = State.FUZZY;
    private boolean wrongSnapshot;
    private long compared;
    private long mismatches;
    private String firstMismatch;
    private String doubt;

    /** @param enabled whether the tree keeps a digest */
    DigestCheck(boolean enabled, long snapshotZxid, long digest, SnapshotTrailers trailers) {
        this.enabled = enabled;
        this.snapshotZxid = snapshotZxid;
        this.trailers = trailers;
        reached(snapshotZxid, digest);
    }

    /** To be told that the tree is now as of this zxid. */
    void reached(long zxid, long digest) {
        if (state == State.DOUBTFUL && doubt == null && zxid > trailers.zxid()) {
            state = State.EXACT;
        }
        if (state != State.FUZZY || trailers.zxid() == SnapshotTrailers.UNKNOWN || zxid < trailers.zxid()) {
            return;
        }
        if (enabled && trailers.hasComparableDigest() && trailers.digestZxid() == trailers.zxid()) {
            compared++;
            doubt = describe("snapshot's digest", trailers.zxid(), trailers.digest(), digest);
            state = doubt == null ? State.EXACT : State.DOUBTFUL;
        } else {
            state = trailers.zxid() == snapshotZxid ? State.EXACT : State.DOUBTFUL;
        }
    }

    /** Compares with the digest of the transaction that was just applied, null if it has none. */
    void compare(TxnDigest expected, long zxid, long digest) {
        if (!enabled || expected == null || !expected.isComparable()) {
            return;
        }
        String mismatch = describe("digest of transaction", zxid, expected, digest);
        if (state == State.EXACT || (state == State.DOUBTFUL && zxid > trailers.zxid())) {
            compared++;
            settleDoubt(mismatch == null);
            count(mismatch);
        } else if (trailers.zxid() == SnapshotTrailers.UNKNOWN && mismatch == null) {
            state = State.EXACT;
        }
    }

    /** To be told that there is no further transaction. */
    void end() {
        wrongSnapshot |= state == State.DOUBTFUL && doubt != null;
        settleDoubt(false);
    }

    /** Whether the tree is that of a server that has applied all transactions so far and no part of others. */
    boolean isExact() {
        return state == State.EXACT;
    }

    /**
     * Whether the snapshot claims to be exact but is not, or holds parts of a transaction that the log does not have.
     */
    boolean isWrongSnapshot() {
        return wrongSnapshot;
    }

    long compared() {
        return compared;
    }

    long mismatches() {
        return mismatches;
    }

    /** Null if all were right. */
    String firstMismatch() {
        return firstMismatch;
    }

    private void settleDoubt(boolean right) {
        if (state == State.DOUBTFUL && doubt != null && !right) {
            count(doubt);
            wrongSnapshot |= trailers.zxid() == snapshotZxid;
        }
        state = state == State.DOUBTFUL ? State.EXACT : state;
        doubt = null;
    }

    private void count(String mismatch) {
        if (mismatch != null) {
            mismatches++;
            firstMismatch = firstMismatch == null ? mismatch : firstMismatch;
        }
    }

    /** Null if it is right. */
    private static String describe(String what, long zxid, TxnDigest expected, long digest) {
        return expected.treeDigest() == digest
                ? null
                : what + " at zxid " + Zxid.toText(zxid) + ": " + Long.toHexString(expected.treeDigest())
                        + ", but the tree here has " + Long.toHexString(digest);
    }
}
