package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.choice;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** Logs and snapshots, and the kinds of nodes. */
final class StorageKeys {
    private static final ConfigKey.Table STORAGE = new ConfigKey.Table(ConfigKey.Section.STORAGE);
    private static final ConfigKey.Table TREE = new ConfigKey.Table(ConfigKey.Section.TREE);
    private static final long MAX_KIB = Long.MAX_VALUE / 1024;

    static final ConfigKey SNAP_COUNT = STORAGE.key("snapCount", whole(2, ""), "100000")
            .means("Transactions between two snapshots, at most; the actual number is random in the upper half, so that"
                    + " servers do not all write at once.")
            .honoured("storage.snapCount");
    static final ConfigKey SNAP_SIZE_LIMIT = STORAGE.key("snapSizeLimitInKb", whole(-1, MAX_KIB, "KiB"), "4194304")
            .means("Size of the log between two snapshots, likewise; 0 or -1 = no such limit.")
            .honoured("storage.snapSizeLimitKib");
    static final ConfigKey TXN_LOG_SIZE_LIMIT = STORAGE.key("txnLogSizeLimitInKb", whole(-1, MAX_KIB, "KiB"), "-1")
            .means("A log file above this size is followed by a new one without a snapshot; 0 or -1 = no such limit.")
            .honoured("storage.txnLogSizeLimitKib");
    static final ConfigKey PRE_ALLOC_SIZE = STORAGE.key("preAllocSize", whole(0, 2097151, "KiB"), "65536")
            .means("Block by which a log file is made longer in advance; 0 = not in advance.")
            .honoured("storage.preAllocSizeKib");
    static final ConfigKey COMMIT_LOG_COUNT = STORAGE.key("commitLogCount", whole(0, ""), "500")
            .means(
                    "Transactions kept in memory to bring a learner up to date without a snapshot; at least 500, of 16 MiB at most.")
            .honoured("storage.commitLogCount");
    static final ConfigKey FORCE_SYNC = STORAGE.key("forceSync", new ValueType.YesNo(true), "yes")
            .means("`no`: answer a write before it is on the disk. Faster, and **a power cut loses acknowledged"
                    + " writes**.")
            .honoured("storage.forceSync");
    static final ConfigKey FSYNC_WARNING = STORAGE.key("fsync.warningthresholdms", whole(0, "ms"), "1000")
            .means("A slower sync of the log is reported.")
            .honoured("storage.fsyncWarningMillis");
    static final ConfigKey DISK_HANG_LIMIT = STORAGE.key("diskHangLimitMs", whole(0, "ms"), "60000")
            .means(
                    "A member of an ensemble whose log's disk has not answered for so long leaves: it closes its connections and ends"
                            + " with exit code 10. 0: it waits as long as it takes. A server of one always waits.")
            .honoured("storage.diskHangLimitMillis");
    static final ConfigKey SNAPSHOT_COMPRESSION = STORAGE.key(
                    "snapshot.compression.method", choice("", "gz", "snappy"), "")
            .computed("none")
            .means("Compression of new snapshots. Every kind is read, whatever is set.")
            .honoured("storage.snapshotCompression");
    static final ConfigKey SNAPSHOT_TRUST_EMPTY = STORAGE.key("snapshot.trust.empty", FLAG, "false")
            .means("Start from logs without any snapshot. Only for an upgrade from ZooKeeper 3.4; take it out again.")
            .honoured("storage.trustEmptySnapshot");
    static final ConfigKey DIGEST_ENABLED = STORAGE.key("digest.enabled", FLAG, "true")
            .means("Keep a digest of the tree, log it with each transaction, compare it when loading.")
            .honoured("storage.digestEnabled");
    static final ConfigKey SERIALIZE_LAST_ZXID = STORAGE.key("serializeLastProcessedZxid.enabled", FLAG, "true")
            .means("Write the trailer with the last processed zxid into snapshots.")
            .honoured("storage.serializeLastProcessedZxid");
    static final ConfigKey CLOSE_SESSION_TXN = STORAGE.key("closeSessionTxn.enabled", FLAG, "true")
            .means("List the ephemeral nodes in the transaction that closes a session. Leave it on.")
            .honoured("storage.closeSessionTxnEnabled");

    static final ConfigKey EXTENDED_TYPES = TREE.key("extendedTypesEnabled", FLAG, "false")
            .means("Allow TTL nodes. Then server ids must be below 255.")
            .honoured("tree.extendedTypesEnabled");
    static final ConfigKey EMULATE_353_TTL = TREE.key("emulate353TTLNodes", FLAG, "false")
            .means("Read TTL nodes as ZooKeeper 3.5.3 wrote them.")
            .honoured("tree.emulate353TtlNodes");
    static final ConfigKey ENFORCE_QUOTA = TREE.key("enforceQuota", FLAG, "false")
            .means("Hard quotas refuse writes; otherwise quotas are only reported.")
            .honoured("tree.enforceQuota");
    static final ConfigKey CONTAINER_CHECK_INTERVAL = TREE.key(
                    "znode.container.checkIntervalMs", whole(1, "ms"), "60000")
            .property("znode.container.checkIntervalMs")
            .means("Time between two looks for empty containers and outlived TTL nodes.")
            .honoured("containers.checkIntervalMillis");
    static final ConfigKey CONTAINER_MAX_PER_MINUTE = TREE.key("znode.container.maxPerMinute", whole(1, ""), "10000")
            .property("znode.container.maxPerMinute")
            .means("Most of them deleted in a minute.")
            .honoured("containers.maxPerMinute");
    static final ConfigKey CONTAINER_MAX_NEVER_USED = TREE.key(
                    "znode.container.maxNeverUsedIntervalMs", whole(0, Long.MAX_VALUE, "ms"), "0")
            .property("znode.container.maxNeverUsedIntervalMs")
            .means("A container that never had a child is deleted after this time; 0 = kept.")
            .honoured("containers.maxNeverUsedMillis");

    static {
        groupCommit();
    }

    private StorageKeys() {}

    static List<ConfigKey> storage() {
        return STORAGE.keys();
    }

    static List<ConfigKey> tree() {
        return TREE.keys();
    }

    private static void groupCommit() {
        String reason = "What arrives during one sync of the log is written with the next, so there is nothing to wait"
                + " for or to cap.";
        STORAGE.key("flushDelay", whole(0, "ms"), "0")
                .means("Time to gather writes before a sync.")
                .noEffect(reason);
        STORAGE.key("maxWriteQueuePollTime", whole(0, "ms"), null)
                .computed("a third of flushDelay")
                .means("Time to wait for one more write.")
                .noEffect(reason);
        STORAGE.key("maxBatchSize", whole(0, ""), "1000")
                .means("Writes per sync.")
                .noEffect(reason);
    }
}
