package io.quorate.txnlog;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.Applied;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Applies the log to a tree, compares digests, and keeps the last transactions whose trees are exact (spec:
 * storage-format §3.1, §4.4).
 */
final class Replay {
    /** Each transaction that is kept keeps its tree alive, too, with data that may have been replaced since. */
    private static final long HISTORY_BYTES_MAX = 16L << 20;

    private final RecoveryOptions options;
    private final SnapshotTrailers trailers;
    private final DigestCheck digests;
    private final ArrayDeque<Replayed> history = new ArrayDeque<>();
    private long historyBytes;
    private DataTree tree;
    private long txns;

    Replay(DataTree base, SnapshotTrailers trailers, RecoveryOptions options) {
        this.tree = base;
        this.trailers = trailers;
        this.options = options;
        this.digests = new DigestCheck(base.options().digestEnabled(), base.lastZxid(), base.digest(), trailers);
    }

    /** Applies a transaction that follows the last one. */
    void apply(Path file, TxnRecord record) throws IOException {
        // A leader that took over may have been snapshotted at counter 0 of its epoch, a zxid that no transaction has.
        digests.reached(record.zxid() - 1, tree.digest());
        TxnEntry entry = decode(file, record);
        Applied applied = tree.applyLenient(entry.header(), entry.txn());
        tree = applied.after();
        txns++;
        digests.reached(record.zxid(), tree.digest());
        digests.compare(entry.digest(), record.zxid(), tree.digest());
        if (digests.isExact()) {
            remember(new Replayed(entry, record.bytes(), applied));
        }
    }

    /** To be called behind the last transaction. */
    void end() {
        if (Zxid.counter(trailers.zxid()) == 0) {
            digests.reached(Math.max(trailers.zxid(), tree.lastZxid()), tree.digest());
        }
        digests.end();
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

    DigestCheck digests() {
        return digests;
    }

    /** Whether the nodes hold parts of transactions that the log does not have, so that this tree never was. */
    boolean endsInTheFuzz() {
        return trailers.zxid() > tree.lastZxid() && Zxid.counter(trailers.zxid()) != 0;
    }

    private TxnEntry decode(Path file, TxnRecord record) throws TxnLogException {
        try {
            return TxnEntry.decode(record.bytes(), options.lengthLimit());
        } catch (MalformedRecordException e) {
            throw new TxnLogException(
                    file,
                    record.offset(),
                    "transaction " + Zxid.toText(record.zxid()) + " does not decode: " + e.getMessage(),
                    "It was written so. Start the release that wrote it, or raise jute.maxbuffer if a length is"
                            + " refused");
        }
    }

    private void remember(Replayed replayed) {
        if (options.commitLogCount() > 0) {
            history.addLast(replayed);
            historyBytes += replayed.bytes().length;
        }
        while (history.size() > options.commitLogCount() || historyBytes > HISTORY_BYTES_MAX) {
            historyBytes -= history.removeFirst().bytes().length;
        }
    }
}
