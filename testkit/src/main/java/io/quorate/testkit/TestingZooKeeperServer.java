package io.quorate.testkit;

import io.quorate.election.ServerState;
import io.quorate.quorum.PeerStatus;
import io.quorate.server.QuorateServer;
import io.quorate.server.StartException;
import io.quorate.server.Surroundings;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.ConfigParser;
import io.quorate.server.config.ParsedConfig;
import io.quorate.server.loop.FatalHandler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server inside this JVM, alone or of a {@link TestingCluster}. It may be ended and started again any number of times. Safe on any thread. */
public final class TestingZooKeeperServer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TestingZooKeeperServer.class);
    private static final long ANSWER_SECONDS = 10;
    private static final int TICK_MILLIS = 500;
    private static final int NOTIFICATION_MILLIS_MAX = 400;

    private final InstanceSpec spec;
    private final List<InstanceSpec> ensemble;
    private final ManualClock clock;
    private final LinkSwitch links = new LinkSwitch();
    private boolean configured;
    private boolean closed;
    /** Null while it does not run. Replaced under the lock. */
    private volatile QuorateServer server;

    /** @param ensemble all of its members; one or none: a server that is alone */
    TestingZooKeeperServer(InstanceSpec spec, List<InstanceSpec> ensemble, ManualClock clock) {
        this.spec = spec;
        this.ensemble = List.copyOf(ensemble);
        this.clock = clock;
    }

    public InstanceSpec getInstanceSpec() {
        return spec;
    }

    /** All members of the ensemble. */
    public Collection<InstanceSpec> getInstanceSpecs() {
        return ensemble.isEmpty() ? List.of(spec) : ensemble;
    }

    /** The port for clients. */
    public int getLocalPort() {
        return spec.getPort();
    }

    /**
     * Starts the server if it does not run. One that is alone serves when this returns; a member of an ensemble looks for a leader.
     *
     * @throws IOException if it cannot start, saying why
     */
    public synchronized void start() throws IOException {
        if (closed) {
            throw new IOException(spec + " was closed");
        }
        if (server != null) {
            return;
        }
        try {
            if (!configured) {
                configure();
                configured = true;
            }
            // Of the system's properties none: they are the test's.
            ParsedConfig config = ConfigParser.parse(configFile(), new Properties());
            server = QuorateServer.start(config, this::onFatal, new Surroundings(clock, links));
        } catch (ConfigException | StartException e) {
            throw new IOException("cannot start " + spec + ": " + e.getMessage(), e);
        }
    }

    /** Ends the server as {@code kill -9} would: nothing is handed over or said to anybody. Its directory stays. */
    public synchronized void kill() {
        QuorateServer running = server;
        server = null;
        if (running != null) {
            running.kill();
        }
    }

    /** Ends the server in an orderly way, if it runs. Its directory stays. */
    public synchronized void stop() throws IOException {
        QuorateServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    /** Stops the server if it runs, and starts it in the same directory on the same ports. */
    public synchronized void restart() throws IOException {
        stop();
        start();
    }

    /** Ends the server for good, and deletes its directory if that was wanted. */
    @Override
    public synchronized void close() throws IOException {
        kill();
        closed = true;
        if (spec.deleteDataDirectoryOnClose()) {
            delete(spec.getDataDirectory().toPath());
        }
    }

    /** Whether it was started, and neither ended nor given up itself. */
    public boolean isRunning() {
        return server != null;
    }

    /** Whether clients are served now. */
    public boolean isServing() {
        QuorateServer running = server;
        return running != null && running.isServing();
    }

    /** Whether it leads an ensemble, or is alone, and serves. */
    public boolean isLeader() {
        return isServing()
                && status().filter(status ->
                                status.quorum() == null || status.quorum().state() == ServerState.LEADING)
                        .isPresent();
    }

    /** Closes the connections of this server's clients and takes no new ones, until {@link #unblockClients}. */
    public void blockClients() {
        links.cutClients();
    }

    /** Takes clients again. */
    public void unblockClients() {
        links.joinClients();
    }

    LinkSwitch links() {
        return links;
    }

    int tickMillis() {
        return spec.getTickTime() > 0 ? spec.getTickTime() : TICK_MILLIS;
    }

    /** The sessions whose clients are connected to this server; none if it does not run. */
    Set<Long> connectedSessions() {
        QuorateServer running = server;
        return running == null ? Set.of() : answer(running.connectedSessions()).orElse(Set.of());
    }

    /** Tells the server that its clock was put forward. */
    void clockChanged() {
        QuorateServer running = server;
        if (running != null) {
            running.clockChanged();
        }
    }

    /** Returns when it has taken up what others had sent to it, if it runs. */
    void awaitTurn() {
        QuorateServer running = server;
        if (running != null) {
            answer(running.turned());
        }
    }

    /**
     * Closes a session at this server, which leads, as if it had expired; returns when that is committed.
     *
     * @throws NoSuchElementException if there is no such session
     */
    void expireSession(long sessionId) {
        if (!knowsSession(sessionId)) {
            throw new NoSuchElementException("no session 0x" + Long.toHexString(sessionId));
        }
        QuorateServer running = server;
        if (running != null) {
            running.expireSession(sessionId);
        }
        Waiting.until("the end of session 0x" + Long.toHexString(sessionId), () -> !knowsSession(sessionId));
        // The threads that answer reads get it behind the turn of the core: once to end that turn, once to be behind
        // it.
        awaitTurn();
        awaitTurn();
    }

    private boolean knowsSession(long sessionId) {
        return status().filter(status -> status.committed().sessions().contains(sessionId))
                .isPresent();
    }

    private Optional<PeerStatus> status() {
        QuorateServer running = server;
        return running == null ? Optional.empty() : answer(running.status());
    }

    /** Empty if the server has ended meanwhile. */
    private <T> Optional<T> answer(CompletableFuture<T> asked) {
        try {
            return Optional.ofNullable(asked.get(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("No answer of {}", spec, e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + spec, e);
        }
    }

    /** A process would end here; this one is a guest in the test's. */
    private void onFatal(FatalHandler.Kind kind, String what, Throwable cause) {
        LOG.error("{} ends, as its process would: {}", spec, what, cause);
        Thread end = new Thread(this::kill, "end-of-server-" + spec.getServerId());
        end.setDaemon(true);
        end.start();
    }

    // ---- files

    private Path configFile() {
        return spec.getDataDirectory().toPath().resolve("zoo.cfg");
    }

    private void configure() throws IOException {
        Map<String, Object> lines = new LinkedHashMap<>();
        lines.put("dataDir", spec.getDataDirectory().getAbsolutePath().replace("\\", "\\\\"));
        lines.put("clientPort", spec.getPort());
        lines.put("clientPortAddress", spec.getHostname());
        lines.put("tickTime", tickMillis());
        // What clients ask for by default is granted, however short the ticks.
        lines.put("maxSessionTimeout", 60_000);
        lines.put("initLimit", 40);
        lines.put("syncLimit", 20);
        lines.put("maxClientCnxns", Math.max(0, spec.getMaxClientCnxns()));
        lines.put("admin.enableServer", false);
        lines.put("4lw.commands.whitelist", "*");
        lines.put("extendedTypesEnabled", true);
        lines.put("ioThreads", 1);
        lines.put("preAllocSize", 64);
        // The page cache outlives a kill inside one process.
        lines.put("forceSync", "no");
        if (ensemble.size() > 1) {
            // One that was cut off asks so often who leads: up to a minute apart by default, and heal() would take as
            // long.
            lines.put("fastleader.maxNotificationInterval", NOTIFICATION_MILLIS_MAX);
            for (InstanceSpec member : ensemble) {
                lines.put(
                        "server." + member.getServerId(),
                        member.getHostname() + ":" + member.getQuorumPort() + ":" + member.getElectionPort());
            }
        }
        lines.putAll(spec.getCustomProperties());
        List<String> text = new ArrayList<>();
        lines.forEach((key, value) -> text.add(key + "=" + value));
        Files.createDirectories(spec.getDataDirectory().toPath());
        Files.write(configFile(), text);
        Files.writeString(spec.getDataDirectory().toPath().resolve("myid"), spec.getServerId() + "\n");
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(directory)) {
            all = found.collect(Collectors.toList());
        }
        for (int at = all.size() - 1; at >= 0; at--) {
            Files.deleteIfExists(all.get(at));
        }
    }

    @Override
    public String toString() {
        return spec + (isRunning() ? isServing() ? "" : ", not serving" : ", not running");
    }
}
