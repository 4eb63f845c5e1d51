package io.quorate.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Every setting of a server that has an effect, each as one typed component; immutable, so any thread may read it.
 *
 * <p>Made by {@link ConfigParser} only. Units are the last word of a name: millis, KiB, bytes; {@code Ticks} are
 * multiples of {@link Sessions#tickTimeMillis()}. Each component belongs to one {@link ConfigKey} of {@link KnownKeys}
 * (a test holds the two together); where a value came from is in {@link ConfigSources}.
 *
 * @param configFile the absolute path of the configuration file, or null if the server was started with arguments
 * @param sasl SASL with clients
 * @param quorumSasl SASL between servers
 * @param admin the HTTP server for operators
 * @param throttle what protects a server that is asked for too much
 * @param pauses the watch over pauses of the JVM
 * @param pathStats the counting of requests by path
 * @param metrics the endpoint for Prometheus
 * @param tls encryption
 */
public record QuorumPeerConfig(
        Path configFile,
        Directories directories,
        ClientPort clientPort,
        Sessions sessions,
        Limits limits,
        Storage storage,
        Autopurge autopurge,
        Tree tree,
        Containers containers,
        Auth auth,
        SaslConfig sasl,
        QuorumSaslConfig quorumSasl,
        Audit audit,
        FourLetterWords fourLetterWords,
        EnsembleConfig ensemble,
        LearnerConfig learners,
        AdminConfig admin,
        ThrottleConfig throttle,
        PauseConfig pauses,
        PathStatsConfig pathStats,
        MetricsConfig metrics,
        TlsConfig tls) {

    /**
     * Where the data lives (spec: storage-format §1).
     *
     * @param dataDir parent of {@code version-2} with the snapshots and epochs, and place of {@code myid}; absolute
     * @param dataLogDir parent of {@code version-2} with the transaction logs; equal to dataDir unless configured
     * @param autocreate whether missing directories are made ({@code datadir.autocreate})
     * @param databaseAutocreate whether a directory without any snapshot or log is a new, empty database even if the
     *     {@code initialize} marker is missing ({@code db.autocreate}; spec: storage-format §3.3)
     */
    public record Directories(Path dataDir, Path dataLogDir, boolean autocreate, boolean databaseAutocreate) {}

    /**
     * The listener for plain-text clients and the loops that serve it.
     *
     * @param host what to bind, or null for every address
     * @param port 0 = any free port, {@link TlsConfig#NO_PORT} = clients are served with TLS only
     * @param backlog accept backlog, -1 = the system's default
     * @param maxPerAddress connections from one client address, 0 = no limit ({@code maxClientCnxns})
     * @param maxTotal connections in all, 0 = no limit ({@code maxCnxns})
     * @param tcpKeepAlive SO_KEEPALIVE on client sockets
     * @param handshakeTimeoutMillis how long a connection may stay without a session ({@code
     *     nio.sessionlessCnxnTimeout})
     * @param ioThreads event loops that serve clients; 0 = the protocol loop serves them too
     */
    public record ClientPort(
            String host,
            int port,
            int backlog,
            int maxPerAddress,
            int maxTotal,
            boolean tcpKeepAlive,
            int handshakeTimeoutMillis,
            int ioThreads) {
        /** Whether clients are served in plain text. */
        public boolean isOpen() {
            return port != TlsConfig.NO_PORT;
        }

        /** What to bind; resolves the host now, so the result may be unresolved. */
        public InetSocketAddress socketAddress() {
            return host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        }
    }

    /**
     * Bounds of the negotiated session timeout; 2 and 20 ticks unless configured (spec: client-protocol §2).
     *
     * @param tickTimeMillis the unit of session expiry and of the ensemble's limits
     */
    public record Sessions(int tickTimeMillis, int minTimeoutMillis, int maxTimeoutMillis) {
        /** The timeout a client that asks for this one gets. */
        public int negotiate(int askedMillis) {
            return Math.max(minTimeoutMillis, Math.min(maxTimeoutMillis, askedMillis));
        }
    }

    /**
     * Limits on requests (spec: client-protocol §12 for the first and the last two).
     *
     * @param globalOutstandingLimit requests in process or queued before connections are no longer read
     * @param juteMaxBuffer longest frame from a client, and longest string or buffer in a record without the extra
     * @param juteMaxBufferExtraSize added to the limit where a record of the server's own holds a client's
     * @param largeRequestMaxBytes budget for all large requests in flight together
     * @param largeRequestThreshold a request is large above this many bytes; -1 = none ever is
     */
    public record Limits(
            int globalOutstandingLimit,
            int juteMaxBuffer,
            int juteMaxBufferExtraSize,
            int largeRequestMaxBytes,
            int largeRequestThreshold) {}

    /** How {@code snapshot.compression.method} writes new snapshots; readers go by the file name's suffix. */
    public enum SnapshotCompression {
        /** Plain file, no suffix. */
        NONE,
        /** The whole file through gzip, suffix {@code .gz}. */
        GZ,
        /** Framed snappy stream, suffix {@code .snappy}. */
        SNAPPY
    }

    /**
     * Transaction logs and snapshots (spec: storage-format §2, §4).
     *
     * @param snapCount transactions between two snapshots, at most (the actual number is random in the upper half)
     * @param snapSizeLimitKib log size between two snapshots, likewise; 0 or less = no such limit
     * @param txnLogSizeLimitKib roll the log above this size without a snapshot; 0 or less = no such limit
     * @param preAllocSizeKib block by which a log file is extended ahead; 0 = not ahead
     * @param commitLogCount committed proposals kept in memory
     * @param forceSync false: a transaction is acknowledged before it is on the disk
     * @param fsyncWarningMillis a slower fsync is logged and counted
     * @param diskHangLimitMillis a member whose disk has not answered for so long leaves the ensemble; 0: never
     * @param trustEmptySnapshot accept logs without any snapshot
     * @param digestEnabled keep, write and check the digest of the tree
     * @param serializeLastProcessedZxid write the last-processed trailer of snapshots
     * @param closeSessionTxnEnabled list the ephemerals in closeSession transactions
     */
    public record Storage(
            int snapCount,
            long snapSizeLimitKib,
            long txnLogSizeLimitKib,
            int preAllocSizeKib,
            int commitLogCount,
            boolean forceSync,
            long fsyncWarningMillis,
            long diskHangLimitMillis,
            SnapshotCompression snapshotCompression,
            boolean trustEmptySnapshot,
            boolean digestEnabled,
            boolean serializeLastProcessedZxid,
            boolean closeSessionTxnEnabled) {}

    /**
     * Deleting of old snapshots and logs (spec: storage-format §6).
     *
     * @param interval time between two purges; zero = never
     */
    public record Autopurge(int snapRetainCount, Duration interval) {
        /** Whether the server purges on its own. */
        public boolean enabled() {
            return !interval.isZero();
        }
    }

    /**
     * Rules of the znode tree (spec: client-protocol §6).
     *
     * @param extendedTypesEnabled TTL nodes may be created
     * @param emulate353TtlNodes every negative ephemeral owner but the container's is a TTL of the old format
     * @param enforceQuota hard limits of a quota refuse writes
     * @param skipAcl no ACL is ever checked
     */
    public record Tree(
            boolean extendedTypesEnabled, boolean emulate353TtlNodes, boolean enforceQuota, boolean skipAcl) {}

    /**
     * The reaper of empty containers and outlived TTL nodes (spec: client-protocol §6.5).
     *
     * @param maxNeverUsedMillis a container that never had a child is deleted after this long; 0 = kept
     */
    public record Containers(int checkIntervalMillis, int maxPerMinute, long maxNeverUsedMillis) {}

    /**
     * Who a client is and whether it must say so (spec: client-protocol §9).
     *
     * @param digestEnabled the scheme {@code digest} exists
     * @param digestAlgorithm hash of digest ids, a name that {@link java.security.MessageDigest} knows
     * @param superDigest the digest id that passes every ACL, or null for none
     * @param enforced requests need an id of one of {@code enforcedSchemes}
     * @param enforcedSchemes in the configured order; empty unless enforced
     * @param providers class names of further providers
     * @param ensembleNames what clients may call this ensemble; empty: anything
     * @param sessionSecretFile what passwords of sessions are made with; null: nothing that is secret
     * @param sessionSecretStage what is done with it
     */
    public record Auth(
            boolean digestEnabled,
            String digestAlgorithm,
            Secret superDigest,
            boolean enforced,
            List<String> enforcedSchemes,
            List<String> providers,
            List<String> ensembleNames,
            Path sessionSecretFile,
            SessionSecretStage sessionSecretStage) {}

    /**
     * The audit log.
     *
     * @param enabled every write is written down with its author
     */
    public record Audit(boolean enabled) {}

    /**
     * Which four-letter words are answered (spec: admin-interfaces §1).
     *
     * @param whitelist the words, always with {@code srvr}; or the single element {@code *} for all
     */
    public record FourLetterWords(Set<String> whitelist) {
        /** Whether the word is to be answered rather than refused. */
        public boolean allows(String word) {
            return whitelist.contains("*") || whitelist.contains(word);
        }
    }
}
