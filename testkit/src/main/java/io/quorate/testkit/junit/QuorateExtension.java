package io.quorate.testkit.junit;

import io.quorate.testkit.TestingCluster;
import io.quorate.testkit.TestingServer;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A server or an ensemble for a test. As a static field with {@code @RegisterExtension}, or with {@code @ExtendWith} on the class, it
 * lives for all tests of the class, which may also take it as a parameter; as an instance field for one test.
 */
public final class QuorateExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final int servers;
    private boolean shared;
    private TestingServer server;
    private TestingCluster cluster;

    /** One server. */
    public QuorateExtension() {
        this(1, true);
    }

    private QuorateExtension(int servers, boolean alone) {
        if (servers < 1) {
            throw new IllegalArgumentException("servers: " + servers + " (expected: at least 1)");
        }
        this.servers = alone ? 0 : servers;
    }

    /** One server. */
    public static QuorateExtension ofServer() {
        return new QuorateExtension(1, true);
    }

    /** An ensemble of so many servers. */
    public static QuorateExtension ofEnsemble(int servers) {
        return new QuorateExtension(servers, false);
    }

    /**
     * The server.
     *
     * @throws IllegalStateException if this is an ensemble, or no test runs
     */
    public TestingServer getServer() {
        return present(server, "server");
    }

    /**
     * The ensemble.
     *
     * @throws IllegalStateException if this is a server of one, or no test runs
     */
    public TestingCluster getCluster() {
        return present(cluster, "ensemble");
    }

    /** What a client is given to reach it. */
    public String getConnectString() {
        return cluster != null ? cluster.getConnectString() : getServer().getConnectString();
    }

    private static <T> T present(T value, String what) {
        if (value == null) {
            throw new IllegalStateException("there is no " + what + " here, or no test runs");
        }
        return value;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        shared = true;
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (!shared) {
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (!shared) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        shared = false;
        close();
    }

    private void start() throws IOException {
        if (servers == 0) {
            server = new TestingServer();
        } else {
            cluster = new TestingCluster(servers);
            cluster.start();
        }
    }

    private void close() throws IOException {
        if (server != null) {
            server.close();
            server = null;
        }
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return shared && (servers == 0 ? type == TestingServer.class : type == TestingCluster.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return servers == 0 ? getServer() : getCluster();
    }
}
