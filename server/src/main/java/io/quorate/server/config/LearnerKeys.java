package io.quorate.server.config;

import static io.quorate.server.config.Types.FLAG;
import static io.quorate.server.config.Types.whole;

import java.util.List;

/** How members find each other and bring each other up to date: the part of the ensemble's keys that tunes it. */
final class LearnerKeys {
    private static final ConfigKey.Table LEARNERS = new ConfigKey.Table(ConfigKey.Section.ENSEMBLE);

    static final ConfigKey FORCE_SNAPSHOT_SYNC = LEARNERS.key("forceSnapshotSync", FLAG, "false")
            .means("Send every member that has to be brought up to date a snapshot; for tests.")
            .honoured("learners.forceSnapshotSync");
    static final ConfigKey SNAPSHOT_SIZE_FACTOR = LEARNERS.key("snapshotSizeFactor", Types.DECIMAL, "0.33")
            .means(
                    "A member that lacks more than commitLogCount transactions is sent them from the log on disk, if they take"
                            + " less than this share of the newest snapshot; 0 = however much they take, below 0 = never.")
            .honoured("learners.snapshotSizeFactor");
    static final ConfigKey SNAP_SYNCS = LEARNERS.key("leader.maxConcurrentSnapSyncs", whole(1, ""), "10")
            .alias("maxConcurrentSnapSyncs")
            .means("While so many members are being sent a snapshot, an observer that needs one is sent away; it tries"
                    + " again.")
            .honoured("learners.maxConcurrentSnapSyncs");
    static final ConfigKey DIFF_SYNCS = LEARNERS.key("leader.maxConcurrentDiffSyncs", whole(1, ""), "100")
            .alias("maxConcurrentDiffSyncs")
            .means("Likewise for members that are being sent transactions.")
            .honoured("learners.maxConcurrentDiffSyncs");
    static final ConfigKey EPOCH_WAIT = LEARNERS.key("leader.maxTimeToWaitForEpoch", whole(-1, "ms"), "-1")
            .alias("maxTimeToWaitForEpoch")
            .means("An elected leader gives up if no quorum connects to it by then; -1 = initLimit, which it never"
                    + " exceeds.")
            .honoured("learners.maxTimeToWaitForEpochMillis");
    static final ConfigKey CONNECT_DELAY = LEARNERS.key("leaderConnectDelayDuringRetryMs", whole(0, "ms"), "100")
            .means("Wait between two attempts to connect to the leader.")
            .honoured("learners.connectDelayMillis");
    static final ConfigKey RECONNECT_DELAY = LEARNERS.key("observer.reconnectDelayMs", whole(0, "ms"), "0")
            .means("An observer waits a random time up to this before it connects to the leader.")
            .honoured("learners.observerReconnectDelayMillis");
    static final ConfigKey ELECTION_DELAY = LEARNERS.key("observer.election.DelayMs", whole(0, "ms"), "200")
            .means("An observer that has lost the leader waits a random time below this before it looks for one again.")
            .honoured("learners.observerElectionDelayMillis");
    static final ConfigKey CNXN_TIMEOUT = LEARNERS.key("quorumCnxnTimeoutMs", whole(-1, "ms"), "-1")
            .means("Time for a member that dials the election port to say who it is; 0 or -1 = syncLimit.")
            .honoured("learners.quorumCnxnTimeoutMillis");
    static final ConfigKey TCP_KEEP_ALIVE = LEARNERS.key("tcpKeepAlive", FLAG, "false")
            .means("SO_KEEPALIVE on election connections.")
            .honoured("learners.tcpKeepAlive");
    static final ConfigKey OBSERVER_MASTER_PORT = LEARNERS.key("observerMasterPort", Types.PORT, "0")
            .means(
                    "Followers serve observers on this port, the same on all members, and observers connect to one of them instead"
                            + " of the leader; 0 = observers connect to the leader.")
            .honoured("learners.observerMasterPort");
    static final ConfigKey OBSERVER_MASTER_BYTES = LEARNERS.key(
                    "observerMaster.sizeLimit", whole(0, "bytes"), "33554432")
            .means("A follower gives an observer up when more than this waits until it reads.")
            .honoured("learners.observerMasterBytesMax");

    private LearnerKeys() {}

    static List<ConfigKey> all() {
        return LEARNERS.keys();
    }

    /** Reads them. */
    static LearnerConfig read(Values values) {
        return new LearnerConfig(
                values.flagOf(FORCE_SNAPSHOT_SYNC),
                values.decimalOf(SNAPSHOT_SIZE_FACTOR),
                values.intOf(SNAP_SYNCS),
                values.intOf(DIFF_SYNCS),
                values.intOf(EPOCH_WAIT),
                values.intOf(CONNECT_DELAY),
                values.intOf(RECONNECT_DELAY),
                values.intOf(ELECTION_DELAY),
                values.intOf(CNXN_TIMEOUT),
                values.flagOf(TCP_KEEP_ALIVE),
                values.intOf(OBSERVER_MASTER_PORT),
                values.longOf(OBSERVER_MASTER_BYTES));
    }
}
