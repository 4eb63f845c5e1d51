package io.quorate.server.admin;

import io.quorate.jute.Zxid;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.config.ThrottleConfig;
import io.quorate.server.session.LoopStats;
import java.util.Date;
import java.util.stream.Collectors;

/** The bean of a server in a role, with the attributes of Apache's that mean something here. */
final class JmxServerBean {
    private final JmxView view;
    private final Inspector inspector;
    private final QuorumPeerConfig config;
    private final ServerWords words;

    JmxServerBean(JmxView view) {
        this.view = view;
        this.inspector = view.inspector();
        this.config = inspector.config().config();
        this.words = new ServerWords(inspector);
    }

    /** Of a server that is alone. */
    JmxBean standalone() {
        return common(new JmxBean());
    }

    /** Of a leader. */
    JmxBean leader() {
        JmxBean bean = common(new JmxBean())
                .text("CurrentZxid", () -> Zxid.toText(view.now().peer().lastProposedZxid()))
                .number("LastProposalSize", () -> view.now().peer().lastProposalBytes())
                .number("MinProposalSize", () -> view.now().peer().minProposalBytes())
                .number("MaxProposalSize", () -> view.now().peer().maxProposalBytes())
                .operation("followerInfo", this::followers);
        return member(bean);
    }

    /** Of an observer. */
    JmxBean observer() {
        return common(new JmxBean())
                .text("QuorumAddress", this::masterAddress)
                .text("LearnerMaster", this::masterAddress);
    }

    /** Of a follower. */
    JmxBean follower() {
        JmxBean bean = common(new JmxBean())
                .text("LastQueuedZxid", () -> Zxid.toText(view.now().peer().lastProposedZxid()))
                .number("ObserverMasterPacketSizeLimit", () ->
                        (int) Math.min(Integer.MAX_VALUE, config.learners().observerMasterBytesMax()))
                .text("QuorumAddress", this::masterAddress);
        return member(bean);
    }

    private JmxBean member(JmxBean bean) {
        return bean.number("MaxConcurrentSnapSyncs", () -> config.learners().maxConcurrentSnapSyncs())
                .number("MaxConcurrentDiffSyncs", () -> config.learners().maxConcurrentDiffSyncs())
                .whole("ElectionTimeTaken", () -> view.now().peer().quorum().electionMillis());
    }

    private String followers() {
        return view.now().peer().quorum().learners().stream()
                .filter(learner -> !learner.observer())
                .map(learner -> "Follower " + learner.sid() + " at " + learner.address() + ", synced: "
                        + learner.synced() + ", logged up to " + Zxid.toText(learner.ackedZxid()) + "\n")
                .collect(Collectors.joining());
    }

    private String masterAddress() {
        QuorumStatus quorum = view.now().peer().quorum();
        return JmxBeans.quorumAddress(quorum, quorum.masterSid());
    }

    private JmxBean common(JmxBean bean) {
        identity(bean);
        limits(bean);
        return bean.decimal("AvgRequestLatency", () -> view.now().avgLatencyMillis())
                .whole("MinRequestLatency", () -> view.now().minLatencyMillis())
                .whole("MaxRequestLatency", () -> view.now().max(LoopStats.Report::maxLatencyMillis))
                .whole("PacketsReceived", () -> view.now().sum(LoopStats.Report::received))
                .whole("PacketsSent", () -> view.now().sum(LoopStats.Report::sent))
                .whole("OutstandingRequests", () -> (long) view.now().outstanding())
                .whole("NumAliveConnections", () -> (long) view.now().connections())
                .whole("AuthFailedCount", () -> view.now().sum(LoopStats.Report::authFailures))
                .whole("FsyncThresholdExceedCount", () -> inspector.metrics().count("fsync_threshold_exceed_count"))
                .whole("TxnLogElapsedSyncTime", () -> inspector.metrics().lastFsyncMillis())
                .number("LastClientResponseSize", () -> (int) view.now().max(loop -> loop.lastResponseBytes()))
                .number("MinClientResponseSize", () -> (int) view.now().min(loop -> loop.minResponseBytes()))
                .number("MaxClientResponseSize", () -> (int) view.now().max(loop -> loop.maxResponseBytes()))
                .whole("DataDirSize", () -> ServerWords.sizeOf(inspector.dirs().snapDir()))
                .whole("LogDirSize", () -> ServerWords.sizeOf(inspector.dirs().logDir()))
                .operation("resetStatistics", () -> words.reset().join());
    }

    private void identity(JmxBean bean) {
        bean.text("Version", VersionText::full)
                .text("StartTime", () -> new Date(System.currentTimeMillis() - inspector.uptimeMillis()).toString())
                .text("ClientPort", () -> Integer.toString(inspector.listener().plainPort()));
    }

    private void limits(JmxBean bean) {
        bean.number("TickTime", () -> config.sessions().tickTimeMillis())
                .number("MinSessionTimeout", () -> config.sessions().minTimeoutMillis())
                .number("MaxSessionTimeout", () -> config.sessions().maxTimeoutMillis())
                .number("MaxClientCnxnsPerHost", () -> config.clientPort().maxPerAddress())
                .number("MaxCnxns", () -> config.clientPort().maxTotal())
                .number("JuteMaxBufferSize", () -> config.limits().juteMaxBuffer())
                .number("LargeRequestMaxBytes", () -> config.limits().largeRequestMaxBytes())
                .number("LargeRequestThreshold", () -> config.limits().largeRequestThreshold());
        ThrottleConfig throttle = config.throttle();
        bean.number("RequestThrottleLimit", throttle::requestsMax)
                .flag("RequestThrottleDropStale", throttle::dropStale)
                .flag("RequestStaleLatencyCheck", throttle::latencyCheck)
                .flag("RequestStaleConnectionCheck", throttle::connectionCheck)
                .number("ThrottledOpWaitTime", throttle::opWaitMillis);
        ThrottleConfig.Connections connections = throttle.connections();
        bean.number("ConnectionMaxTokens", connections::tokens)
                .number("ConnectionTokenFillTime", connections::fillMillis)
                .number("ConnectionTokenFillCount", connections::fillCount)
                .number("ConnectionFreezeTime", connections::freezeMillis)
                .decimal("ConnectionDropIncrease", connections::dropIncrease)
                .decimal("ConnectionDropDecrease", connections::dropDecrease)
                .decimal("ConnectionDecreaseRatio", connections::decreaseRatio);
    }
}
