package io.quorate.tests.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.client.Acls;
import io.quorate.client.AddWatchMode;
import io.quorate.client.CreateMode;
import io.quorate.client.HostPort;
import io.quorate.client.KeeperException;
import io.quorate.client.NameService;
import io.quorate.client.ReadOp;
import io.quorate.client.SessionEnd;
import io.quorate.client.SessionListener;
import io.quorate.client.SessionState;
import io.quorate.client.SessionTicket;
import io.quorate.client.WatchedEvent.State;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.jute.ErrorCode;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** How sessions find servers, what they tell of their end, and how they are handed over. Each test has znodes of its own. */
@AgainstEveryServer
@Timeout(60)
class ClientSessionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Sandbox SANDBOX = Sandbox.perClass();
    private static ServerProcess server;

    @TempDir
    private static Path examples;

    ClientSessionTest(ServerKind kind) {
        assertThat(server.product()).isEqualToIgnoringCase(kind.name());
    }

    @BeforeParameterizedClassInvocation
    static void startServer(ServerKind kind) {
        server = kind.create(SANDBOX, ServerSettings.standalone()).start();
    }

    @AfterParameterizedClassInvocation
    static void stopServer() throws Exception {
        SANDBOX.clear();
    }

    @Test
    void aSessionIsHandedOverWithItsEphemerals() throws Exception {
        Recorder events = new Recorder();
        CompletableFuture<SessionEnd> told = new CompletableFuture<>();
        ZooKeeper first = builder().watcher(events).connect(told::complete);
        first.blocking().create("/handed", null, Acls.OPEN, CreateMode.EPHEMERAL);
        long id = first.sessionId();
        CompletableFuture<?> before = first.setData("/handed", bytes("last"), 0);
        SessionTicket ticket = first.blocking().detach();
        assertThat(before).isCompleted();
        assertThat(first.state()).isEqualTo(SessionState.DETACHED);
        assertThat(told.join().state()).isEqualTo(SessionState.DETACHED);
        assertThat(first.ended().join()).isEqualTo(told.join());

        try (ZooKeeper second = builder().session(ticket).connect()) {
            assertThat(second.blocking().getEphemerals("/")).containsExactly("/handed");
            assertThat(second.sessionId()).isEqualTo(id);
            assertThat(second.blocking().getData("/handed").data()).isEqualTo(bytes("last"));
            KeeperException late = failure(first.getData("/handed"), KeeperException.SessionExpiredException.class);
            assertThat(late).hasMessageContaining("session 0x" + Long.toHexString(id) + " was handed over");
            first.close();
            assertThat(second.blocking().exists("/handed"))
                    .as("closing what was handed over")
                    .isPresent();
        }
        assertThat(events.ofSession()).containsExactly(State.SYNC_CONNECTED, State.CLOSED);
        try (ZooKeeper third = builder().connect()) {
            assertThat(third.blocking().exists("/handed")).isEmpty();
        }
    }

    @Test
    void anExpiryIsToldInEveryWayAndEveryCallNamesTheSession() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        SessionListener listener = new SessionListener() {
            @Override
            public void ended(SessionEnd end) {
                told.add(end.state().name());
            }

            @Override
            public void overdue() {
                told.add("overdue");
            }
        };
        try (Relay relay = new Relay(server.port());
                ZooKeeper session = ZooKeeper.builder("127.0.0.1:" + relay.port())
                        .sessionTimeout(Duration.ofSeconds(1))
                        .connect(listener)) {
            session.blocking().create("/expires", null, Acls.OPEN, CreateMode.EPHEMERAL);
            String name = "session 0x" + Long.toHexString(session.sessionId());
            CompletableFuture<SessionEnd> ended = session.ended();
            relay.cut();
            Await.until("it may be over", LIMIT, () -> told.contains("overdue"));
            try (ZooKeeper other = builder().connect()) {
                Await.until("its znode is gone", LIMIT, () -> other.blocking()
                        .exists("/expires")
                        .isEmpty());
            }
            assertThat(ended).isNotDone();
            relay.restore();
            assertThat(ended.get(20, TimeUnit.SECONDS).toString()).startsWith(name + " has expired, said ");
            assertThat(ended.join().isExpiry()).isTrue();
            Await.until("the listener is told", LIMIT, () -> told.size() == 2);
            assertThat(told).containsExactly("overdue", "EXPIRED");
            for (CompletableFuture<?> call : List.of(
                    session.getData("/a"),
                    session.sync("/a"),
                    session.linearizable().exists("/a"))) {
                assertThat(failure(call, KeeperException.SessionExpiredException.class))
                        .hasMessageContaining("for /a: " + name + " has expired, said 127.0.0.1:" + relay.port());
            }
            assertThatThrownBy(() -> session.blocking().addAuth("digest", bytes("u:p")))
                    .isInstanceOf(KeeperException.SessionExpiredException.class)
                    .hasMessageContaining(name);
            assertThatThrownBy(() -> session.blocking().detach())
                    .isInstanceOf(KeeperException.SessionExpiredException.class);
        }
    }

    @Test
    void aRequestWithoutAReplyFailsInTimeAndTheOthersGoOn() throws Exception {
        try (Relay relay = new Relay(server.port());
                ZooKeeper session = ZooKeeper.builder("127.0.0.1:" + relay.port())
                        .sessionTimeout(Duration.ofSeconds(20))
                        .requestTimeout(Duration.ofSeconds(1))
                        .connect();
                ZooKeeper other = builder().connect()) {
            other.blocking().create("/slow", null, Acls.OPEN, CreateMode.PERSISTENT);
            session.blocking().awaitConnected();
            Recorder unwatched = new Recorder();
            relay.stall();
            CompletableFuture<?> write = session.setData("/slow", bytes("x"), 0);
            CompletableFuture<?> read = session.getData("/slow", unwatched);
            assertThat(failure(write, KeeperException.RequestTimeoutException.class))
                    .hasMessageContaining("may have taken effect");
            failure(read, KeeperException.RequestTimeoutException.class);
            assertThat(session.state()).isEqualTo(SessionState.CONNECTED);
            relay.flow();
            Await.until(
                    "replies flow again",
                    LIMIT,
                    () -> session.blocking().getData("/slow").stat().version() == 1);
            session.blocking().setData("/slow", bytes("y"), 1);
            assertThat(unwatched.ofNodes()).isEmpty();
        }
    }

    @Test
    void aRequestThatWasNotSentInTimeIsNotSentLater() throws Exception {
        try (Relay relay = new Relay(server.port())) {
            relay.stall();
            try (ZooKeeper session = ZooKeeper.builder("127.0.0.1:" + relay.port())
                    .requestTimeout(Duration.ofMillis(200))
                    .connect()) {
                KeeperException failure = failure(
                        session.create("/never", null, Acls.OPEN, CreateMode.PERSISTENT),
                        KeeperException.RequestTimeoutException.class);
                assertThat(failure).hasMessageContaining("no effect");
                relay.flow();
                Await.until("it answers, and has not created it", LIMIT, () -> session.blocking()
                        .exists("/never")
                        .isEmpty());
            }
        }
    }

    @Test
    void everyAddressOfANameIsTriedBeforeCallsFail() throws Exception {
        Names names = new Names();
        // Nothing listens on the first two.
        names.addresses = List.of(address("127.0.0.2"), address("127.0.0.3"), address("127.0.0.1"));
        for (int i = 0; i < 8; i++) {
            try (ZooKeeper session = ZooKeeper.builder("zk.example.org:" + server.port())
                    .names(names)
                    .connect()) {
                assertThat(session.blocking().exists("/")).isPresent();
                assertThat(session.server()).contains(new HostPort("zk.example.org", server.port()));
            }
        }
        names.addresses = List.of(address("127.0.0.2"), address("127.0.0.3"));
        try (ZooKeeper session = ZooKeeper.builder("zk.example.org:" + server.port())
                .names(names)
                .connect()) {
            failure(session.exists("/"), KeeperException.ConnectionLossException.class);
            names.addresses = List.of(address("127.0.0.1"));
            Await.until("the name has moved", LIMIT, () -> session.state() == SessionState.CONNECTED);
        }
    }

    @Test
    void aServiceSaysWhereItsServersAre() throws Exception {
        Names names = new Names();
        names.addresses = List.of(address("127.0.0.1"));
        try (Relay first = new Relay(server.port());
                Relay second = new Relay(server.port());
                ZooKeeper root = builder().connect()) {
            names.servers = List.of(new HostPort("a.example.org", first.port()));
            root.blocking().create("/service", bytes("x"), Acls.OPEN, CreateMode.PERSISTENT);
            Recorder events = new Recorder();
            try (ZooKeeper session = ZooKeeper.builder("dns-srv://_zookeeper._tcp.example.org/service")
                    .names(names)
                    .watcher(events)
                    .connect()) {
                assertThat(session.blocking().getData("/").data()).isEqualTo(bytes("x"));
                assertThat(names.asked).containsExactly("_zookeeper._tcp.example.org");
                names.servers = List.of(new HostPort("b.example.org", second.port()));
                first.cut();
                Await.until("it has found the other", LIMIT, () -> session.server()
                        .filter(at -> at.equals(new HostPort("b.example.org", second.port())))
                        .isPresent());
                assertThat(session.blocking().getData("/").data()).isEqualTo(bytes("x"));
                assertThat(events.ofSession())
                        .containsExactly(State.SYNC_CONNECTED, State.DISCONNECTED, State.SYNC_CONNECTED);
            }
        }
    }

    @Test
    void aLinearizableReadShowsTheLatest() throws Exception {
        try (ZooKeeper writer = builder().connect();
                ZooKeeper reader = builder().connect()) {
            writer.blocking().create("/latest", bytes("0"), Acls.OPEN, CreateMode.PERSISTENT);
            for (int i = 1; i < 50; i++) {
                writer.blocking().setData("/latest", bytes("v" + i), -1);
                assertThat(reader.blocking().getLatestData("/latest").data()).isEqualTo(bytes("v" + i));
            }
            assertThat(reader.blocking().latestExists("/latest")).isPresent();
            assertThat(reader.blocking().getLatestChildren("/latest")).isEmpty();
            assertThat(reader.linearizable()
                            .multiRead(List.of(ReadOp.getData("/latest")))
                            .get())
                    .hasSize(1);
            failure(reader.linearizable().getData("/none"), KeeperException.NoNodeException.class);
            Recorder events = new Recorder();
            reader.linearizable().getData("/latest", events).join();
            writer.blocking().delete("/latest", -1);
            events.awaitNodes("NodeDeleted /latest");
        }
    }

    @Test
    void failuresTellTheZxidOfTheAnswer() throws Exception {
        try (ZooKeeper session = builder().connect()) {
            long before = session.blocking()
                    .createWithStat("/typed", null, Acls.OPEN, CreateMode.PERSISTENT)
                    .stat()
                    .czxid();
            KeeperException write = failure(
                    session.create("/typed", null, Acls.OPEN, CreateMode.PERSISTENT),
                    KeeperException.NodeExistsException.class);
            assertThat(write.zxid()).isGreaterThan(before);
            assertThat(write.code()).isEqualTo(ErrorCode.NODE_EXISTS);
            KeeperException read = failure(session.getData("/none"), KeeperException.NoNodeException.class);
            assertThat(read.zxid()).isGreaterThanOrEqualTo(write.zxid());
            assertThat(read.path()).isEqualTo("/none");
            assertThatThrownBy(() -> session.blocking().multi(List.of(io.quorate.client.Op.check("/typed", 9))))
                    .isInstanceOfSatisfying(KeeperException.BadVersionException.class, e -> assertThat(e.zxid())
                            .isGreaterThan(before));
        }
    }

    @Test
    void aChrootIsTheWholeWorldOfItsSession() throws Exception {
        try (ZooKeeper root = builder().connect();
                Relay relay = new Relay(server.port());
                ZooKeeper session =
                        ZooKeeper.builder("127.0.0.1:" + relay.port() + "/app").connect()) {
            for (String path : List.of("/app", "/apple")) {
                root.blocking().create(path, null, Acls.OPEN, CreateMode.PERSISTENT);
            }
            Recorder below = new Recorder();
            Recorder children = new Recorder();
            session.blocking().addWatch("/", below, AddWatchMode.PERSISTENT_RECURSIVE);
            session.blocking().addWatch("/", children, AddWatchMode.PERSISTENT);
            assertThat(session.blocking().create("/e-", null, Acls.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL))
                    .isEqualTo("/e-0000000000");
            root.blocking().create("/apple/x", null, Acls.OPEN, CreateMode.PERSISTENT);
            relay.cut();
            Await.until("disconnected", LIMIT, () -> session.server().isEmpty());
            relay.restore();
            Await.until("connected", LIMIT, () -> session.state() == SessionState.CONNECTED);
            session.blocking().sync("/");
            root.blocking().setData("/apple/x", null, -1);
            root.blocking().setData("/app", null, -1);
            assertThat(session.blocking().getEphemerals("/")).containsExactly("/e-0000000000");
            assertThat(session.blocking().getEphemerals("/x")).isEmpty();
            session.blocking().delete("/e-0000000000", -1);
            root.blocking().delete("/app", -1);
            below.awaitNodes(
                    "NodeCreated /e-0000000000", "NodeDataChanged /", "NodeDeleted /e-0000000000", "NodeDeleted /");
            children.awaitNodes("NodeChildrenChanged /", "NodeDataChanged /", "NodeChildrenChanged /", "NodeDeleted /");
            assertThat(failure(session.getData("/"), KeeperException.NoNodeException.class)
                            .path())
                    .isEqualTo("/");
        }
    }

    @Test
    void theExampleOfTheGuideWorks() throws Exception {
        String guide = Files.readString(Locations.projectRoot().resolve("docs/client.md"));
        if (!Files.exists(examples.resolve("ClientExample.class"))) {
            compile(block(guide, "java"));
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {examples.toUri().toURL()})) {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            PrintStream stdout = System.out;
            System.setOut(new PrintStream(printed, true, UTF_8));
            try {
                loader.loadClass("ClientExample")
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[] {"127.0.0.1:" + server.port()});
            } finally {
                System.setOut(stdout);
            }
            List<String> lines = printed.toString(UTF_8)
                    .lines()
                    .filter(line -> !line.matches("^\\d{4}-.*"))
                    .toList();
            assertThat(String.join("\n", lines).replaceAll("0x[0-9a-f]+", "0x100000000000001"))
                    .isEqualTo(block(guide, "").strip());
        }
    }

    private static void compile(String example) throws Exception {
        Path source = Files.writeString(examples.resolve("ClientExample.java"), example);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-proc:none",
                        "-Xlint:all,-path",
                        "-Werror",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        examples.toString(),
                        source.toString());
        assertThat(exit).as(said.toString(UTF_8)).isZero();
    }

    /** The first fenced block of a language. */
    private static String block(String text, String language) {
        Matcher block = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$").matcher(text);
        while (block.find()) {
            if (block.group(1).equals(language)) {
                return block.group(2);
            }
        }
        throw new AssertionError("no block of " + language);
    }

    private static ZooKeeperBuilder builder() {
        return ZooKeeper.builder("127.0.0.1:" + server.port()).sessionTimeout(Duration.ofSeconds(10));
    }

    private static <E extends KeeperException> E failure(CompletableFuture<?> call, Class<E> type) {
        Throwable failure = catchThrowableOfType(
                CompletionException.class,
                () -> call.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join());
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(type);
        return type.cast(failure.getCause());
    }

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Names as the test wants them. */
    private static final class Names implements NameService {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private volatile List<InetAddress> addresses = List.of();
        private volatile List<HostPort> servers = List.of();

        @Override
        public List<InetAddress> addresses(String host) {
            return addresses;
        }

        @Override
        public List<HostPort> servers(String service) {
            asked.add(service);
            return servers;
        }
    }
}
