package io.quorate.tests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers and directories of a test. As an instance field with {@code @RegisterExtension} it lives for one test, as a
 * static field for all tests of the class. When it ends, whatever still runs is killed and every directory removed; when a
 * test failed, the end of each server's log is printed first.
 */
public final class Sandbox implements AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<AutoCloseable> others = new ArrayList<>();
    private Path root;
    private boolean shared = true;

    /** A sandbox that lives for one test. */
    public static Sandbox perTest() {
        Sandbox sandbox = new Sandbox();
        sandbox.shared = false;
        return sandbox;
    }

    /** A sandbox that lives for all tests of a class. */
    public static Sandbox perClass() {
        return new Sandbox();
    }

    private Sandbox() {}

    /** A new, empty directory. */
    public synchronized Path directory(String name) {
        try {
            if (root == null) {
                root = Files.createTempDirectory("quorate-tests-").toRealPath();
            }
            return Files.createTempDirectory(root, name + "-");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot make a directory for " + name, e);
        }
    }

    /** A loopback port for something else than clients. */
    public int freePort() {
        return Ports.reserve();
    }

    /** A released Apache server, not started. */
    public ServerProcess apache(ServerSettings settings) {
        return server(Product.APACHE, directory("apache"), Ports.reserve(), settings);
    }

    /** A Quorate server, not started. */
    public ServerProcess quorate(ServerSettings settings) {
        return server(Product.QUORATE, directory("quorate"), Ports.reserve(), settings);
    }

    /** A server of either kind in a directory that may be another's, too; not started. */
    ServerProcess server(Product product, Path home, int port, ServerSettings settings) {
        return keep(
                switch (product) {
                    case APACHE -> new ApacheServer(home, port, settings);
                    case QUORATE -> new QuorateServer(home, port, settings);
                });
    }

    /** The server that the run is about, not started. */
    public ServerProcess subject(ServerSettings settings) {
        return Subject.isApache() ? apache(settings) : quorate(settings);
    }

    /** Closes {@code resource} before the servers when the sandbox ends. */
    public synchronized <T extends AutoCloseable> T closing(T resource) {
        others.add(resource);
        return resource;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> printLogs());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (!shared) {
            clear();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        clear();
    }

    /** Ends the servers and removes the directories now, instead of at the end of the test. */
    public synchronized void clear() throws Exception {
        for (AutoCloseable other : others) {
            other.close();
        }
        others.clear();
        servers.forEach(ServerProcess::close);
        servers.clear();
        if (root != null) {
            Directories.delete(root);
            root = null;
        }
    }

    private synchronized ServerProcess keep(ServerProcess server) {
        servers.add(server);
        return server;
    }

    private synchronized void printLogs() {
        for (ServerProcess server : servers) {
            System.out.println("---- log of " + server + (server.isAlive() ? "" : ", not running"));
            System.out.println(server.logTail());
        }
    }
}
