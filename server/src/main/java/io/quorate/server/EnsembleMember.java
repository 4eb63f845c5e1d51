package io.quorate.server;

import io.netty.channel.EventLoop;
import io.quorate.ensemble.Ensemble;
import io.quorate.ensemble.EnsembleView;
import io.quorate.ensemble.MalformedEnsembleException;
import io.quorate.ensemble.PeerType;
import io.quorate.ensemble.QuorumServer;
import io.quorate.jute.quorum.HostPort;
import io.quorate.quorum.EnsembleOptions;
import io.quorate.server.config.EnsembleConfig;
import io.quorate.server.config.QuorumPeerConfig;
import io.quorate.server.loop.PeerPorts;
import io.quorate.server.net.ElectionPort;
import io.quorate.server.net.LeaderConnections;
import io.quorate.server.net.LearnerPort;
import io.quorate.server.net.LoggedTransactions;
import io.quorate.server.net.NettyTransport;
import io.quorate.server.net.PeerAuth;
import io.quorate.server.net.PeerEvents;
import io.quorate.server.net.PeerTls;
import io.quorate.server.sasl.QuorumSasl;
import io.quorate.server.sasl.SaslService;
import io.quorate.server.sasl.SaslThreads;
import io.quorate.txnlog.SnapshotDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.security.auth.login.LoginException;

/** What only a member of an ensemble has: its view of the ensemble, and the ports between servers. */
final class EnsembleMember implements AutoCloseable {
    /** So many learners are read and encoded for at a time; the others take turns, piece by piece. */
    private static final int FEEDERS_MAX = 2;

    private static final long IDLE_THREAD_SECONDS = 10;

    private final QuorumPeerConfig config;
    private final MemberOptions options;
    private final long sid;
    private final EnsembleView view;
    private final SaslThreads saslThreads = new SaslThreads("quorum-sasl");
    /** The hosts of the servers of the ensemble, of all its configurations that count. */
    private volatile Set<String> hosts;

    private final ExecutorService resolver;
    private final ExecutorService feeder;
    private final PeerPorts ports;
    private final Consumer<InetSocketAddress> clientsAt;
    /** Where clients are served according to the committed configuration; null if it does not say. */
    private HostPort clientAddress;

