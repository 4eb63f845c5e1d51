package io.quorate.server.config;

/**
 * How members of an ensemble find each other and bring each other up to date.
 *
 * @param forceSnapshotSync everybody is brought up to date by a snapshot
 * @param snapshotSizeFactor a member is sent the log on disk if that is shorter than this share of the newest snapshot; 0: however
 *     long it is; less than 0: never
 * @param maxConcurrentSnapSyncs an observer that needs a snapshot is sent away while so many are being sent
 * @param maxConcurrentDiffSyncs likewise for transactions
 * @param maxTimeToWaitForEpochMillis an elected leader gives up if no quorum connects by then; -1 = initLimit
 * @param connectDelayMillis wait between two attempts to connect to the leader
 * @param observerReconnectDelayMillis bound of an observer's random wait before it connects
 * @param observerElectionDelayMillis bound of an observer's random wait before it looks for a leader again
 * @param quorumCnxnTimeoutMillis time for a member that dials the election port to say who it is; -1 = syncLimit
 * @param tcpKeepAlive SO_KEEPALIVE on election connections
 * @param observerMasterPort where followers serve observers, and observers look for them; 0: observers connect to the leader
 * @param observerMasterBytesMax how much that a follower has sent may wait until an observer reads, before it is given up
 */
public record LearnerConfig(
        boolean forceSnapshotSync,
        double snapshotSizeFactor,
        int maxConcurrentSnapSyncs,
        int maxConcurrentDiffSyncs,
        int maxTimeToWaitForEpochMillis,
        int connectDelayMillis,
        int observerReconnectDelayMillis,
        int observerElectionDelayMillis,
        int quorumCnxnTimeoutMillis,
        boolean tcpKeepAlive,
        int observerMasterPort,
        long observerMasterBytesMax) {}
