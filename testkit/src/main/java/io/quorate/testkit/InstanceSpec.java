package io.quorate.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What one server is made of: its directory, ports, id and settings. Immutable; equal if host and client port are. */
public final class InstanceSpec {
    private static final String LOOPBACK = "127.0.0.1";
    /** Below what systems hand out to outgoing connections, so that no client takes the port of a server that is down. */
    private static final int PORT_FIRST = 14_000;

    private static final int PORTS = 6_000;
    private static final int SERVER_ID_MAX = 250;

    private static final Set<Integer> GIVEN = new HashSet<>();
    private static final Random RANDOM = new Random();
    private static int nextServerId = 1;

    private final File dataDirectory;
    private final int port;
    private final int electionPort;
    private final int quorumPort;
    private final boolean deleteDataDirectoryOnClose;
    private final int serverId;
    private final int tickTime;
    private final int maxClientCnxns;
    private final Map<String, Object> customProperties;
    private final String hostname;

    /** As the longest constructor, with the defaults for what is left out. */
    public InstanceSpec(
            File dataDirectory,
            int port,
            int electionPort,
            int quorumPort,
            boolean deleteDataDirectoryOnClose,
            int serverId) {
        this(dataDirectory, port, electionPort, quorumPort, deleteDataDirectoryOnClose, serverId, -1, -1);
    }

    /** As the longest constructor, with the defaults for what is left out. */
    public InstanceSpec(
            File dataDirectory,
            int port,
            int electionPort,
            int quorumPort,
            boolean deleteDataDirectoryOnClose,
            int serverId,
            int tickTime,
            int maxClientCnxns) {
        this(
                dataDirectory,
                port,
                electionPort,
                quorumPort,
                deleteDataDirectoryOnClose,
                serverId,
                tickTime,
                maxClientCnxns,
                Map.of());
    }

    /** As the longest constructor, on the loopback address. */
    public InstanceSpec(
            File dataDirectory,
            int port,
            int electionPort,
            int quorumPort,
            boolean deleteDataDirectoryOnClose,
            int serverId,
            int tickTime,
            int maxClientCnxns,
            Map<String, Object> customProperties) {
        this(
                dataDirectory,
                port,
                electionPort,
                quorumPort,
                deleteDataDirectoryOnClose,
                serverId,
                tickTime,
                maxClientCnxns,
                customProperties,
                LOOPBACK);
    }

    /**
     * A server.
     *
     * @param dataDirectory null: a new temporary one
     * @param port for clients; -1: any free one, and likewise the other ports
     * @param serverId from 1 to 254; -1: the next
     * @param tickTime ms; -1: 500
     * @param maxClientCnxns from one address; -1: any number
     * @param customProperties further lines of {@code zoo.cfg}; they win over the kit's own
     */
    public InstanceSpec(
            File dataDirectory,
            int port,
            int electionPort,
            int quorumPort,
            boolean deleteDataDirectoryOnClose,
            int serverId,
            int tickTime,
            int maxClientCnxns,
            Map<String, Object> customProperties,
            String hostname) {
        this.dataDirectory = dataDirectory == null ? newDirectory() : dataDirectory;
        this.port = port >= 0 ? port : getRandomPort();
        this.electionPort = electionPort >= 0 ? electionPort : getRandomPort();
        this.quorumPort = quorumPort >= 0 ? quorumPort : getRandomPort();
        this.deleteDataDirectoryOnClose = deleteDataDirectoryOnClose;
        this.serverId = serverId >= 0 ? serverId : takeServerId();
        this.tickTime = tickTime;
        this.maxClientCnxns = maxClientCnxns;
        this.customProperties = Map.copyOf(customProperties);
        this.hostname = hostname;
    }

    /** Any free ports, a temporary directory that goes with the server, and the next id. */
    public static InstanceSpec newInstanceSpec() {
        return newInstanceSpec(-1, Map.of());
    }

    /** As {@link #newInstanceSpec()}, with an id and further lines of {@code zoo.cfg}. */
    static InstanceSpec newInstanceSpec(int serverId, Map<String, Object> customProperties) {
        return new InstanceSpec(null, -1, -1, -1, true, serverId, -1, -1, customProperties);
    }

    /** Has ids begin at 1 again. */
    public static synchronized void reset() {
        nextServerId = 1;
    }

    private static synchronized int takeServerId() {
        int id = nextServerId;
        nextServerId = id % SERVER_ID_MAX + 1;
        return id;
    }

    /** A loopback port that nobody listens on, and that was not handed out before in this JVM. */
    public static synchronized int getRandomPort() {
        for (int tried = 0; tried < PORTS; tried++) {
            int port = PORT_FIRST + RANDOM.nextInt(PORTS);
            if (!GIVEN.contains(port) && isFree(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free loopback port from " + PORT_FIRST + " to " + (PORT_FIRST + PORTS - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static File newDirectory() {
        try {
            return Files.createTempDirectory("quorate-testkit-").toFile();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory for a server", e);
        }
    }

    public int getServerId() {
        return serverId;
    }

    public File getDataDirectory() {
        return dataDirectory;
    }

    public int getPort() {
        return port;
    }

    public int getElectionPort() {
        return electionPort;
    }

    public int getQuorumPort() {
        return quorumPort;
    }

    /** What a client is given to reach this server. */
    public String getConnectString() {
        return hostname + ":" + port;
    }

    /** In ms; -1 if the default is to be taken. */
    public int getTickTime() {
        return tickTime;
    }

    /** -1 if there is no limit. */
    public int getMaxClientCnxns() {
        return maxClientCnxns;
    }

    public boolean deleteDataDirectoryOnClose() {
        return deleteDataDirectoryOnClose;
    }

    public Map<String, Object> getCustomProperties() {
        return customProperties;
    }

    public String getHostname() {
        return hostname;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceSpec spec && port == spec.port && hostname.equals(spec.hostname);
    }

    @Override
    public int hashCode() {
        return hostname.hashCode() + port;
    }

    @Override
    public String toString() {
        return "server " + serverId + " at " + getConnectString() + " in " + dataDirectory;
    }
}
