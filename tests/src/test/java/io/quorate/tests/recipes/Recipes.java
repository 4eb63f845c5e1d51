package io.quorate.tests.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.Sessions;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Relay;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One server for the tests of a class, and sessions with it, of ours and of Curator's, which end with their test. */
final class Recipes implements BeforeAllCallback, AfterTestExecutionCallback, AfterEachCallback, AfterAllCallback {
    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
    private static final int CURATOR_TIMEOUT_MILLIS = 6_000;

    private final Sandbox perClass = Sandbox.perClass();
    private final Sandbox perTest = Sandbox.perTest();
    private final AtomicInteger paths = new AtomicInteger();
    private ServerProcess server;

    @Override
    public void beforeAll(ExtensionContext context) {
        server = perClass.subject(
                        ServerSettings.standalone().with("tickTime", 500).withProperty("extendedTypesEnabled", true))
                .start();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        perClass.afterTestExecution(context);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        perTest.afterEach(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        perClass.afterAll(context);
    }

    ServerProcess server() {
        return server;
    }

    /** A path that nobody has used. */
    String path() {
        return "/recipes/n" + paths.incrementAndGet();
    }

    Sessions sessions() throws Exception {
        return sessions(server.port());
    }

    Sessions sessions(int port) throws Exception {
        return sessions(port, SESSION_TIMEOUT);
    }

    Sessions sessions(int port, Duration timeout) throws Exception {
        Sessions sessions = perTest.closing(
                Sessions.open(ZooKeeper.builder("127.0.0.1:" + port).sessionTimeout(timeout)));
        sessions.blocking().awaitConnected();
        return sessions;
    }

    Relay relay() throws IOException {
        return perTest.closing(new Relay(server.port()));
    }

    <T extends AutoCloseable> T closing(T resource) {
        return perTest.closing(resource);
    }

    CuratorFramework curator() throws InterruptedException {
        CuratorFramework curator = CuratorFrameworkFactory.builder()
                .connectString("127.0.0.1:" + server.port())
                .retryPolicy(new RetryNTimes(100, 50))
                .sessionTimeoutMs(CURATOR_TIMEOUT_MILLIS)
                .connectionTimeoutMs(CURATOR_TIMEOUT_MILLIS)
                .build();
        curator.start();
        perTest.closing(curator);
        if (!curator.blockUntilConnected(20, TimeUnit.SECONDS)) {
            throw new AssertionError("Curator is not connected");
        }
        return curator;
    }

    /**
     * Ends the session of now behind its back, as if it had expired. Its owner may take it back before it is ended: then once
     * more.
     */
    void loseSession(Sessions victim) {
        ZooKeeper session = victim.zooKeeper();
        Await.until("the session is lost", LIMIT, () -> {
            if (session.state().isFinal()) {
                return true;
            }
            try (ZooKeeper thief = ZooKeeper.builder("127.0.0.1:" + server.port())
                    .session(session.sessionId(), session.sessionPassword())
                    .connect()) {
                thief.connected().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
            return session.state().isFinal();
        });
    }

    /** The events that the server has sent to sessions, of every kind. */
    long eventsSent() throws IOException {
        return FourLetter.monitor(server.port()).entrySet().stream()
                .filter(each -> each.getKey().matches("zk_sum_node_.*_watch_count"))
                .mapToLong(each -> (long) Double.parseDouble(each.getValue()))
                .sum();
    }

    /** The number of sessions that watch the data, of each znode below a path that is watched in that way. */
    List<Integer> watchersBelow(String path) throws IOException {
        return watchers().entrySet().stream()
                .filter(each -> each.getKey().startsWith(path + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** All watches at the server, on data and on children. */
    int watchCount() throws IOException {
        return Integer.parseInt(FourLetter.monitor(server.port()).get("zk_watch_count"));
    }

    private Map<String, Integer> watchers() throws IOException {
        Map<String, Integer> watchers = new TreeMap<>();
        String at = null;
        for (String line : FourLetter.ask(server.port(), "wchp").split("\n")) {
            if (line.startsWith("/")) {
                at = line;
            } else if (!line.isBlank()) {
                watchers.merge(at, 1, Integer::sum);
            }
        }
        return watchers;
    }

    /** Children in the order of their names. */
    static List<String> children(Sessions sessions, String path) throws Exception {
        return sessions.blocking().getChildren(path).stream().sorted().toList();
    }

    static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