    /**
     * The parts of a member; nothing is bound yet.
     *
     * @param tls between servers
     * @param logged the log on disk
     * @param surroundings its clock, and whom it reaches
     * @param clientsAt has clients served at another address; may be called on any thread
     *
     * @throws StartException if the configuration is none of an ensemble with this server
     */
    EnsembleMember(
            QuorumPeerConfig config,
            EventLoop core,
            NettyTransport transport,
            PeerTls tls,
            LoggedTransactions logged,
            PeerEvents events,
            Surroundings surroundings,
            Consumer<InetSocketAddress> clientsAt)
            throws StartException {
        this.config = config;
        this.options = new MemberOptions(config);
        this.sid = config.ensemble().myid().orElseThrow();
        this.view = view(config);
        this.hosts = hosts(view);
        PeerAuth auth = auth();
        this.clientsAt = clientsAt;
        this.clientAddress = clientAddress(view);
        // Names are looked up one by one for each server, so there are never many threads.
        this.resolver = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> daemon(work, "resolver"));
        ThreadPoolExecutor encoder = new ThreadPoolExecutor(
                FEEDERS_MAX,
                FEEDERS_MAX,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(work, "learner-feeder"));
        encoder.allowCoreThreadTimeOut(true);
        this.feeder = encoder;
        this.ports = new PeerPorts(
                new ElectionPort(
                        sid,
                        view,
                        options.links(),
                        config.learners().tcpKeepAlive(),
                        core,
                        transport,
                        tls,
                        resolver,
                        auth,
                        surroundings.clock(),
                        surroundings.links(),
                        events),
                new LearnerPort(core, transport, tls, feeder, logged, options.learnerPort(), auth, events),
                new LeaderConnections(
                        core,
                        transport,
                        tls,
                        resolver,
                        options.leaderConnections(),
                        snapshotDecoders(),
                        auth,
                        surroundings.links(),
                        events),
                this::ensembleChanged);
    }

    private PeerAuth auth() throws StartException {
        if (!config.quorumSasl().enabled()) {
            return PeerAuth.NONE;
        }
        try {
            return QuorumSasl.open(
                    config.quorumSasl(),
                    SaslService.renewal(config.sasl()),
                    !config.tls().fipsMode(),
                    () -> hosts,
                    saslThreads);
        } catch (LoginException e) {
            throw new StartException(ExitCode.INVALID_INVOCATION, "SASL between servers: " + e.getMessage(), e);
        }
    }

    private static Set<String> hosts(EnsembleView of) {
        Set<String> hosts = new TreeSet<>();
        for (Ensemble each : List.of(of.committed(), of.lastSeen())) {
            each.members().values().forEach(member -> member.quorumAddresses()
                    .forEach(address -> hosts.add(address.host().toLowerCase(Locale.ROOT))));
        }
        return Set.copyOf(hosts);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    long sid() {
        return sid;
    }

    EnsembleView view() {
        return view;
    }

    PeerPorts ports() {
        return ports;
    }

    /** The numbers for the core. */
    EnsembleOptions options() {
        return options.core();
    }

    /**
     * Binds the ports of this server.
     *
     * @throws IOException if one cannot be bound, saying which and why
     */
    void bind() throws IOException {
        QuorumServer self = view.member(sid);
        int attempts = config.ensemble().electionPortBindRetry();
        ports.elections().bind(toBind(self.electionAddresses()), attempts);
        ports.learners().bind(toBind(self.quorumAddresses()), attempts);
        int observerPort = config.learners().observerMasterPort();
        if (observerPort != 0) {
            List<HostPort> addresses = self.quorumAddresses().stream()
                    .map(address -> new HostPort(address.host(), observerPort))
                    .toList();
            ports.learners().observersAt(toBind(addresses), attempts, resolver);
        }
    }

    private List<InetSocketAddress> toBind(List<HostPort> addresses) {
        List<InetSocketAddress> all = new ArrayList<>();
        for (HostPort address : addresses) {
            InetSocketAddress each = config.ensemble().quorumListenOnAllIps()
                    ? new InetSocketAddress(address.port())
                    : new InetSocketAddress(address.host(), address.port());
            if (!all.contains(each)) {
                all.add(each);
            }
        }
        return all;
    }

    private HostPort clientAddress(EnsembleView of) {
        QuorumServer self = of.committed().member(sid);
        return self == null ? null : self.clientAddress();
    }

    /** A committed configuration that names another address for this server's clients has it listen there. */
    private void ensembleChanged(EnsembleView newView) {
        hosts = hosts(newView);
        HostPort newAddress = clientAddress(newView);
        if (newAddress != null && !newAddress.equals(clientAddress)) {
            clientAddress = newAddress;
            // A name takes its time to be looked up.
            resolver.execute(() -> clientsAt.accept(new InetSocketAddress(newAddress.host(), newAddress.port())));
        }
    }

    /** Stops to listen, and ends the threads. */
    @Override
    public void close() {
        ports.elections().unbind();
        ports.learners().unbind();
        resolver.shutdown();
        saslThreads.close();
        feeder.shutdown();
    }

    private Supplier<SnapshotDecoder> snapshotDecoders() {
        long hashSeed = new SecureRandom().nextLong();
        return () -> new SnapshotDecoder(hashSeed, Storage.treeOptions(config), Storage.fieldBytesMax(config));
    }

    private static EnsembleView view(QuorumPeerConfig config) throws StartException {
        Ensemble committed = ensemble(config.ensemble());
        return config.ensemble().reconfigEnabled() && config.configFile() != null
                ? new EnsembleView(committed, Storage.configurationFiles(config).lastSeen(committed))
                : EnsembleView.of(committed);
    }

    private static Ensemble ensemble(EnsembleConfig config) throws StartException {
        List<QuorumServer> members = new ArrayList<>();
        try {
            for (EnsembleConfig.Member member : config.members()) {
                members.add(server(member));
            }
            return config.groups().isEmpty() && config.weights().isEmpty()
                    ? Ensemble.of(config.version(), members)
                    : Ensemble.hierarchical(config.version(), members, config.groups(), config.weights());
        } catch (MalformedEnsembleException e) {
            throw new StartException(ExitCode.INVALID_INVOCATION, "the ensemble's configuration: " + e.getMessage(), e);
        }
    }

    private static QuorumServer server(EnsembleConfig.Member member) {
        return new QuorumServer(
                member.id(),
                member.addresses().stream()
                        .map(each -> new QuorumServer.Address(each.host(), each.quorumPort(), each.electionPort()))
                        .toList(),
                member.type() == EnsembleConfig.PeerType.OBSERVER ? PeerType.OBSERVER : PeerType.PARTICIPANT,
                member.clientAddress() == null
                        ? null
                        : new HostPort(
                                member.clientAddress().host(),
                                member.clientAddress().port()));
    }
}
