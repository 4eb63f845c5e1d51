package io.quorate.server;

import com.codahale.metrics.MetricRegistry;
import io.netty.channel.EventLoop;
import io.quorate.jute.Zxid;
import io.quorate.quorum.Effects;
import io.quorate.quorum.PeerOptions;
import io.quorate.quorum.PeerStatus;
import io.quorate.quorum.QuorumPeer;
import io.quorate.server.admin.AdminAccess;
import io.quorate.server.admin.AdminCommands;
import io.quorate.server.admin.FourLetterWords;
import io.quorate.server.admin.GuardedCommands;
import io.quorate.server.admin.Health;
import io.quorate.server.admin.Inspector;
import io.quorate.server.admin.JmxBeans;
import io.quorate.server.admin.Monitor;
import io.quorate.server.admin.PathReport;
import io.quorate.server.audit.AuditLog;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.config.TlsConfig;
import io.quorate.server.http.AdminServer;
import io.quorate.server.http.MetricsServer;
import io.quorate.server.loop.BulkWorker;
import io.quorate.server.loop.DiskWatch;
import io.quorate.server.loop.FatalHandler;
import io.quorate.server.loop.LogWriter;
import io.quorate.server.loop.PeerLoop;
import io.quorate.server.metrics.JvmPauseMonitor;
import io.quorate.server.metrics.ServerMetrics;
import io.quorate.server.net.ClientLoop;
import io.quorate.server.net.ClientLoopOptions;
import io.quorate.server.net.ClientTls;
import io.quorate.server.net.ConnectionThrottle;
import io.quorate.server.net.NettyServerCnxnFactory;
import io.quorate.server.net.NettyTransport;
import io.quorate.server.net.Trace;
import io.quorate.server.sasl.SaslService;
import io.quorate.server.sasl.SaslThreads;
import io.quorate.server.session.CnxnReport;
import io.quorate.server.session.CommitProcessor;
import io.quorate.server.session.LoopOptions;
import io.quorate.server.session.LoopSecurity;
import io.quorate.tree.DataTree;
import io.quorate.tree.acl.AclPolicy;
import io.quorate.tree.request.FinalRequestProcessor;
import io.quorate.tree.request.PrepRequestProcessor;
import io.quorate.tree.request.RequestRules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.security.auth.login.LoginException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: the protocol core with its threads, its disk and its sockets. This is the only place where the parts
 * are put together. May be started and closed from any thread.
 */
