package io.quorate.server;

import io.quorate.quorum.PeerState;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.loop.MemberStore;
import io.quorate.server.net.LoggedTransactions;
import io.quorate.tree.DataTree;
import io.quorate.tree.TreeOptions;
import io.quorate.txnlog.DataDirLock;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.Disk;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.FileTxnLog;
import io.quorate.txnlog.LogRange;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.Purge;
import io.quorate.txnlog.Recovered;
import io.quorate.txnlog.Recovery;
import io.quorate.txnlog.RecoveryOptions;
import io.quorate.txnlog.SnapCompression;
import io.quorate.txnlog.SnapOptions;
import io.quorate.txnlog.SpareSegment;
import io.quorate.txnlog.TxnLogOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's directories, opened, locked and recovered. */
final class Storage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final Disk disk;
    private final DataDirs dirs;
    private final DataDirLock lock;
    /** Null once the server has taken it over. */
    private Recovered recovered;

    private final long recoveryMillis;
    private final FileSnap snapshots;
    private final FileTxnLog log;
    private final TxnLogOptions logOptions;
    private final MemberStore memberStore;

    private Storage(QuorumPeerConfig config, Disk disk, DataDirs dirs, DataDirLock lock) throws IOException {
        this.disk = disk;
        this.dirs = dirs;
        this.lock = lock;
        SnapOptions snapOptions = snapOptions(config);
        long start = System.nanoTime();
        this.recovered = recover(disk, dirs, recoveryOptions(config, snapOptions));
        this.recoveryMillis = (System.nanoTime() - start) / 1_000_000;
        this.snapshots = new FileSnap(disk, dirs, snapOptions);
        this.logOptions = logOptions(config);
        this.log = FileTxnLog.after(disk, dirs, logOptions, recovered.lastZxid());
        this.memberStore = new MemberStore(
                disk,
                dirs,
                snapshots,
                () -> recover(disk, dirs, recoveryOptions(config, snapOptions)),
                configurations(config));
    }

    /**
     * Opens the directories and recovers what is in them.
     *
     * @throws StartException if they cannot be used, saying which file or directory and why
     */
    static Storage open(QuorumPeerConfig config) throws StartException {
        Disk disk = new NioDisk();
        QuorumPeerConfig.Directories directories = config.directories();
        DataDirs dirs;
        DataDirLock lock;
        try {
            dirs = DataDirs.open(disk, directories.dataDir(), directories.dataLogDir(), directories.autocreate());
            lock = DataDirLock.acquire(dirs);
        } catch (IOException e) {
            throw new StartException(ExitCode.DATA_DIR_UNUSABLE, message(e), e);
        }
        try {
            Storage storage = new Storage(config, disk, dirs, lock);
            storage.tell();
            return storage;
        } catch (IOException e) {
            closeQuietly(lock);
            throw new StartException(ExitCode.UNEXPECTED_ERROR, message(e), e);
        }
    }

    /** With a thread that reads a snapshot beside this one, which makes the tree. */
    private static Recovered recover(Disk disk, DataDirs dirs, RecoveryOptions options) throws IOException {
        ExecutorService ahead = Executors.newSingleThreadExecutor(task -> new Thread(task, "read-ahead"));
        try {
            return Recovery.recover(disk, dirs, options, ahead);
        } finally {
            ahead.shutdown();
        }
    }

    /** Where changes of the ensemble are kept; nowhere if there are to be none. */
    private static MemberStore.Configurations configurations(QuorumPeerConfig config) {
        boolean kept = config.ensemble().reconfigEnabled() && config.configFile() != null;
        return kept ? configurationFiles(config)::store : view -> {};
    }

    static ConfigurationFiles configurationFiles(QuorumPeerConfig config) {
        return new ConfigurationFiles(
                config.configFile(),
                config.ensemble().myid().orElse(0),
                config.ensemble().version());
    }

    static TreeOptions treeOptions(QuorumPeerConfig config) {
        return new TreeOptions(
                config.tree().extendedTypesEnabled(),
                config.tree().emulate353TtlNodes(),
                config.storage().digestEnabled());
    }

    /** The longest string or buffer in a transaction or snapshot. */
    static int fieldBytesMax(QuorumPeerConfig config) {
        return config.limits().juteMaxBuffer() + config.limits().juteMaxBufferExtraSize();
    }

    DataDirs dirs() {
        return dirs;
    }

    /** What was found; only until {@link #forgetRecovered}. */
    Recovered recovered() {
        return recovered;
    }

    /** Lets go of what was found: whoever kept it would keep every znode that is replaced or deleted from now on. */
    void forgetRecovered() {
        recovered = null;
    }

    /** How long the recovery took, ms. */
    long recoveryMillis() {
        return recoveryMillis;
    }

    FileSnap snapshots() {
        return snapshots;
    }

    FileTxnLog log() {
        return log;
    }

    /** Epochs and replaced histories, of a member of an ensemble. */
    MemberStore memberStore() {
        return memberStore;
    }

    /** The log on disk, for learners. */
    LoggedTransactions logged() {
        return new LoggedTransactions() {
            @Override
            public String objection(long afterZxid, long throughZxid, double share) throws IOException {
                return LogRange.objection(disk, dirs, afterZxid, throughZxid, share);
            }

            @Override
            public LogRange open(long afterZxid, long throughZxid) throws IOException {
                return LogRange.open(disk, dirs, afterZxid, throughZxid);
            }
        };
    }

    /** The log behind a transaction, or behind the beginning of an epoch, for backups. */
    LogRange logBehind(long afterZxid, long throughZxid) throws IOException {
        return LogRange.openBehind(disk, dirs, afterZxid, throughZxid);
    }

    /** What the disk holds, for the core of a member of an ensemble. */
    PeerState peerState() {
        return new PeerState(
                recovered.tree(),
                MemberStore.proposals(recovered.history()),
                recovered.lastZxid(),
                recovered.epochs().accepted(),
                recovered.epochs().current());
    }

    /** Writes the next log ahead. For the thread that saves snapshots. */
    void prepareSpareSegment() throws IOException {
        SpareSegment.prepare(disk, dirs.logDir(), logOptions);
    }

    /** Deletes old files and says how many. For the thread that saves snapshots. */
    int purge(int snapshotsToRetain) throws IOException {
        return Purge.run(disk, dirs, snapshotsToRetain).size();
    }

    /** Releases the directories. The log must be closed before. */
    @Override
    public void close() {
        closeQuietly(lock);
    }

    private void tell() {
        for (String warning : recovered.warnings()) {
            LOG.warn("Recovery: {}", warning);
        }
        DataTree tree = recovered.tree();
        LOG.info(
                "Recovered zxid 0x{} from {}: {} transactions of {} logs replayed, {} znodes, digest compared {} times",
                Long.toHexString(tree.lastZxid()),
                recovered.stats().snapshot() == null
                        ? "no snapshot"
                        : recovered.stats().snapshot(),
                recovered.stats().txns(),
                recovered.stats().logFiles(),
                tree.nodeCount(),
                recovered.stats().digestsCompared());
    }

    private static RecoveryOptions recoveryOptions(QuorumPeerConfig config, SnapOptions snapOptions) {
        boolean member = config.ensemble().distributed();
        return new RecoveryOptions(
                new SecureRandom().nextLong(),
                treeOptions(config),
                fieldBytesMax(config),
                member ? config.storage().commitLogCount() : 0,
                config.storage().trustEmptySnapshot(),
                config.directories().databaseAutocreate(),
                !member,
                snapOptions);
    }

    private static SnapOptions snapOptions(QuorumPeerConfig config) {
        SnapCompression compression =
                switch (config.storage().snapshotCompression()) {
                    case NONE -> SnapCompression.NONE;
                    case GZ -> SnapCompression.GZ;
                    case SNAPPY -> SnapCompression.SNAPPY;
                };
        return new SnapOptions(compression, config.storage().serializeLastProcessedZxid());
    }

    private static TxnLogOptions logOptions(QuorumPeerConfig config) {
        return new TxnLogOptions(
                config.storage().preAllocSizeKib() * 1024L,
                config.storage().txnLogSizeLimitKib() * 1024L,
                config.storage().forceSync());
    }

    private static String message(IOException e) {
        // The messages of the JDK's file exceptions are often the bare path.
        return e.getClass().getPackageName().startsWith("java.") ? e.toString() : e.getMessage();
    }

    private static void closeQuietly(DataDirLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("Could not release the lock of the data directory: {}", e.getMessage());
        }
    }
}
