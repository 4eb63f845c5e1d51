package io.quorate.tests.released;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Relay;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The released ZooKeeper client, every call it has. */
class ReleasedClientTest {
    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;
    private static int tests;

    private Events events;
    private ZooKeeper zk;
    private String root;

    @BeforeAll
    static void start() {
        server = SANDBOX.subject(ServerSettings.standalone().withProperty("extendedTypesEnabled", true))
                .start();
    }

    @BeforeEach
    void connect() throws Exception {
        events = new Events();
        root = "/t" + ++tests;
        zk = Sessions.open(server.port(), 10_000, events);
        zk.create(root, bytes("root"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    }

    @AfterEach
    void close() throws Exception {
        zk.close();
    }

    @Test
    void createsEveryKindOfNode() throws Exception {
        for (CreateMode mode : CreateMode.values()) {
            String wanted = root + "/" + mode;
            Stat stat = new Stat();
            String path = mode.isTTL()
                    ? zk.create(wanted, bytes("x"), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode, stat, 100_000)
                    : zk.create(wanted, bytes("x"), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode, stat);
            assertThat(path).matches(mode.isSequential() ? wanted + "\\d{10}" : wanted);
            assertThat(stat.getEphemeralOwner()).isEqualTo(mode.isEphemeral() ? zk.getSessionId() : 0);
            assertThat(zk.exists(path, false)).isEqualTo(stat);
            assertThat(zk.getData(path, false, null)).isEqualTo(bytes("x"));
        }
        assertThat(zk.getEphemerals(root)).hasSize(2);
        assertThat(zk.getEphemerals()).hasSize(2);
        assertThat(zk.getAllChildrenNumber(root)).isEqualTo(CreateMode.values().length);
    }

    @Test
    void readsAndChangesNodes() throws Exception {
        String path = root + "/n";
        zk.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Stat stat = zk.setData(path, bytes("one"), 0);
        assertThat(stat.getVersion()).isEqualTo(1);
        assertThatThrownBy(() -> zk.setData(path, bytes("two"), 0))
                .isInstanceOf(KeeperException.BadVersionException.class);
        assertThat(zk.getChildren(root, false)).containsExactly("n");
        Stat parent = new Stat();
        assertThat(zk.getChildren(root, false, parent)).containsExactly("n");
        assertThat(parent.getNumChildren()).isEqualTo(1);
        assertThatThrownBy(() -> zk.delete(root, -1)).isInstanceOf(KeeperException.NotEmptyException.class);
        zk.delete(path, 1);
        assertThat(zk.exists(path, false)).isNull();
        assertThatThrownBy(() -> zk.delete(path, -1)).isInstanceOf(KeeperException.NoNodeException.class);
        assertThatThrownBy(() -> zk.getData(path, false, null)).isInstanceOf(KeeperException.NoNodeException.class);
        CompletableFuture<Integer> synced = new CompletableFuture<>();
        zk.sync(root, (code, what, context) -> synced.complete(code), null);
        assertThat(synced.get(10, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void guardsNodesByAcl() throws Exception {
        String path = root + "/guarded";
        zk.addAuthInfo("digest", bytes("me:secret"));
        zk.create(path, bytes("mine"), ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
        Stat stat = new Stat();
        List<ACL> acl = zk.getACL(path, stat);
        assertThat(acl).hasSize(1);
        assertThat(acl.get(0).getId().getId()).startsWith("me:").doesNotContain("secret");
        Set<String> schemes = new TreeSet<>();
        for (ClientInfo info : zk.whoAmI()) {
            schemes.add(info.getAuthScheme() + " " + info.getUser());
        }
        assertThat(schemes).containsExactly("digest me", "ip 127.0.0.1");
        ZooKeeper stranger = Sessions.open(server.port(), 10_000, new Events());
        assertThatThrownBy(() -> stranger.getData(path, false, null))
                .isInstanceOf(KeeperException.NoAuthException.class);
        assertThatThrownBy(() -> stranger.setACL(path, ZooDefs.Ids.OPEN_ACL_UNSAFE, -1))
                .isInstanceOf(KeeperException.NoAuthException.class);
        List<ACL> unknown = new ArrayList<>(List.of(new ACL(ZooDefs.Perms.ALL, new Id("nosuch", "x"))));
        assertThatThrownBy(() -> stranger.create(root + "/bad", null, unknown, CreateMode.PERSISTENT))
                .isInstanceOf(KeeperException.InvalidACLException.class);
        stranger.close();
        assertThat(zk.setACL(path, ZooDefs.Ids.READ_ACL_UNSAFE, 0).getAversion())
                .isEqualTo(1);
        assertThatThrownBy(() -> zk.setData(path, null, -1)).isInstanceOf(KeeperException.NoAuthException.class);
    }

    @Test
    void doesSeveralThingsAtOnce() throws Exception {
        List<OpResult> results = zk.multi(List.of(
                Op.create(root + "/m", bytes("m"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT),
                Op.create(root + "/m/s-", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_SEQUENTIAL),
                Op.create(root + "/c", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.CONTAINER),
                Op.create(root + "/t", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT_WITH_TTL, 1_000_000),
                Op.check(root, 0),
                Op.setData(root, bytes("changed"), 0),
                Op.delete(root + "/c", -1)));
        assertThat(results).hasSize(7);
        assertThat(((OpResult.CreateResult) results.get(1)).getPath()).isEqualTo(root + "/m/s-0000000000");
        assertThat(((OpResult.SetDataResult) results.get(5)).getStat().getVersion())
                .isEqualTo(1);
        assertThatThrownBy(() -> zk.multi(List.of(Op.delete(root + "/m/s-0000000000", -1), Op.check(root, 99))))
                .isInstanceOfSatisfying(KeeperException.class, failed -> {
                    assertThat(failed.code()).isEqualTo(KeeperException.Code.BADVERSION);
                    assertThat(failed.getResults()).hasSize(2);
                });
        assertThat(zk.exists(root + "/m/s-0000000000", false))
                .as("nothing of it was done")
                .isNotNull();
        List<OpResult> reads = zk.multi(List.of(Op.getData(root), Op.getChildren(root), Op.getData(root + "/none")));
        assertThat(((OpResult.GetDataResult) reads.get(0)).getData()).isEqualTo(bytes("changed"));
        assertThat(((OpResult.GetChildrenResult) reads.get(1)).getChildren()).containsExactlyInAnyOrder("m", "t");
        assertThat(((OpResult.ErrorResult) reads.get(2)).getErr()).isEqualTo(KeeperException.Code.NONODE.intValue());
        assertThat(zk.transaction().check(root, -1).delete(root + "/t", -1).commit())
                .hasSize(2);
    }

    @Test
    void watchesOnce() throws Exception {
        String path = root + "/w";
        Events own = new Events();
        zk.exists(path, own);
        zk.getChildren(root, own);
        zk.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        own.await(EventType.NodeCreated, path);
        own.await(EventType.NodeChildrenChanged, root);
        zk.getData(path, own, null);
        zk.setData(path, bytes("1"), -1);
        own.await(EventType.NodeDataChanged, path);
        zk.setData(path, bytes("2"), -1);
        zk.getData(path, own, null);
        zk.delete(path, -1);
        own.await(EventType.NodeDeleted, path);
        assertThat(own.of(EventType.NodeDataChanged))
                .as("the second change had no watch")
                .hasSize(1);
    }

    @Test
    void watchesForGood() throws Exception {
        Events node = new Events();
        Events tree = new Events();
        zk.addWatch(root, node, AddWatchMode.PERSISTENT);
        zk.addWatch(root, tree, AddWatchMode.PERSISTENT_RECURSIVE);
        zk.create(root + "/a", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        zk.create(root + "/a/b", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        zk.setData(root + "/a/b", bytes("x"), -1);
        zk.setData(root, bytes("y"), -1);
        zk.setData(root, bytes("z"), -1);
        zk.delete(root + "/a/b", -1);
        tree.await(EventType.NodeDeleted, root + "/a/b");
        assertThat(tree.texts())
                .containsExactly(
                        "NodeCreated " + root + "/a",
                        "NodeCreated " + root + "/a/b",
                        "NodeDataChanged " + root + "/a/b",
                        "NodeDataChanged " + root,
                        "NodeDataChanged " + root,
                        "NodeDeleted " + root + "/a/b");
        assertThat(node.texts())
                .containsExactly("NodeChildrenChanged " + root, "NodeDataChanged " + root, "NodeDataChanged " + root);
        zk.removeWatches(root, tree, WatcherType.Any, false);
        tree.await(EventType.PersistentWatchRemoved, root);
        zk.removeAllWatches(root, WatcherType.Any, false);
        assertThatThrownBy(() -> zk.removeAllWatches(root, WatcherType.Any, false))
                .isInstanceOf(KeeperException.NoWatcherException.class);
    }

    /** The client's own ping, reconnect and re-registration of watches, over a kill -9 of the server. */
    @Test
    void livesThroughARestartOfTheServer() throws Exception {
        String path = root + "/restart";
        Events own = new Events();
        Events tree = new Events();
        zk.create(path, bytes("e"), ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        zk.getData(path, own, null);
        zk.exists(root + "/later", own);
        zk.addWatch(root, tree, AddWatchMode.PERSISTENT_RECURSIVE);
        long session = zk.getSessionId();
        server.kill();
        events.await(KeeperState.Disconnected);
        server.start();
        events.awaitAgain(KeeperState.SyncConnected);
        assertThat(zk.getSessionId()).isEqualTo(session);
        assertThat(zk.exists(path, false).getEphemeralOwner()).isEqualTo(session);
        zk.setData(path, bytes("f"), -1);
        own.await(EventType.NodeDataChanged, path);
        zk.create(root + "/later", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        own.await(EventType.NodeCreated, root + "/later");
        tree.await(EventType.NodeCreated, root + "/later");
    }

    /** What happened while the client was away is told when it comes back, to watches that go off once. */
    @Test
    void hearsWhatItMissed() throws Exception {
        String path = root + "/missed";
        zk.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        zk.create(root + "/gone", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        Events session = new Events();
        Events own = new Events();
        Events tree = new Events();
        try (Relay relay = new Relay(server.port())) {
            ZooKeeper away = Sessions.open(relay.port(), 20_000, session);
            away.getData(path, own, null);
            away.getData(root + "/gone", own, null);
            away.getChildren(root, own);
            away.exists(root + "/new", own);
            away.addWatch(root, tree, AddWatchMode.PERSISTENT_RECURSIVE);
            relay.cut();
            session.await(KeeperState.Disconnected);
            zk.setData(path, bytes("x"), -1);
            zk.create(root + "/new", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            zk.delete(root + "/gone", -1);
            relay.mend();
            own.await(EventType.NodeDataChanged, path);
            own.await(EventType.NodeDeleted, root + "/gone");
            own.await(EventType.NodeCreated, root + "/new");
            own.await(EventType.NodeChildrenChanged, root);
            session.awaitAgain(KeeperState.SyncConnected);
            zk.create(root + "/newer", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            tree.await(EventType.NodeCreated, root + "/newer");
            away.close();
        }
    }

    @Test
    void expiresWithItsEphemerals() throws Exception {
        Events lost = new Events();
        ZooKeeper victim = Sessions.open(server.port(), 10_000, lost);
        String path = root + "/ephemeral";
        victim.create(path, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        Events own = new Events();
        zk.exists(path, own);
        Sessions.end(server.port(), victim);
        own.await(EventType.NodeDeleted, path);
        lost.await(KeeperState.Expired);
        assertThatThrownBy(() -> victim.exists(path, false))
                .isInstanceOf(KeeperException.SessionExpiredException.class);
        victim.close();
    }

    @Test
    void worksBelowAChroot() throws Exception {
        ZooKeeper below = Sessions.open(server.port(), root, 10_000, new Events());
        Events own = new Events();
        below.exists("/x", own);
        assertThat(below.create("/x", null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT))
                .isEqualTo("/x");
        own.await(EventType.NodeCreated, "/x");
        assertThat(zk.exists(root + "/x", false)).isNotNull();
        below.close();
    }

    @Test
    void keepsTheOrderOfAThousandCallsAtOnce() throws Exception {
        int calls = 1_000;
        List<CompletableFuture<String>> answers = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            int number = call;
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            zk.create(
                    root + "/s-",
                    bytes("" + call),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT_SEQUENTIAL,
                    (code, path, context, name) -> {
                        order.add(number);
                        answer.complete(name);
                    },
                    null);
        }
        for (int call = 0; call < calls; call++) {
            assertThat(answers.get(call).get(20, TimeUnit.SECONDS)).isEqualTo(root + String.format("/s-%010d", call));
        }
        assertThat(order).isSorted().hasSize(calls);
        assertThat(zk.getChildren(root, false)).hasSize(calls);
    }

    @Test
    void asksForTheConfiguration() throws Exception {
        assertThat(zk.getConfig(false, new Stat()))
                .as("a server of one has no members")
                .isNullOrEmpty();
        ZooKeeperAdmin admin = new ZooKeeperAdmin("127.0.0.1:" + server.port(), 10_000, new Events());
        Await.until("connected", Duration.ofSeconds(10), () -> admin.getState().isConnected());
        assertThatThrownBy(() -> admin.reconfigure("server.2=a:1:1;1", null, null, -1, new Stat()))
                .isInstanceOf(KeeperException.ReconfigDisabledException.class);
        admin.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
