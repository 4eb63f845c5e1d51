package io.quorate.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

/**
 * An ensemble inside this JVM, in the shape of Curator's class of the same name: a test that uses that one changes an import. Safe on any
 * thread, by one at a time.
 */
public final class TestingCluster implements Closeable {
    /** A ping is sent, taken up, and its answer taken up. */
    private static final int HOPS = 3;

    private final ManualClock clock = new ManualClock();
    private final List<TestingZooKeeperServer> servers = new ArrayList<>();

    /** So many servers with ids from 1 on, on free ports and in temporary directories; not started. */
    public TestingCluster(int instanceQty) {
        this(instanceQty, Map.of());
    }

    /** As {@link #TestingCluster(int)}, with further lines of {@code zoo.cfg} for all of them. */
    public TestingCluster(int instanceQty, Map<String, Object> customProperties) {
        this(newSpecs(instanceQty, customProperties));
    }

    /** These servers, not started. */
    public TestingCluster(InstanceSpec... specs) {
        this(Arrays.asList(specs));
    }

    /** These servers, not started. */
    public TestingCluster(Collection<InstanceSpec> specs) {
        if (specs.isEmpty()) {
            throw new IllegalArgumentException("an ensemble of no servers");
        }
        List<InstanceSpec> all = List.copyOf(specs);
        for (InstanceSpec spec : all) {
            servers.add(new TestingZooKeeperServer(spec, all, clock));
        }
    }

    private static List<InstanceSpec> newSpecs(int count, Map<String, Object> customProperties) {
        List<InstanceSpec> specs = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            specs.add(InstanceSpec.newInstanceSpec(id, customProperties));
        }
        return specs;
    }

    public Collection<InstanceSpec> getInstances() {
        return servers.stream().map(TestingZooKeeperServer::getInstanceSpec).toList();
    }

    public List<TestingZooKeeperServer> getServers() {
        return List.copyOf(servers);
    }

    /** What a client is given to reach this ensemble. */
    public String getConnectString() {
        return getInstances().stream().map(InstanceSpec::getConnectString).collect(Collectors.joining(","));
    }

    /** Starts all servers that do not run; returns when all serve. */
    public void start() throws IOException {
        for (TestingZooKeeperServer server : servers) {
            server.start();
        }
        awaitServing();
    }

    /** Ends all servers, as {@code kill -9} would. Their directories stay. */
    public void stop() throws IOException {
        servers.forEach(TestingZooKeeperServer::kill);
    }

    /** Ends all servers for good, and deletes their directories. */
    @Override
    public void close() throws IOException {
        stop();
        for (TestingZooKeeperServer server : servers) {
            server.close();
        }
    }

    /** Returns when every server that runs serves, one of them as leader. */
    public void awaitServing() {
        Waiting.until(
                "all of " + servers + " to serve",
                () -> servers.stream()
                                .filter(TestingZooKeeperServer::isRunning)
                                .allMatch(TestingZooKeeperServer::isServing)
                        && servers.stream().anyMatch(TestingZooKeeperServer::isLeader));
    }

    /** The server that leads and serves; waits for it. */
    public InstanceSpec awaitLeader() {
        return leader().getInstanceSpec();
    }

    private TestingZooKeeperServer leader() {
        TestingZooKeeperServer[] found = new TestingZooKeeperServer[1];
        Waiting.until("a leader of " + servers, () -> {
            found[0] = servers.stream()
                    .filter(TestingZooKeeperServer::isLeader)
                    .findFirst()
                    .orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    /**
     * Ends a server as {@code kill -9} would.
     *
     * @return whether it ran
     */
    public boolean killServer(InstanceSpec instance) {
        TestingZooKeeperServer server = find(instance);
        boolean ran = server.isRunning();
        server.kill();
        return ran;
    }

    /**
     * Stops a server if it runs, and starts it on its files. It serves when there is a quorum: see {@link #awaitServing}.
     *
     * @return true
     */
    public boolean restartServer(InstanceSpec instance) throws IOException {
        find(instance).restart();
        return true;
    }

    /** The server to which the client of a session is connected; null if to none. */
    public InstanceSpec findConnectionInstance(long sessionId) {
        return servers.stream()
                .filter(server -> server.connectedSessions().contains(sessionId))
                .map(TestingZooKeeperServer::getInstanceSpec)
                .findFirst()
                .orElse(null);
    }

    private TestingZooKeeperServer find(InstanceSpec instance) {
        return servers.stream()
                .filter(server -> server.getInstanceSpec().equals(instance))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(instance + " is none of this ensemble"));
    }

    // ---- links

    /**
     * Cuts every link between this server and the other servers, as it would be if its network were gone; its clients still reach it. {@link
     * #heal} ends it.
     */
    public void isolate(InstanceSpec instance) {
        for (InstanceSpec other : getInstances()) {
            if (!other.equals(instance)) {
                cutLink(instance, other);
            }
        }
    }

    /** Cuts every link between a server of these and one that is not. {@link #heal} ends it. */
    public void partition(Collection<InstanceSpec> side) {
        for (InstanceSpec one : side) {
            for (InstanceSpec other : getInstances()) {
                if (!side.contains(other)) {
                    cutLink(one, other);
                }
            }
        }
    }

    /** Closes the connections between two servers; new ones fail until {@link #heal} or {@link #joinLink}. */
    public void cutLink(InstanceSpec one, InstanceSpec other) {
        find(one).links().cut(other.getServerId());
        find(other).links().cut(one.getServerId());
    }

    /** Lets two servers connect to each other again. */
    public void joinLink(InstanceSpec one, InstanceSpec other) {
        find(one).links().join(other.getServerId());
        find(other).links().join(one.getServerId());
    }

    /** Joins every link that was cut, those to clients included. */
    public void heal() {
        servers.forEach(server -> server.links().joinAll());
    }

    // ---- time and sessions

    /**
     * Puts the clock of all servers forward, in steps that leave them time to hear of each other, so that the leader stays: sessions whose
     * timeout is over by then expire, those of connected clients too, since they had no chance to say that they live; TTL nodes and empty
     * containers go.
     */
    public void advanceClock(Duration by) {
        int tickMillis = servers.get(0).tickMillis();
        Duration step = Duration.ofMillis(Math.max(1, tickMillis / 2));
        awaitTurns();
        for (Duration left = by; !left.isZero(); ) {
            Duration now = left.compareTo(step) < 0 ? left : step;
            clock.advance(now);
            servers.forEach(TestingZooKeeperServer::clockChanged);
            awaitTurns();
            left = left.minus(now);
        }
    }

    private void awaitTurns() {
        for (int hop = 0; hop < HOPS; hop++) {
            servers.forEach(TestingZooKeeperServer::awaitTurn);
        }
    }

    /**
     * Has a session expire now, by the leader; returns when that is committed. Its client learns of it when it connects again.
     *
     * @throws NoSuchElementException if there is no such session
     */
    public void expireSession(long sessionId) {
        leader().expireSession(sessionId);
    }

    @Override
    public String toString() {
        return servers.toString();
    }
}
