package io.quorate.tests.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.client.Acls;
import io.quorate.client.AddWatchMode;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.Children;
import io.quorate.client.CreateMode;
import io.quorate.client.CreatedNode;
import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.Op;
import io.quorate.client.OpResult;
import io.quorate.client.ReadOp;
import io.quorate.client.SessionState;
import io.quorate.client.WatchedEvent;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.ErrorCode;
import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.ClientInfo;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.Stat;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Every request, its results and its failures. Each test works below a znode of its own. */
@AgainstEveryServer
@Timeout(60)
class ClientOperationsTest {
    private static final Sandbox SANDBOX = Sandbox.perClass();
    private static ServerProcess server;

    private ZooKeeper session;
    private BlockingZooKeeper zk;

    ClientOperationsTest(ServerKind kind) {
        assertThat(server.product()).isEqualToIgnoringCase(kind.name());
    }

    @BeforeParameterizedClassInvocation
    static void startServer(ServerKind kind) {
        server = kind.create(SANDBOX, ServerSettings.standalone().withProperty("extendedTypesEnabled", true))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stopServer() throws Exception {
        SANDBOX.clear();
    }

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        String home = "/" + test.getTestMethod().orElseThrow().getName();
        try (ZooKeeper root = open("")) {
            root.blocking().create(home, null, Acls.OPEN, CreateMode.PERSISTENT);
        }
        session = open(home);
        zk = session.blocking();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void createsZnodesOfEveryKind() throws Exception {
        assertThat(zk.create("/p", bytes("x"), Acls.OPEN, CreateMode.PERSISTENT))
                .isEqualTo("/p");
        assertThat(zk.create("/s-", null, Acls.OPEN, CreateMode.PERSISTENT_SEQUENTIAL))
                .isEqualTo("/s-0000000001");
        assertThat(zk.create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL)).isEqualTo("/e");
        assertThat(zk.create("/e-", null, Acls.OPEN, CreateMode.EPHEMERAL_SEQUENTIAL))
                .isEqualTo("/e-0000000003");
        assertThat(zk.create("/c", null, Acls.OPEN, CreateMode.CONTAINER)).isEqualTo("/c");
        assertThat(zk.create("/t", null, Acls.OPEN, CreateMode.PERSISTENT_WITH_TTL, 100_000))
                .isEqualTo("/t");
        assertThat(zk.create("/t-", null, Acls.OPEN, CreateMode.PERSISTENT_SEQUENTIAL_WITH_TTL, 100_000))
                .isEqualTo("/t-0000000006");
        assertThat(zk.create("/p/", null, Acls.OPEN, CreateMode.PERSISTENT_SEQUENTIAL))
                .isEqualTo("/p/0000000000");
        assertThat(stat("/p").ephemeralOwner()).isZero();
        assertThat(stat("/e").ephemeralOwner()).isEqualTo(session.sessionId());
        assertThat(zk.getChildren("/"))
                .containsExactlyInAnyOrder("p", "s-0000000001", "e", "e-0000000003", "c", "t", "t-0000000006");
    }

    @Test
    void createTellsTheStatIfAsked() throws Exception {
        CreatedNode created = zk.createWithStat("/a-", bytes("xyz"), Acls.OPEN, CreateMode.PERSISTENT_SEQUENTIAL);
        assertThat(created.path()).isEqualTo("/a-0000000000");
        assertThat(created.stat()).isEqualTo(stat(created.path()));
        assertThat(created.stat().dataLength()).isEqualTo(3);
    }