public final class QuorateServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QuorateServer.class);

    /** The id of a server that is alone; it shows in the top byte of session ids. */
    private static final long STANDALONE_SID = 1;

    private static final long STOP_MILLIS = 5_000;

    /** With a quorum this takes milliseconds. */
    private static final long HAND_OVER_MILLIS_MAX = 1_000;

    private static final int OUTBOUND_BYTES_MAX = 64 << 20;

    private final QuorumPeerConfig config;
    private final Surroundings surroundings;
    private final NettyTransport transport = new NettyTransport();
    private final Storage storage;
    private final SaslThreads saslThreads = new SaslThreads("sasl");
    private final AuthSchemes schemes;
    /** Null if nothing is to be written down. */
    private final AuditLog audit;

    private final Optional<SaslService> sasl;
    private final LogWriter log;
    private final BulkWorker bulk;
    private final PeerLoop peerLoop;
    private final List<ClientLoop> clientLoops = new ArrayList<>();
    private final NettyServerCnxnFactory listener;
    private final ServerTls tls;
    /** Null for a server of one. */
    private final EnsembleMember member;
    /** Null if there is to be none, or it could not listen. */
    private final AdminServer admin;
    /** Likewise. */
    private final MetricsServer prometheus;

    private final JmxBeans beans;
    /** Null if new sessions may come as fast as they like. */
    private final ConnectionThrottle connectionThrottle;
    /** Null if pauses are not watched. */
    private final JvmPauseMonitor pauses;

    private QuorateServer(ParsedConfig parsed, Storage storage, FatalHandler fatal, Surroundings surroundings)
            throws IOException, StartException {
        this.config = parsed.config();
        this.surroundings = surroundings;
        this.tls = ServerTls.of(config.tls(), config.admin());
        this.storage = storage;
        DataTree recovered = storage.recovered().tree();
        this.schemes = AuthSchemes.of(config);
        this.sasl = sasl(config, schemes, saslThreads);
        this.audit = config.audit().enabled() ? auditLog(schemes, fatal) : null;
        RequestRules rules = requestRules(config, schemes);
        ServerMetrics metrics =
                new ServerMetrics(new MetricRegistry(), config.storage().fsyncWarningMillis());
        metrics.recovered(
                storage.recoveryMillis(),
                storage.recovered().stats().loadMillis(),
                storage.recovered().stats().replayMillis(),
                storage.recovered().stats().txns(),
                storage.recovered().stats().digestMismatches());
        EventLoop core = transport.newLoop("core");
        this.bulk = new BulkWorker(storage.snapshots()::save, storage::prepareSpareSegment, fatal, metrics);
        this.log = new LogWriter(
                storage.log(),
                storage.memberStore(),
                bulk,
                fatal,
                metrics,
                config.storage().fsyncWarningMillis());
        this.peerLoop = new PeerLoop(core, log, bulk, surroundings.clock(), fatal);
        this.member = config.ensemble().distributed()
                ? new EnsembleMember(
                        config,
                        core,
                        transport,
                        tls.betweenServers(),
                        storage.logged(),
                        peerLoop,
                        surroundings,
                        this::serveClientsAt)
                : null;
        this.connectionThrottle = Throttles.ofConnections(config.throttle().connections());
        for (EventLoop loop : ioLoops(core)) {
            clientLoops.add(clientLoop(loop, rules, recovered));
        }
        Inspector inspector = new Inspector(parsed, storage.dirs(), peerLoop, clientLoops, metrics);
        this.listener = new NettyServerCnxnFactory(
                transport,
                clientLoops,
                new FourLetterWords(inspector, config.fourLetterWords()::allows),
                listenerLimits(),
                surroundings.links());
        inspector.watch(listener);
        Trace trace = new Trace(inspector.traceMask());
        peerLoop.traceWith(trace);
        clientLoops.forEach(loop -> loop.traceWith(trace));
        PathReport.start(inspector, config.pathStats(), core);
        metrics.registry().gauge("outstanding_tls_handshake", () -> listener::outstandingHandshakes);
        metrics.registry()
                .gauge(
                        "connection_drop_probability",
                        () -> () -> connectionThrottle == null ? 0.0 : connectionThrottle.dropProbability());
        if (tls.forClients() != null) {
            listener.secureWith(
                    new ClientTls(tls.forClients(), tls.provider(rules.acl().providers()), handshakeRules()));
        }
        metrics.watchLog(log::busyMillis);
        DiskWatch.start(
                core,
                log::busyMillis,
                member == null ? 0 : config.storage().diskHangLimitMillis(),
                busyMillis -> leaveToOthers(busyMillis, fatal));
        log.start(peerLoop);
        bulk.prepareSpareSegment();
        peerLoop.start(
                effects -> peer(effects, new PrepRequestProcessor(rules)),
                clientLoops,
                member == null ? null : member.ports());
        clientLoops.forEach(ClientLoop::start);
        purge();
        if (member != null) {
            member.bind();
        }
        listenForClients(core);
        if (member != null) {
            peerLoop.join(QuorumPeer::start);
        }
        AdminCommands commands = new AdminCommands(inspector);
        this.admin = config.admin().enabled()
                ? AdminServer.start(
                        config.admin(),
                        transport,
                        tls.forOperators(),
                        metrics::insecureAdmin,
                        commands,
                        new Health(inspector),
                        guardedCommands(inspector, commands, rules))
                : null;
        this.prometheus = config.metrics().enabled()
                ? MetricsServer.start(config.metrics(), transport, new Monitor(inspector))
                : null;
        this.beans = JmxBeans.start(inspector);
        this.pauses = config.pauses().enabled()
                ? JvmPauseMonitor.start(
                        metrics,
                        config.pauses().infoMillis(),
                        config.pauses().warnMillis(),
                        config.pauses().sleepMillis())
                : null;
    }

    private static AuditLog auditLog(AuthSchemes schemes, FatalHandler fatal) {
        return new AuditLog(
                schemes.providers(),
                cause -> fatal.fatal(
                        FatalHandler.Kind.INVARIANT,
                        "The audit log cannot be written; the server stops before anything goes unaudited: " + cause,
                        cause));
    }

    private GuardedCommands guardedCommands(Inspector inspector, AdminCommands open, RequestRules rules) {
        return new GuardedCommands(
                inspector,
                open,
                new AdminAccess(rules.acl().providers()),
                config.admin(),
                tree -> bulk.submit(() -> storage.snapshots().save(tree)),
                storage::logBehind);
    }

    private void listenForClients(EventLoop core) throws IOException {
        if (config.tls().securePort() != TlsConfig.NO_PORT) {
            listener.bindSecure(core, config.tls().secureAddress());
            LOG.info("Serving clients with TLS on {}", listener.secureAddress());
        }
        if (config.clientPort().isOpen()) {
            listener.bind(core, config.clientPort().socketAddress());
        }
    }

    private ClientTls.Rules handshakeRules() {
        boolean always = member == null || !config.tls().earlyDropHandshakes();
        return new ClientTls.Rules(
                config.tls().clientPortUnification(),
                config.tls().outstandingHandshakesMax(),
                () -> always || clientLoops.get(0).isServing());
    }

    private QuorumPeer peer(Effects effects, PrepRequestProcessor prep) {
        long nowNanos = surroundings.clock().nanos();
        long wallMillis = surroundings.clock().wallMillis();
        return member == null
                ? new QuorumPeer(
                        peerOptions(STANDALONE_SID),
                        prep,
                        storage.recovered().tree(),
                        effects,
                        new SplittableRandom(),
                        nowNanos,
                        wallMillis)
                : QuorumPeer.member(
                        peerOptions(member.sid()),
                        member.options(),
                        member.view(),
                        prep,
                        storage.peerState(),
                        effects,
                        new SplittableRandom(),
                        nowNanos,
                        wallMillis);
    }

    /**
     * Starts a server: one that is alone, or a member of an ensemble, which then looks for a leader.
     *
     * @param fatal is called when going on could lose data; has to end the process
     * @throws StartException if it cannot start
     */
    public static QuorateServer start(ParsedConfig parsed, FatalHandler fatal) throws StartException {
        return start(parsed, fatal, Surroundings.SYSTEM);
    }

    /**
     * As {@link #start(ParsedConfig, FatalHandler)}, in the surroundings of a test.
     *
     * @param fatal is called when going on could lose data, on any thread; has to {@link #kill} the server, from another
     * @throws StartException if it cannot start
     */
    public static QuorateServer start(ParsedConfig parsed, FatalHandler fatal, Surroundings surroundings)
            throws StartException {
        QuorumPeerConfig config = parsed.config();
        long startNanos = System.nanoTime();
        Storage storage = Storage.open(config);
        try {
            QuorateServer server = new QuorateServer(parsed, storage, fatal, surroundings);
            LOG.info(
                    "{} on {} from zxid {} ({} znodes, {} sessions), {} ms after the start of recovery",
                    config.ensemble().distributed() ? "Looking for a leader, with clients" : "Serving clients",
                    server.clientAddress(),
                    Zxid.toText(storage.recovered().lastZxid()),
                    storage.recovered().tree().nodeCount(),
                    storage.recovered().tree().sessionCount(),
                    (System.nanoTime() - startNanos) / 1_000_000);
            storage.forgetRecovered();
            return server;
        } catch (StartException e) {
            storage.close();
            throw e;
        } catch (IOException e) {
            storage.close();
            throw new StartException(ExitCode.CANNOT_BIND, e.getMessage(), e);
        }
    }

    /** Where clients connect to, in plain text if possible; the port is the real one even if the configuration asks for any. */
    public InetSocketAddress clientAddress() {
        return listener.localAddress() == null ? listener.secureAddress() : listener.localAddress();
    }

    private void serveClientsAt(InetSocketAddress address) {
        if (address.isUnresolved()) {
            LOG.warn(
                    "Clients are not served at {}, as the ensemble's configuration says: there is no such host",
                    address.getHostString());
        } else {
            listener.rebind(address);
        }
    }

    /** Whether clients are served, with reads and writes, or with reads only. Safe on any thread. */
    public boolean isServing() {
        return member == null || clientLoops.stream().allMatch(ClientLoop::isServing);
    }

    /** The core's state. Never done if the server ends meanwhile. */
    public CompletableFuture<PeerStatus> status() {
        return peerLoop.status();
    }

    /**
     * Is done when all that had come from clients and other servers was taken up, the signs of life of sessions included. Never done if
     * the server ends meanwhile.
     */
    public CompletableFuture<Void> turned() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (ClientLoop loop : clientLoops) {
            CompletableFuture<Void> turned = new CompletableFuture<>();
            loop.post(() -> {
                loop.processor().reportTouched();
                turned.complete(null);
            });
            all.add(turned);
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenCompose(touched -> peerLoop.turned())
                .thenCompose(once -> peerLoop.turned());
    }

    /** To be called when the clock of the surroundings was put forward. */
    public void clockChanged() {
        peerLoop.clockChanged();
    }

    /** Closes a session as if it had expired, if this server leads and knows it; returns before that is done. */
    public void expireSession(long sessionId) {
        peerLoop.expire(sessionId);
    }

    /** The sessions whose clients are connected to this server. Never done if the server ends meanwhile. */
    public CompletableFuture<Set<Long>> connectedSessions() {
        CompletableFuture<Set<Long>> all = CompletableFuture.completedFuture(Set.of());
        for (ClientLoop loop : clientLoops) {
            CompletableFuture<Set<Long>> some = new CompletableFuture<>();
            loop.post(() -> some.complete(
                    loop.connectionReports().stream().map(CnxnReport::sessionId).collect(Collectors.toSet())));
            all = all.thenCombine(some, (left, right) -> {
                Set<Long> both = new HashSet<>(left);
                both.addAll(right);
                return both;
            });
        }
        return all;
    }

    /**
     * Ends as a process that is killed: nothing more is answered, said to other servers, or handed over. What is queued for the disk is
     * written, as if the kill had come a little later than that. Not to be called from one of the server's own threads.
     */
    public void kill() {
        listener.unbind();
        peerLoop.kill();
        closeAdministration();
        end("the server was killed");
    }

    /** Stops: closes client connections, makes durable what was proposed, and releases the directories. */
    @Override
    public void close() {
        listener.unbind();
        closeAdministration();
        drain();
        peerLoop.leaveEnsemble(HAND_OVER_MILLIS_MAX);
        end("the server stops");
    }

    private void closeAdministration() {
        tls.close();
        if (admin != null) {
            admin.close();
        }
        beans.close();
        if (pauses != null) {
            pauses.close();
        }
        if (prometheus != null) {
            prometheus.close();
        }
    }

    private void end(String reason) {
        for (ClientLoop loop : clientLoops) {
            loop.post(() -> loop.closeAll(reason));
        }
        if (member != null) {
            member.close();
        }
        // The log first: what it makes durable is still committed by the core, whose loop must live to be told.
        log.stop();
        bulk.stop();
        saslThreads.close();
        transport.shutdown(STOP_MILLIS);
        storage.close();
        // Last, for it may wait for an appender.
        if (audit != null) {
            audit.close();
        }
    }

    /**
     * Ends, without the disk, so that others serve. Connections are closed by hand and first: a thread that waits for a disk can keep
     * the kernel from ending the process, which would keep its sockets open.
     */
    private void leaveToOthers(long busyMillis, FatalHandler fatal) {
        Thread leaving = new Thread(
                () -> {
                    listener.unbind();
                    transport.shutdown(STOP_MILLIS);
                    fatal.fatal(
                            FatalHandler.Kind.STORAGE,
                            "The disk of the transaction log has not answered for " + busyMillis
                                    + " ms (diskHangLimitMs): this server leaves the ensemble to the others. Nothing that it"
                                    + " acknowledged is lost. See to the disk, then start it again",
                            null);
                },
                "leaving");
        leaving.setDaemon(true);
        leaving.start();
    }

    /** Has everything answered that clients have asked, and nothing more; without a leader that takes as long as it may. */
    private void drain() {
        CountDownLatch answered = new CountDownLatch(clientLoops.size());
        for (ClientLoop loop : clientLoops) {
            loop.post(() -> loop.drain(answered::countDown));
        }
        try {
            if (!answered.await(HAND_OVER_MILLIS_MAX, TimeUnit.MILLISECONDS)) {
                LOG.info("Stopping with requests of clients that nobody has answered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<EventLoop> ioLoops(EventLoop core) {
        int count = config.clientPort().ioThreads();
        if (count == 0) {
            return List.of(core);
        }
        List<EventLoop> loops = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            loops.add(transport.newLoop("io-" + i));
        }
        return loops;
    }

    private ClientLoop clientLoop(EventLoop loop, RequestRules rules, DataTree view) {
        ClientLoopOptions options = new ClientLoopOptions(
                config.limits().juteMaxBuffer(),
                config.limits().juteMaxBuffer() + config.limits().juteMaxBufferExtraSize(),
                OUTBOUND_BYTES_MAX,
                config.clientPort().handshakeTimeoutMillis(),
                config.sessions().tickTimeMillis(),
                config.ensemble().localSessionsEnabled());
        int loops = Math.max(1, config.clientPort().ioThreads());
        int outstandingMax = Math.max(1, config.limits().globalOutstandingLimit() / loops);
        LoopOptions sessionOptions = new LoopOptions(
                config.sessions().minTimeoutMillis(),
                config.sessions().maxTimeoutMillis(),
                outstandingMax,
                Math.max(1, config.limits().globalOutstandingLimit()),
                config.limits().largeRequestThreshold(),
                Math.max(1, config.limits().largeRequestMaxBytes() / loops),
                schemes.required(),
                Throttles.ofLoop(config.throttle(), loops));
        ClientLoop clients = new ClientLoop(
                loop,
                peerLoop,
                options,
                link -> new CommitProcessor(
                        sessionOptions,
                        new FinalRequestProcessor(rules),
                        rules.acl(),
                        link,
                        view,
                        member == null,
                        new LoopSecurity(
                                sasl.map(service -> service.gate(loop)).orElse(null),
                                schemes.passwords(),
                                audit,
                                audit != null && clientLoops.isEmpty())));
        if (connectionThrottle != null) {
            clients.throttleWith(connectionThrottle);
        }
        clients.processor().stats().countPaths(PathReport.counts(config.pathStats()));
        return clients;
    }

    private NettyServerCnxnFactory.Limits listenerLimits() {
        QuorumPeerConfig.ClientPort port = config.clientPort();
        return new NettyServerCnxnFactory.Limits(
                port.maxPerAddress(), port.maxTotal(), port.backlog(), port.tcpKeepAlive());
    }

    private PeerOptions peerOptions(long sid) {
        return new PeerOptions(
                sid,
                config.sessions().tickTimeMillis(),
                config.storage().snapCount(),
                config.storage().snapSizeLimitKib() * 1024,
                config.containers().checkIntervalMillis(),
                config.containers().maxPerMinute(),
                config.containers().maxNeverUsedMillis(),
                schemes.passwords());
    }

    private void purge() {
        if (config.autopurge().enabled()) {
            bulk.purgeEvery(
                    () -> storage.purge(config.autopurge().snapRetainCount()),
                    config.autopurge().interval().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private static RequestRules requestRules(QuorumPeerConfig config, AuthSchemes schemes) {
        return new RequestRules(
                Storage.treeOptions(config),
                new AclPolicy(schemes.providers(), config.tree().skipAcl()),
                config.tree().enforceQuota(),
                config.storage().closeSessionTxnEnabled(),
                config.ensemble().reconfigEnabled());
    }

    private static Optional<SaslService> sasl(QuorumPeerConfig config, AuthSchemes schemes, SaslThreads threads)
            throws StartException {
        try {
            return SaslService.open(config.sasl(), schemes.requiresSasl(), threads);
        } catch (LoginException e) {
            throw new StartException(ExitCode.INVALID_INVOCATION, "SASL with clients: " + e.getMessage(), e);
        }
    }
}
