package io.quorate.tests.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Acls;
import io.quorate.client.AddWatchMode;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.CreateMode;
import io.quorate.client.HostPort;
import io.quorate.client.KeeperException;
import io.quorate.client.Op;
import io.quorate.client.SessionState;
import io.quorate.client.WatchedEvent.State;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Stat;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sessions that lose their connection, their server, or themselves. */
@AgainstEveryServer
@Timeout(90)
class ClientReconnectTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SHORT_TIMEOUT_MILLIS = 3000;

    @RegisterExtension
    private final Sandbox sandbox = Sandbox.perTest();

    private final ServerKind kind;
    private final Recorder events = new Recorder();
    private ServerProcess server;
    private Relay relay;
    private ZooKeeper session;
    private BlockingZooKeeper zk;
    /** Has a connection that nothing happens to. */
    private BlockingZooKeeper other;

    ClientReconnectTest(ServerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() throws Exception {
        server = kind.create(sandbox, ServerSettings.standalone()).start();
        relay = sandbox.closing(new Relay(server.port()));
        other = sandbox.closing(ZooKeeper.builder("127.0.0.1:" + server.port()).connect())
                .blocking();
        open(Duration.ofSeconds(20), relay.port());
    }

    @AfterEach
    void restore() {
        // A session whose server is gone closes once its attempt to reach one has failed.
        relay.restore();
    }

    @Test
    void outlivesTheDeathOfItsServer() throws Exception {
        long id = session.sessionId();
        zk.create("/a", bytes("1"), Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL);
        List<Recorder> watchers = watchEverything();

        server.kill();
        events.awaitState(State.DISCONNECTED);
        assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
        assertThat(session.server()).isEmpty();
        server.start();
        events.awaitState(State.SYNC_CONNECTED);

        assertThat(session.sessionId()).isEqualTo(id);
        assertThat(session.server()).contains(new HostPort("127.0.0.1", relay.port()));
        assertThat(zk.exists("/e").map(Stat::ephemeralOwner)).contains(id);
        assertThat(events.ofSession()).containsExactly(State.SYNC_CONNECTED, State.DISCONNECTED, State.SYNC_CONNECTED);
        changeEverything(zk);
        assertEverythingSeen(watchers);
    }

    @Test
    void oneTimeWatchesGetWhatTheyMissed() throws Exception {
        zk.create("/a", bytes("1"), Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/gone", null, Acls.OPEN, CreateMode.PERSISTENT);
        Recorder data = new Recorder();
        Recorder created = new Recorder();
        Recorder child = new Recorder();
        Recorder deleted = new Recorder();
        Recorder still = new Recorder();
        Recorder persistent = new Recorder();
        zk.getData("/a", data);
        zk.exists("/new", created);
        zk.getChildren("/gone", deleted);
        zk.exists("/never", still);
        zk.create("/lasting", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.addWatch("/lasting", persistent, AddWatchMode.PERSISTENT);
        zk.getChildren("/", child);

        relay.cut();
        events.awaitState(State.DISCONNECTED);
        other.setData("/a", bytes("2"), -1);
        other.setData("/lasting", bytes("2"), -1);
        other.create("/new", null, Acls.OPEN, CreateMode.PERSISTENT);
        other.delete("/gone", -1);
        relay.restore();
        events.awaitState(State.SYNC_CONNECTED);

        assertThat(zk.getData("/a").data()).isEqualTo(bytes("2"));
        data.awaitNodes("NodeDataChanged /a");
        created.awaitNodes("NodeCreated /new");
        child.awaitNodes("NodeChildrenChanged /");
        deleted.awaitNodes("NodeDeleted /gone");
        // Servers do not make up for what lasting watches missed.
        assertThat(persistent.ofNodes()).isEmpty();
        other.setData("/lasting", bytes("3"), -1);
        other.create("/never", null, Acls.OPEN, CreateMode.PERSISTENT);
        persistent.awaitNodes("NodeDataChanged /lasting");
        still.awaitNodes("NodeCreated /never");
        zk.sync("/");
        assertThat(data.ofNodes()).hasSize(1);
    }

    @Test
    void moreWatchesThanFitInARequestAreArmedAgain() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            paths.add("/" + "x".repeat(190) + i);
        }
        inBatches(zk, paths, path -> Op.create(path, null, Acls.OPEN, CreateMode.PERSISTENT));
        Recorder watcher = new Recorder();
        List<CompletableFuture<?>> reads = new ArrayList<>();
        paths.forEach(path -> reads.add(session.getData(path, watcher)));
        CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

        relay.cut();
        events.awaitState(State.DISCONNECTED);
        relay.restore();
        events.awaitState(State.SYNC_CONNECTED);
        zk.sync("/");
        assertThat(watcher.ofNodes()).isEmpty();
        inBatches(other, paths, path -> Op.setData(path, null, -1));
        Await.until("an event for each watch", LIMIT, () -> watcher.ofNodes().size() >= paths.size());
        // As sorted lists: thousands of long names that begin alike are compared with each other otherwise.
        assertThat(watcher.ofNodes().stream().sorted().toList())
                .isEqualTo(paths.stream()
                        .map(path -> "NodeDataChanged " + path)
                        .sorted()
                        .toList());
    }

    @Test
    void requestsUnderWayAreLostWithTheConnection() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        relay.stall();
        List<CompletableFuture<Stat>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(session.setData("/a", bytes("x" + i), -1));
        }
        Await.whileTrue("no reply through a stalled relay", Duration.ofMillis(50), () -> calls.stream()
                .noneMatch(CompletableFuture::isDone));
        relay.cut();
        for (CompletableFuture<Stat> call : calls) {
            assertThat(codeOf(call)).isEqualTo(ErrorCode.CONNECTION_LOSS);
        }
        relay.flow();
        relay.restore();
        events.awaitState(State.SYNC_CONNECTED);
        assertThat(zk.setData("/a", bytes("y"), -1).dataLength()).isEqualTo(1);
    }

    @Test
    void aSilentServerIsLeftAfterTwoThirdsOfTheTimeout() throws Exception {
        reopen(Duration.ofMillis(SHORT_TIMEOUT_MILLIS), relay.port());
        long id = session.sessionId();
        int negotiated = session.sessionTimeoutMillis();
        // Pings keep it for longer than its timeout.
        Await.whileTrue(
                "connected", Duration.ofMillis(negotiated * 3L / 2), () -> session.state() == SessionState.CONNECTED);
        long silentSince = System.nanoTime();
        relay.stall();
        events.awaitState(State.DISCONNECTED);
        long silentMillis = (System.nanoTime() - silentSince) / 1_000_000;
        assertThat(silentMillis).isBetween(negotiated / 3L - 100, negotiated - 100L);
        relay.flow();
        events.awaitState(State.SYNC_CONNECTED);
        assertThat(session.sessionId()).isEqualTo(id);
    }

    @Test
    void aSessionClosedFromElsewhereIsExpired() throws Exception {
        Recorder watcher = new Recorder();
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL);
        zk.getData("/a", watcher);
        relay.cut();
        events.awaitState(State.DISCONNECTED);
        ZooKeeper thief = ZooKeeper.builder("127.0.0.1:" + server.port())
                .session(session.sessionId(), session.sessionPassword())
                .connect();
        assertThat(thief.blocking().getEphemerals("/")).containsExactly("/e");
        assertThat(thief.sessionId()).isEqualTo(session.sessionId());
        thief.close();

        relay.restore();
        events.awaitState(State.EXPIRED);
        assertThat(session.state()).isEqualTo(SessionState.EXPIRED);
        assertThat(codeOf(session.getData("/a"))).isEqualTo(ErrorCode.SESSION_EXPIRED);
        assertThat(codeOf(session.setData("/a", null, -1))).isEqualTo(ErrorCode.SESSION_EXPIRED);
        assertThat(other.exists("/e")).isEmpty();
        session.close();
        assertThat(events.ofSession()).containsExactly(State.SYNC_CONNECTED, State.DISCONNECTED, State.EXPIRED);
        assertThat(watcher.ofSession()).containsExactly(State.DISCONNECTED, State.EXPIRED);
    }

    @Test
    void aSessionWithAWrongPasswordIsExpired() {
        Recorder told = new Recorder();
        try (ZooKeeper thief = ZooKeeper.builder("127.0.0.1:" + server.port())
                .session(session.sessionId(), new byte[16])
                .watcher(told)
                .connect()) {
            assertThat(codeOf(thief.connected())).isEqualTo(ErrorCode.SESSION_EXPIRED);
            told.awaitState(State.EXPIRED);
            assertThat(told.ofSession()).containsExactly(State.EXPIRED);
        }
    }

    @Test
    void aSessionThatIsAwayForTooLongExpires() throws Exception {
        reopen(Duration.ofMillis(1000), relay.port());
        zk.create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL);
        relay.cut();
        events.awaitState(State.DISCONNECTED);
        Await.until(
                "the ephemeral znode is gone", LIMIT, () -> other.exists("/e").isEmpty());
        relay.restore();
        events.awaitState(State.EXPIRED);
        assertThat(codeOf(session.getData("/"))).isEqualTo(ErrorCode.SESSION_EXPIRED);
    }

    @Test
    void credentialsAreShownAgain() throws Exception {
        zk.addAuth("digest", bytes("u:p"));
        zk.create("/mine", bytes("x"), Acls.CREATOR_ALL, CreateMode.PERSISTENT);
        relay.cut();
        events.awaitState(State.DISCONNECTED);
        relay.restore();
        events.awaitState(State.SYNC_CONNECTED);
        assertThat(zk.getData("/mine").data()).isEqualTo(bytes("x"));
        assertThat(zk.whoAmI()).contains(new ClientInfo("digest", "u"));
    }

    @Test
    void movesToAnotherServerOfTheList() throws Exception {
        Relay second = sandbox.closing(new Relay(server.port()));
        reopen(Duration.ofSeconds(20), relay.port(), second.port());
        long id = session.sessionId();
        for (int move = 0; move < 4; move++) {
            int from = session.server().orElseThrow().port();
            Relay left = from == relay.port() ? relay : second;
            left.cut();
            Await.until("a connection to the other relay", LIMIT, () -> session.server()
                    .map(to -> to.port() != from)
                    .orElse(false));
            assertThat(zk.exists("/")).isPresent();
            left.restore();
        }
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        List<Recorder> watchers = watchEverything();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(session.exists("/"));
        }
        assertThat(zk.updateServerList("127.0.0.1:" + server.port())).isTrue();
        for (int i = 0; i < 50; i++) {
            calls.add(session.exists("/"));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        assertThat(session.server()).contains(new HostPort("127.0.0.1", server.port()));
        assertThat(zk.updateServerList("127.0.0.1:" + server.port())).isFalse();
        assertThat(session.sessionId()).isEqualTo(id);
        changeEverything(zk);
        assertEverythingSeen(watchers);
    }

    @Test
    void aCredentialThatIsNotAnsweredRunsOutOfTime() throws Exception {
        try (ZooKeeper limited = ZooKeeper.builder("127.0.0.1:" + relay.port())
                .requestTimeout(Duration.ofMillis(200))
                .connect()) {
            limited.blocking().awaitConnected();
            relay.stall();
            assertThat(codeOf(limited.addAuth("digest", bytes("u:p")))).isEqualTo(ErrorCode.REQUEST_TIMEOUT);
            relay.flow();
            Await.until("the credential counts, if late", LIMIT, () -> limited.whoAmI()
                    .handle((who, failure) -> failure == null && who.toString().contains("digest"))
                    .get());
        }
    }

    @Test
    void callsWaitForTheFirstServerToBeFound() throws Exception {
        server.kill();
        Recorder told = new Recorder();
        try (ZooKeeper early =
                ZooKeeper.builder("127.0.0.1:" + server.port()).watcher(told).connect()) {
            assertThat(codeOf(early.exists("/"))).isEqualTo(ErrorCode.CONNECTION_LOSS);
            server.start();
            told.awaitState(State.SYNC_CONNECTED);
            assertThat(early.exists("/").get(20, TimeUnit.SECONDS)).isPresent();
            assertThat(told.ofSession()).containsExactly(State.SYNC_CONNECTED);
        }
    }

    @Test
    void closingWithoutAServerDoesNotHang() throws Exception {
        server.kill();
        events.awaitState(State.DISCONNECTED);
        session.close();
        assertThat(session.state()).isEqualTo(SessionState.CLOSED);
    }

    private static void inBatches(BlockingZooKeeper with, List<String> paths, Function<String, Op> op)
            throws Exception {
        int batch = 500;
        for (int at = 0; at < paths.size(); at += batch) {
            with.multi(paths.subList(at, at + batch).stream().map(op).toList());
        }
    }

    private List<Recorder> watchEverything() throws Exception {
        List<Recorder> watchers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            watchers.add(new Recorder());
        }
        zk.getData("/a", watchers.get(0));
        zk.exists("/new", watchers.get(1));
        zk.getChildren("/a", watchers.get(2));
        zk.addWatch("/a", watchers.get(3), AddWatchMode.PERSISTENT);
        zk.addWatch("/a", watchers.get(4), AddWatchMode.PERSISTENT_RECURSIVE);
        return watchers;
    }

    private static void changeEverything(BlockingZooKeeper with) throws Exception {
        for (int i = 0; i < 2; i++) {
            with.setData("/a", null, -1);
            with.create("/a/" + i, null, Acls.OPEN, CreateMode.PERSISTENT);
        }
        with.create("/new", null, Acls.OPEN, CreateMode.PERSISTENT);
        with.delete("/new", -1);
    }

    private static void assertEverythingSeen(List<Recorder> watchers) {
        watchers.get(0).awaitNodes("NodeDataChanged /a");
        watchers.get(1).awaitNodes("NodeCreated /new");
        watchers.get(2).awaitNodes("NodeChildrenChanged /a");
        watchers.get(3)
                .awaitNodes(
                        "NodeDataChanged /a", "NodeChildrenChanged /a", "NodeDataChanged /a", "NodeChildrenChanged /a");
        watchers.get(4).awaitNodes("NodeDataChanged /a", "NodeCreated /a/0", "NodeDataChanged /a", "NodeCreated /a/1");
    }

    private void reopen(Duration timeout, int... ports) throws Exception {
        session.close();
        events.clear();
        open(timeout, ports);
    }

    private void open(Duration timeout, int... ports) throws Exception {
        List<String> servers = new ArrayList<>();
        for (int port : ports) {
            servers.add("127.0.0.1:" + port);
        }
        ZooKeeperBuilder builder = ZooKeeper.builder(String.join(",", servers));
        session =
                sandbox.closing(builder.sessionTimeout(timeout).watcher(events).connect());
        zk = session.blocking();
        zk.awaitConnected();
    }

    private static ErrorCode codeOf(CompletableFuture<?> call) {
        return call.handle((value, failure) -> {
                    if (failure == null) {
                        return ErrorCode.OK;
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    return ((KeeperException) cause).code();
                })
                .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