    @Test
    void readsAndWritesData() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        assertThat(zk.getData("/a").data()).isNull();
        Stat first = zk.setData("/a", bytes("one"), 0);
        assertThat(first.version()).isEqualTo(1);
        Stat second = zk.setData("/a", new byte[0], -1);
        NodeData read = zk.getData("/a");
        assertThat(read.data()).isEmpty();
        assertThat(read.stat()).isEqualTo(second);
        zk.delete("/a", 2);
        assertThat(zk.exists("/a")).isEmpty();
    }

    @Test
    void readsChildren() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/a/b", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/a/b/c", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/a/d", null, Acls.OPEN, CreateMode.PERSISTENT);
        Children children = zk.getChildrenWithStat("/a");
        assertThat(children.names()).containsExactlyInAnyOrder("b", "d");
        assertThat(children.stat().numChildren()).isEqualTo(2);
        assertThat(zk.getChildren("/a/d")).isEmpty();
        assertThat(zk.getAllChildrenNumber("/a")).isEqualTo(3);
        assertThat(zk.getAllChildrenNumber("/")).isEqualTo(4);
    }

    @Test
    void failuresAreTypedAndNameThePathThatWasAskedFor() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/a/b", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL);
        fails(ErrorCode.NO_NODE, "/x", () -> zk.getData("/x"));
        fails(ErrorCode.NO_NODE, "/x/y", () -> zk.create("/x/y", null, Acls.OPEN, CreateMode.PERSISTENT));
        fails(ErrorCode.NODE_EXISTS, "/a", () -> zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT));
        fails(ErrorCode.NOT_EMPTY, "/a", () -> zk.delete("/a", -1));
        fails(ErrorCode.BAD_VERSION, "/a", () -> zk.setData("/a", null, 7));
        fails(ErrorCode.INVALID_ACL, "/n", () -> zk.create("/n", null, List.of(), CreateMode.PERSISTENT));
        fails(
                ErrorCode.NO_CHILDREN_FOR_EPHEMERALS,
                "/e/c",
                () -> zk.create("/e/c", null, Acls.OPEN, CreateMode.PERSISTENT));
        assertThatThrownBy(() -> zk.getData("/x"))
                .hasMessage("KeeperErrorCode = NoNode for /x")
                .hasStackTraceContaining("ClientOperationsTest");
    }

    @Test
    void argumentsThatCanNeverBeRightAreRefusedAtOnce() {
        assertThatThrownBy(() -> session.getData("x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.getData("/a/")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.create("/a/", null, Acls.OPEN, CreateMode.PERSISTENT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT_WITH_TTL, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1099511627775");
        assertThatThrownBy(() -> session.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void controlsAccess() throws Exception {
        zk.create("/a", bytes("x"), Acls.OPEN, CreateMode.PERSISTENT);
        Stat stat = zk.setAcl("/a", Acls.READ_ONLY, 0);
        assertThat(stat.aversion()).isEqualTo(1);
        assertThat(zk.getAcl("/a").acl()).isEqualTo(Acls.READ_ONLY);
        fails(ErrorCode.NO_AUTH, "/a", () -> zk.setData("/a", null, -1));

        fails(ErrorCode.INVALID_ACL, "/mine", () -> zk.create("/mine", null, Acls.CREATOR_ALL, CreateMode.PERSISTENT));
        zk.addAuth("digest", bytes("u:p"));
        zk.create("/mine", bytes("y"), Acls.CREATOR_ALL, CreateMode.PERSISTENT);
        List<Acl> acl = zk.getAcl("/mine").acl();
        assertThat(acl).hasSize(1);
        assertThat(acl.get(0).perms()).isEqualTo(Perms.ALL);
        assertThat(acl.get(0).id()).extracting(Id::scheme).isEqualTo("digest");
        assertThat(zk.whoAmI())
                .containsExactlyInAnyOrder(new ClientInfo("ip", "127.0.0.1"), new ClientInfo("digest", "u"));
        try (ZooKeeper stranger = open("/controlsAccess")) {
            fails(ErrorCode.NO_AUTH, "/mine", () -> stranger.blocking().getData("/mine"));
            stranger.blocking().addAuth("digest", bytes("u:p"));
            assertThat(stranger.blocking().getData("/mine").data()).isEqualTo(bytes("y"));
        }
    }

    @Test
    void aRefusedCredentialEndsTheSession() throws Exception {
        Recorder events = new Recorder();
        ZooKeeper other =
                ZooKeeper.builder("127.0.0.1:" + server.port()).watcher(events).connect();
        fails(ErrorCode.AUTH_FAILED, null, () -> other.blocking().addAuth("nosuch", bytes("x")));
        events.awaitState(WatchedEvent.State.AUTH_FAILED);
        assertThat(other.state()).isEqualTo(SessionState.AUTH_FAILED);
        fails(ErrorCode.AUTH_FAILED, "/", () -> other.blocking().getData("/"));
    }

    @Test
    void aMultiIsAllOrNothing() throws Exception {
        List<OpResult> results = zk.multi(List.of(
                Op.create("/a-", bytes("x"), Acls.OPEN, CreateMode.PERSISTENT_SEQUENTIAL),
                Op.create("/c", null, Acls.OPEN, CreateMode.CONTAINER),
                Op.create("/t", null, Acls.OPEN, CreateMode.PERSISTENT_WITH_TTL, 100_000),
                Op.setData("/c", bytes("yy"), 0),
                Op.check("/c", 1),
                Op.delete("/t", -1)));
        assertThat(results.get(0)).isInstanceOfSatisfying(OpResult.Created.class, created -> assertThat(created.path())
                .isEqualTo("/a-0000000000"));
        assertThat(results.get(3)).isInstanceOfSatisfying(OpResult.DataSet.class, set -> assertThat(
                        set.stat().dataLength())
                .isEqualTo(2));
        assertThat(results.subList(4, 6)).containsExactly(new OpResult.Checked(), new OpResult.Deleted());
        assertThat(zk.getChildren("/")).containsExactlyInAnyOrder("a-0000000000", "c");

        KeeperException failure = failure(() -> zk.multi(List.of(
                Op.create("/b", null, Acls.OPEN, CreateMode.PERSISTENT), Op.check("/c", 9), Op.delete("/c", -1))));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_VERSION);
        assertThat(failure.path()).isEqualTo("/c");
        assertThat(failure.results())
                .containsExactly(
                        new OpResult.Failed(ErrorCode.OK),
                        new OpResult.Failed(ErrorCode.BAD_VERSION),
                        new OpResult.Failed(ErrorCode.RUNTIME_INCONSISTENCY));
        assertThat(zk.getChildren("/")).containsExactlyInAnyOrder("a-0000000000", "c");
        assertThat(zk.multi(List.of())).isEmpty();
    }

    @Test
    void aMultiReadHasAResultForEachRead() throws Exception {
        zk.create("/a", bytes("x"), Acls.OPEN, CreateMode.PERSISTENT);
        List<OpResult> results = zk.multiRead(
                List.of(ReadOp.getData("/a"), ReadOp.getChildren("/"), ReadOp.getData("/x"), ReadOp.getChildren("/a")));
        assertThat(results.get(0)).isInstanceOfSatisfying(OpResult.Data.class, data -> assertThat(data.data())
                .isEqualTo(bytes("x")));
        assertThat(results.subList(1, 4))
                .containsExactly(
                        new OpResult.ChildNames(List.of("a")),
                        new OpResult.Failed(ErrorCode.NO_NODE),
                        new OpResult.ChildNames(List.of()));
    }

    @Test
    void findsTheEphemeralsOfTheSession() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        zk.create("/a/e1", null, Acls.OPEN, CreateMode.EPHEMERAL);
        zk.create("/e2", null, Acls.OPEN, CreateMode.EPHEMERAL);
        assertThat(zk.getEphemerals("/")).containsExactlyInAnyOrder("/a/e1", "/e2");
        assertThat(zk.getEphemerals("/a/")).containsExactly("/a/e1");
        try (ZooKeeper other = open("/findsTheEphemeralsOfTheSession")) {
            assertThat(other.blocking().getEphemerals("/")).isEmpty();
        }
        session.close();
        try (ZooKeeper other = open("/findsTheEphemeralsOfTheSession")) {
            assertThat(other.blocking().getChildren("/")).containsExactly("a");
        }
    }

    @Test
    void aChrootThatIsMissingShowsAsMissingRoot() throws Exception {
        try (ZooKeeper lost = open("/no/such")) {
            fails(ErrorCode.NO_NODE, "/", () -> lost.blocking().getChildren("/"));
            fails(ErrorCode.NO_NODE, "/a", () -> lost.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT));
        }
    }

    @Test
    void aRootCannotBeDeletedNotEvenThatOfAChroot() throws Exception {
        fails(ErrorCode.BAD_ARGUMENTS, "/", () -> zk.delete("/", -1));
        fails(ErrorCode.BAD_ARGUMENTS, "/", () -> zk.multi(List.of(Op.delete("/", -1))));
        assertThat(zk.exists("/")).isPresent();
    }

    @Test
    void theConfigurationIsFoundWhateverTheChroot() throws Exception {
        NodeData config = zk.getConfig(null);
        try (ZooKeeper root = open("")) {
            assertThat(root.blocking().getData("/zookeeper/config").stat()).isEqualTo(config.stat());
        }
        KeeperException failure = failure(() -> zk.reconfig(null, "9", null, -1));
        assertThat(failure.code()).isIn(ErrorCode.RECONFIG_DISABLED, ErrorCode.UNIMPLEMENTED);
    }

    @Test
    void syncAndReadShowTheLatest() throws Exception {
        zk.create("/a", bytes("1"), Acls.OPEN, CreateMode.PERSISTENT);
        try (ZooKeeper other = open("/syncAndReadShowTheLatest")) {
            other.blocking().sync("/a");
            assertThat(other.blocking().getData("/a").data()).isEqualTo(bytes("1"));
        }
    }

    @Test
    void requestsThatAServerWouldHangUpOnFailHere() throws Exception {
        zk.create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
        KeeperException failure = failure(() -> zk.setData("/a", new byte[1_100_000], -1));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ARGUMENTS);
        assertThat(failure).hasMessageContaining("jute.maxbuffer");
        assertThat(zk.setData("/a", new byte[1_000_000], -1).dataLength()).isEqualTo(1_000_000);
        assertThat(session.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void repliesBeyondTheLimitFailAlone() throws Exception {
        zk.create("/a", new byte[100_000], Acls.OPEN, CreateMode.PERSISTENT);
        try (ZooKeeper small = ZooKeeper.builder("127.0.0.1:" + server.port() + "/repliesBeyondTheLimitFailAlone")
                .maxReplyBytes(50_000)
                .connect()) {
            var large = small.getData("/a");
            var stat = small.exists("/a");
            KeeperException failure = failure(() -> {
                try {
                    large.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    throw e.getCause();
                }
            });
            assertThat(failure).hasMessageContaining("maxReplyBytes");
            assertThat(stat.get()).isPresent();
        }
    }

    @Test
    void watchesCanBeAddedToWhatIsNotThere() throws Exception {
        Recorder events = new Recorder();
        zk.addWatch("/later", events, AddWatchMode.PERSISTENT);
        zk.create("/later", null, Acls.OPEN, CreateMode.PERSISTENT);
        events.awaitNodes("NodeCreated /later");
    }

    @Test
    void closingEndsTheSessionAndItsEphemerals() throws Exception {
        Recorder events = new Recorder();
        ZooKeeper other = ZooKeeper.builder("127.0.0.1:" + server.port() + "/closingEndsTheSessionAndItsEphemerals")
                .watcher(events)
                .connect();
        other.blocking().create("/e", null, Acls.OPEN, CreateMode.EPHEMERAL);
        other.close();
        assertThat(other.state()).isEqualTo(SessionState.CLOSED);
        events.awaitState(WatchedEvent.State.CLOSED);
        assertThat(zk.exists("/e")).isEqualTo(Optional.empty());
        fails(ErrorCode.SESSION_EXPIRED, "/e", () -> other.blocking().getData("/e"));
        other.close();
    }

    private static ZooKeeper open(String chroot) {
        return ZooKeeper.builder("127.0.0.1:" + server.port() + chroot)
                .sessionTimeout(Duration.ofSeconds(10))
                .connect();
    }

    private Stat stat(String path) throws Exception {
        return zk.exists(path).orElseThrow();
    }

    private static void fails(ErrorCode code, String path, ThrowingCallable request) {
        KeeperException failure = failure(request);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.path()).isEqualTo(path);
    }

    private static KeeperException failure(ThrowingCallable request) {
        KeeperException failure = catchThrowableOfType(KeeperException.class, request);
        assertThat(failure).as("a failure of the request").isNotNull();
        return failure;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
