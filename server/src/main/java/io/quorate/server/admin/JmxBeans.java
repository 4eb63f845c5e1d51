package io.quorate.server.admin;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.Zxid;
import io.quorate.jute.quorum.HostPort;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumStatus;
import io.quorate.server.config.EnsembleConfig;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.session.CnxnReport;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beans that tools for ZooKeeper look for, under the names of Apache's: {@code org.apache.ZooKeeperService:name0=...}. Which there are
 * depends on the server's role and on who is connected: it is looked at every {@value #LOOK_MILLIS} ms, on a thread of its own. May be
 * made and closed on any thread.
 */
public final class JmxBeans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JmxBeans.class);
    private static final String DOMAIN = "org.apache.ZooKeeperService:";
    private static final int LOOK_MILLIS = 1_000;
    private static final int CONNECTIONS_MAX = 10_000;
    private static final long WAIT_SECONDS = 5;

    private final JmxView view;
    private final Inspector inspector;
    private final EnsembleConfig ensemble;
    private final JmxServerBean serverBeans;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("jmx", true));
    private final Set<ObjectName> registered = new HashSet<>();
    private volatile Map<String, CnxnReport> connections = Map.of();

    private JmxBeans(Inspector inspector) {
        this.inspector = inspector;
        this.view = new JmxView(inspector);
        this.ensemble = inspector.config().config().ensemble();
        this.serverBeans = new JmxServerBean(view);
    }

    /** Registers beans from now on; returns at once. */
    public static JmxBeans start(Inspector inspector) {
        JmxBeans beans = new JmxBeans(inspector);
        beans.thread.scheduleWithFixedDelay(beans::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return beans;
    }

    private void look() {
        try {
            PeerStatus status = inspector
                    .statusWithin((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS))
                    .join();
            if (status == null) {
                return;
            }
            connections = connectionsNow();
            Map<String, Supplier<JmxBean>> wanted = wanted(status);
            register(wanted);
        } catch (RuntimeException | JMException e) {
            LOG.debug("Could not bring the beans up to date; the next try is soon", e);
        }
    }

    private Map<String, CnxnReport> connectionsNow() {
        Map<String, CnxnReport> all = new HashMap<>();
        List<List<CnxnReport>> loops = inspector
                .askLoops(ClientLoop::connectionReports)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        for (List<CnxnReport> loop : loops) {
            for (CnxnReport connection : loop) {
                if (connection.sessionId() != 0 && all.size() < CONNECTIONS_MAX) {
                    all.put("0x" + Long.toHexString(connection.sessionId()), connection);
                }
            }
        }
        return all;
    }

    private void register(Map<String, Supplier<JmxBean>> wanted) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> names = new HashSet<>();
        for (String name : wanted.keySet()) {
            names.add(new ObjectName(DOMAIN + name));
        }
        for (ObjectName gone : List.copyOf(registered)) {
            if (!names.contains(gone)) {
                server.unregisterMBean(gone);
                registered.remove(gone);
            }
        }
        for (Map.Entry<String, Supplier<JmxBean>> each : wanted.entrySet()) {
            ObjectName name = new ObjectName(DOMAIN + each.getKey());
            if (!registered.contains(name) && !server.isRegistered(name)) {
                server.registerMBean(each.getValue().get(), name);
                registered.add(name);
            }
        }
    }

    // ---- which beans there are

    private Map<String, Supplier<JmxBean>> wanted(PeerStatus status) {
        Map<String, Supplier<JmxBean>> all = new LinkedHashMap<>();
        if (status.quorum() == null) {
            String server = "name0=StandaloneServer_port" + inspector.listener().plainPort();
            all.put(server, serverBeans::standalone);
            below(server, 1, all);
            return all;
        }
        long sid = MembershipText.serverId(ensemble);
        String server = "name0=ReplicatedServer_id" + sid;
        all.put(server, this::quorum);
        for (QuorumServer member :
                Ensemble.parse(status.quorum().configText()).members().values()) {
            String replica = server + ",name1=replica." + member.sid();
            all.put(replica, () -> member.sid() == sid ? self(sid) : other(member.sid()));
        }
        if (Standing.isServing(status) && !Standing.isReadOnly(status)) {
            String role = Standing.mode(status);
            String title = role.substring(0, 1).toUpperCase(Locale.ROOT) + role.substring(1);
            String name = server + ",name1=replica." + sid + ",name2=" + title;
            all.put(
                    name,
                    switch (status.quorum().state()) {
                        case LEADING -> serverBeans::leader;
                        case OBSERVING -> serverBeans::observer;
                        default -> serverBeans::follower;
                    });
            below(name, 3, all);
        }
        return all;
    }

    private void below(String server, int level, Map<String, Supplier<JmxBean>> all) {
        all.put(server + ",name" + level + "=InMemoryDataTree", this::tree);
        connections.forEach((session, connection) -> {
            String remote = connection.remoteAddress();
            String host = remote.substring(1, remote.lastIndexOf(':'));
            all.put(
                    server + ",name" + level + "=Connections,name" + (level + 1) + "=" + quoted(host) + ",name"
                            + (level + 2) + "=" + session,
                    () -> connection(session, host));
        });
    }

    /** A colon has a meaning in names of beans. */
    private static String quoted(String host) {
        return host.indexOf(':') < 0 ? host : ObjectName.quote(host);
    }

    // ---- beans

    private JmxBean tree() {
        return new JmxBean()
                .text(
                        "LastZxid",
                        () -> Zxid.toText(view.now().peer().committed().lastZxid()))
                .number(
                        "NodeCount",
                        () -> ServerWords.shownNodeCount(view.now().peer().committed()))
                .number("WatchCount", () -> view.now().loops().stream()
                        .mapToInt(loop -> loop.dataWatches() + loop.childWatches())
                        .sum())
                .operation(
                        "countEphemerals", () -> view.now().peer().committed().ephemeralCount())
                .operation(
                        "approximateDataSize",
                        () -> view.now().peer().committed().approximateDataSize());
    }

    private JmxBean connection(String session, String host) {
        Supplier<CnxnReport> now = () -> {
            CnxnReport connection = connections.get(session);
            if (connection == null) {
                throw new IllegalStateException("the session " + session + " is not connected any more");
            }
            return connection;
        };
        return new JmxBean()
                .text("SessionId", () -> session)
                .text("SourceIP", () -> host)
                .text("StartedTime", () -> new Date(now.get().establishedMillis()).toString())
                .number("SessionTimeout", () -> now.get().timeoutMillis())
                .whole("PacketsReceived", () -> now.get().received())
                .whole("PacketsSent", () -> now.get().sent())
                .whole("OutstandingRequests", () -> (long) now.get().queued())
                .text("LastOperation", () -> OperationCodes.of(now.get().lastOpCode()))
                .text("LastCxid", () -> "0x" + Long.toHexString(now.get().lastCxid()))
                .text("LastZxid", () -> Zxid.toText(now.get().lastZxid()))
                .text("LastResponseTime", () -> Long.toString(now.get().lastResponseMillis()))
                .whole("LastLatency", () -> now.get().lastLatencyMillis())
                .whole("MinLatency", () -> now.get().minLatencyMillis())
                .whole("AvgLatency", () -> now.get().avgLatencyMillis())
                .whole("MaxLatency", () -> now.get().maxLatencyMillis())
                .texts("EphemeralNodes", () -> view.now()
                        .peer()
                        .committed()
                        .ephemerals(now.get().sessionId())
                        .toArray(new String[0]));
    }

    private JmxBean quorum() {
        return new JmxBean()
                .text("Name", () -> "ReplicatedServer_id" + MembershipText.serverId(ensemble))
                .number("QuorumSize", () -> quorumNow().quorumSize())
                .number("InitLimit", ensemble::initLimitTicks)
                .number("SyncLimit", ensemble::syncLimitTicks)
                .flag(
                        "DigestEnabled",
                        () -> inspector.config().config().storage().digestEnabled())
                .whole("ObserverElectionDelayMS", () ->
                        (long) inspector.config().config().learners().observerElectionDelayMillis());
    }

    private QuorumStatus quorumNow() {
        return view.now().peer().quorum();
    }

    private JmxBean other(long sid) {
        return address(new JmxBean(), sid).text("ClientAddress", () -> {
            HostPort client = member(sid).clientAddress();
            return client == null ? "" : client.toText();
        });
    }

    private JmxBean address(JmxBean bean, long sid) {
        return bean.text("Name", () -> "replica." + sid)
                .text("LearnerType", () -> member(sid).isVoter() ? "PARTICIPANT" : "OBSERVER")
                .text("QuorumAddress", () -> quorumAddress(quorumNow(), sid))
                .text(
                        "ElectionAddress",
                        () -> member(sid).electionAddresses().get(0).toText())
                .flag("Leader", () -> quorumNow().leaderSid() == sid);
    }

    private JmxBean self(long sid) {
        return address(new JmxBean(), sid)
                .text("ClientAddress", this::clientAddress)
                .text("State", () -> state(quorumNow()))
                .whole("ConfigVersion", () -> Ensemble.versionOf(quorumNow().configText()))
                .text("QuorumSystemInfo", () -> quorumNow().configText())
                .flag("PartOfEnsemble", () -> member(sid) != null)
                .number("TickTime", () -> inspector.config().config().sessions().tickTimeMillis())
                .number(
                        "MinSessionTimeout",
                        () -> inspector.config().config().sessions().minTimeoutMillis())
                .number(
                        "MaxSessionTimeout",
                        () -> inspector.config().config().sessions().maxTimeoutMillis())
                .number(
                        "MaxClientCnxnsPerHost",
                        () -> inspector.config().config().clientPort().maxPerAddress())
                .number(
                        "MaxCnxns",
                        () -> inspector.config().config().clientPort().maxTotal())
                .number("InitLimit", ensemble::initLimitTicks)
                .number("SyncLimit", ensemble::syncLimitTicks)
                .number("ElectionType", ensemble::electionAlg)
                .text(
                        "StartTime",
                        () -> new Date(ManagementFactory.getRuntimeMXBean().getStartTime()).toString());
    }

    /** Empty if clients are only served with TLS. */
    private String clientAddress() {
        InetSocketAddress address = inspector.listener().localAddress();
        return address == null ? "" : address.toString().substring(1);
    }

    /** As {@code QuorumStats} of Apache's names it. */
    private static String state(QuorumStatus quorum) {
        return switch (quorum.state()) {
            case LOOKING -> "leaderelection";
            case LEADING -> "leading";
            case FOLLOWING -> "following";
            case OBSERVING -> "observing";
        };
    }

    private QuorumServer member(long sid) {
        return Ensemble.parse(quorumNow().configText()).member(sid);
    }

    static String quorumAddress(QuorumStatus quorum, long sid) {
        QuorumServer member = Ensemble.parse(quorum.configText()).member(sid);
        return member == null ? "" : member.quorumAddresses().get(0).toText();
    }

    /** Takes the beans away. */
    @Override
    public void close() {
        thread.execute(() -> {
            try {
                register(Map.of());
            } catch (JMException e) {
                LOG.debug("Could not take the beans away", e);
            }
        });
        thread.shutdown();
    }
}
