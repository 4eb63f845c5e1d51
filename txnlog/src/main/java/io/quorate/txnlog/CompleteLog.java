package io.quorate.txnlog;

import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells whether the logs hold everything there ever was, so that no snapshot is missed (hazard F3): a power cut soon
 * after a first start may leave them so.
 *
 * <p>They do if they begin with the first zxid of a standalone server, or of a new ensemble, and the first digest is
 * the one that its transaction gives an empty tree. An ensemble's first zxid without a digest proves nothing: a
 * standalone server may have gone before.
 */
final class CompleteLog {
    private CompleteLog() {}

    static boolean isIn(Disk disk, Path logDir, RecoveryOptions options) throws IOException {
        List<DataFileName> logs = DataFileName.list(disk, logDir, DataFileName.LOG);
        if (logs.isEmpty()
                || Zxid.counter(logs.get(0).zxid()) != 1
                || Zxid.epoch(logs.get(0).zxid()) > 1) {
            return false;
        }
        try (TxnIterator log = TxnIterator.open(disk, logDir, 0, Long.MAX_VALUE)) {
            TxnRecord first = log.next();
            return first != null && first.zxid() == logs.get(0).zxid() && followsEmptyTree(first, options);
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    private static boolean followsEmptyTree(TxnRecord first, RecoveryOptions options) {
        TxnEntry entry = TxnEntry.decode(first.bytes(), options.lengthLimit());
        TxnDigest digest = entry.digest();
        DataTree fresh = DataTree.fresh(options.hashSeed(), options.treeOptions());
        if (digest == null || !digest.isComparable() || !options.treeOptions().digestEnabled()) {
            return Zxid.epoch(first.zxid()) == 0;
        }
        return digest.treeDigest()
                == fresh.applyLenient(entry.header(), entry.txn()).after().digest();
    }
}
