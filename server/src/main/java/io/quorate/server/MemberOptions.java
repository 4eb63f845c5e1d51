package io.quorate.server;

import io.quorate.election.ElectionOptions;
import io.quorate.election.LinkOptions;
import io.quorate.quorum.ClientOptions;
import io.quorate.quorum.EnsembleOptions;
import io.quorate.quorum.LearnerOptions;
import io.quorate.server.config.EnsembleConfig;
import io.quorate.server.config.LearnerConfig;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.net.LeaderConnections;
import io.quorate.server.net.LearnerPort;

/** What the configuration of a member of an ensemble comes to in each of its parts. */
final class MemberOptions {
    private static final int STRANGERS_MAX = 128;

    /** A transaction may be longer than the request that caused it, and that of a closing session as long as it likes. */
    private static final int PACKET_BYTES_MIN = 64 << 20;

    private static final long OUTBOUND_BYTES_MIN = 64L << 20;

    private final QuorumPeerConfig config;
    private final EnsembleConfig ensemble;
    private final LearnerConfig learners;

    MemberOptions(QuorumPeerConfig config) {
        this.config = config;
        this.ensemble = config.ensemble();
        this.learners = config.learners();
    }

    /** For the core. */
    EnsembleOptions core() {
        return new EnsembleOptions(
                ensemble.initLimitTicks(),
                ensemble.syncLimitTicks(),
                connectLimitTicks(),
                config.storage().commitLogCount(),
                Storage.fieldBytesMax(config),
                ensemble.syncEnabled(),
                ensemble.leaderServes(),
                ensemble.reconfigEnabled(),
                ensemble.standaloneEnabled(),
                new ClientOptions(
                        ensemble.localSessionsEnabled(),
                        ensemble.localSessionsUpgradingEnabled(),
                        ensemble.readOnlyMode()),
                ElectionOptions.defaults()
                        .withNotificationIntervals(
                                ensemble.minNotificationIntervalMillis(),
                                Math.max(
                                        ensemble.minNotificationIntervalMillis(),
                                        ensemble.maxNotificationIntervalMillis()))
                        .withObserverDelayMax(learners.observerElectionDelayMillis()),
                new LearnerOptions(
                        learners.forceSnapshotSync(),
                        learners.snapshotSizeFactor(),
                        learners.maxConcurrentSnapSyncs(),
                        learners.maxConcurrentDiffSyncs(),
                        learners.maxTimeToWaitForEpochMillis(),
                        learners.connectDelayMillis(),
                        learners.observerReconnectDelayMillis(),
                        learners.observerMasterPort()),
                EnsembleOptions.COUNTER_END);
    }

    /** For the election port. */
    LinkOptions links() {
        int setUpMillis = learners.quorumCnxnTimeoutMillis();
        return LinkOptions.defaults()
                .withMultiAddress(ensemble.multiAddressEnabled())
                .withLimits(
                        ensemble.cnxTimeoutMillis(), setUpMillis > 0 ? setUpMillis : ticks(ensemble.syncLimitTicks()));
    }

    /** For the port at which learners connect. */
    LearnerPort.Options learnerPort() {
        return new LearnerPort.Options(
                packetBytesMax(),
                ticks(ensemble.initLimitTicks()),
                STRANGERS_MAX,
                outboundBytesMax(),
                learners.observerMasterBytesMax());
    }

    /** For the connections to leaders. */
    LeaderConnections.Options leaderConnections() {
        return new LeaderConnections.Options(packetBytesMax(), ticks(connectLimitTicks()), outboundBytesMax());
    }

    private int connectLimitTicks() {
        int ticks = ensemble.connectToLearnerMasterLimitTicks();
        return ticks == 0 ? ensemble.initLimitTicks() : ticks;
    }

    private int packetBytesMax() {
        return Math.max(PACKET_BYTES_MIN, Storage.fieldBytesMax(config));
    }

    private static long outboundBytesMax() {
        return Math.max(OUTBOUND_BYTES_MIN, Runtime.getRuntime().maxMemory() / 8);
    }

    private int ticks(int count) {
        return (int)
                Math.min(Integer.MAX_VALUE, (long) count * config.sessions().tickTimeMillis());
    }
}
