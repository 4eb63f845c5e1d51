package io.quorate.txnlog;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Applies the log to a tree and compares digests on the way (spec: storage-format §3.1, §3.2, §4.4).
 *
 * <p>A tree from a fuzzy snapshot holds parts of transactions up to {@code exactFrom}; until that one is applied, neither digests mean
 * anything nor is a tree worth keeping. If a snapshot does not say up to where it is fuzzy, the first digest that is right says it.
 */
final class Replay {
    private final RecoveryOptions options;
    private final SnapshotTrailers trailers;
    private final ArrayDeque<Replayed> history = new ArrayDeque<>();
    private DataTree tree;
    private boolean exact;
    private boolean trailerPending;
    private long txns;
    private long compared;
    private long mismatches;
    private String firstMismatch;

    Replay(DataTree base, SnapshotTrailers trailers, RecoveryOptions options) {
        this.tree = base;
        this.trailers = trailers;
        this.options = options;
        this.trailerPending = trailers.hasComparableDigest() && base.options().digestEnabled();
        this.exact = isExactAt(base.lastZxid());
        compareTrailerIfReached(base.lastZxid());
    }

    /** Applies a transaction that follows the last one. */
    void apply(Path file, TxnRecord record) throws IOException {
        // A leader that took over may have been snapshotted at counter 0 of its epoch, a zxid that no transaction has.
        compareTrailerIfReached(record.zxid() - 1);
        TxnEntry entry = decode(file, record);
        Applied applied = tree.applyLenient(entry.header(), entry.txn());
        tree = applied.after();
        txns++;
        compareTrailerIfReached(record.zxid());
        exact = exact || isExactAt(record.zxid());
        compareWith(entry.digest(), record.zxid());
        if (exact) {
            remember(new Replayed(entry, record.bytes(), applied));
        }
    }

    /** To be called behind the last transaction. */
    void end() {
        if (trailerPending && Zxid.counter(trailers.digestZxid()) == 0) {
            compareTrailer();
        }
    }

    DataTree tree() {
        return tree;
    }

    List<Replayed> history() {
        return List.copyOf(history);
    }

    long txns() {
        return txns;
    }

    long compared() {
        return compared;
    }

    long mismatches() {
        return mismatches;
    }

    /** Null if all digests were right. */
    String firstMismatch() {
        return firstMismatch;
    }

    /** Whether the nodes hold parts of transactions that the log does not have, so that this tree never was. */
    boolean endsInTheFuzz() {
        return trailers.zxid() > tree.lastZxid() && Zxid.counter(trailers.zxid()) != 0;
    }

    private boolean isExactAt(long zxid) {
        return trailers.zxid() != SnapshotTrailers.UNKNOWN && zxid >= trailers.zxid();
    }

    private TxnEntry decode(Path file, TxnRecord record) throws TxnLogException {
        try {
            return TxnEntry.decode(record.bytes(), options.lengthLimit());
        } catch (MalformedRecordException e) {
            throw new TxnLogException(
                    file,
                    record.offset(),
                    "transaction " + Zxid.toText(record.zxid()) + " does not decode: " + e.getMessage(),
                    "It was written so: start the release that wrote it, or raise jute.maxbuffer if a length is refused");
        }
    }

    private void compareTrailerIfReached(long zxid) {
        if (trailerPending && zxid >= trailers.digestZxid()) {
            compareTrailer();
        }
    }

    private void compareTrailer() {
        trailerPending = false;
        compare(trailers.digest(), "snapshot's digest at zxid " + Zxid.toText(trailers.digestZxid()));
    }

    private void compareWith(TxnDigest digest, long zxid) {
        if (digest == null || !digest.isComparable() || !tree.options().digestEnabled()) {
            return;
        }
        if (!exact && trailers.zxid() == SnapshotTrailers.UNKNOWN) {
            exact = digest.treeDigest() == tree.digest();
        }
        if (exact) {
            compare(digest, "digest of transaction " + Zxid.toText(zxid));
        }
    }

    private void compare(TxnDigest expected, String what) {
        compared++;
        if (expected.treeDigest() != tree.digest()) {
            mismatches++;
            if (firstMismatch == null) {
                firstMismatch = what + ": " + Long.toHexString(expected.treeDigest()) + ", but the tree here has "
                        + Long.toHexString(tree.digest());
            }
        }
    }

    private void remember(Replayed replayed) {
        if (history.size() == options.commitLogCount() && !history.isEmpty()) {
            history.removeFirst();
        }
        if (options.commitLogCount() > 0) {
            history.addLast(replayed);
        }
    }
}
