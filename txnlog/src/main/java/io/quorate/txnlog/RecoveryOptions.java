package io.quorate.txnlog;

import io.quorate.jute.JuteLimits;
import io.quorate.tree.TreeOptions;

/**
 * How a server's files are turned into a tree.
 *
 * @param hashSeed of the tree
 * @param lengthLimit bound on one string or buffer of a transaction or snapshot, in bytes
 * @param commitLogCount how many of the last transactions are kept with their trees ({@code zookeeper.commitLogCount})
 * @param trustEmptySnapshot whether a log without any snapshot is replayed onto an empty tree, whatever came before it
 *     ({@code zookeeper.snapshot.trust.empty})
 * @param dbAutocreate whether an empty directory may be taken for a new server's ({@code zookeeper.db.autocreate})
 * @param standalone whether this server is the only one of its ensemble: then ephemerals of unknown sessions are
 *     removed, and there are no epochs
 * @param snapOptions for the snapshot that a new server begins with
 */
public record RecoveryOptions(
        long hashSeed,
        TreeOptions treeOptions,
        int lengthLimit,
        int commitLogCount,
        boolean trustEmptySnapshot,
        boolean dbAutocreate,
        boolean standalone,
        SnapOptions snapOptions) {
    public static final int DEFAULT_COMMIT_LOG_COUNT = 500;

    public RecoveryOptions {
        if (commitLogCount < 0) {
            throw new IllegalArgumentException("commitLogCount: " + commitLogCount + " (expected: >= 0)");
        }
    }

    /** What a server uses when nothing is configured. */
    public static RecoveryOptions defaults(long hashSeed, boolean standalone) {
        return new RecoveryOptions(
                hashSeed,
                TreeOptions.DEFAULT,
                JuteLimits.DEFAULT_LENGTH_LIMIT,
                DEFAULT_COMMIT_LOG_COUNT,
                false,
                true,
                standalone,
                SnapOptions.DEFAULT);
    }
}
