package io.quorate.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.WatchedEvent;
import io.quorate.client.ZooKeeper;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class TestingServerTest {
    private static final int SESSION_MILLIS = 30_000;

    private static CuratorFramework curator(String connectString) {
        CuratorFramework client = CuratorFrameworkFactory.newClient(connectString, new RetryOneTime(10));
        client.start();
        return client;
    }

    @Test
    void servesEveryClient() throws Exception {
        try (TestingServer server = new TestingServer();
                ZooKeeper ours = ZooKeeper.builder(server.getConnectString()).connect();
                ApacheClient apache = new ApacheClient(server.getConnectString(), SESSION_MILLIS);
                CuratorFramework curator = curator(server.getConnectString())) {
            ours.blocking().create("/a", "1".getBytes(UTF_8), Acls.OPEN, CreateMode.PERSISTENT);
            assertThat(apache.zk.getData("/a", false, null)).asString().isEqualTo("1");
            assertThat(curator.getData().forPath("/a")).asString().isEqualTo("1");
            assertThat(server.getConnectString()).isEqualTo("127.0.0.1:" + server.getPort());
        }
    }

    @Test
    void aServerThatWasStoppedOrKilledComesBackWithItsData() throws Exception {
        Path files;
        try (TestingServer server = new TestingServer(false)) {
            files = server.getTempDirectory().toPath();
            assertThatThrownBy(() -> new Socket("127.0.0.1", server.getPort()).close())
                    .isInstanceOf(IOException.class);
            server.start();
            try (CuratorFramework curator = curator(server.getConnectString())) {
                curator.create().forPath("/kept", "1".getBytes(UTF_8));
                server.restart();
                assertThat(curator.getData().forPath("/kept")).asString().isEqualTo("1");
                curator.setData().forPath("/kept", "2".getBytes(UTF_8));
                server.kill();
                assertThatThrownBy(() -> new Socket("127.0.0.1", server.getPort()).close())
                        .isInstanceOf(IOException.class);
                server.start();
                assertThat(curator.getData().forPath("/kept")).asString().isEqualTo("2");
            }
            assertThat(files).isNotEmptyDirectory();
        }
        assertThat(files).doesNotExist();
    }

    @Test
    void aDirectoryOfTheTestIsKeptIfItSaysSo(@TempDir Path files) throws Exception {
        InstanceSpec spec =
                new InstanceSpec(files.toFile(), -1, -1, -1, false, 1, 200, 10, Map.of("maxSessionTimeout", 5_000));
        try (TestingServer server = new TestingServer(spec, true);
                ApacheClient apache = new ApacheClient(server.getConnectString(), SESSION_MILLIS)) {
            assertThat(apache.zk.getSessionTimeout()).isEqualTo(5_000);
        }
        assertThat(files.resolve("version-2")).isNotEmptyDirectory();
        assertThat(Files.readString(files.resolve("zoo.cfg"))).contains("tickTime=200", "maxClientCnxns=10");
    }

    @Test
    void aSessionExpiresWhenTheTestSaysSo() throws Exception {
        CompletableFuture<Void> told = new CompletableFuture<>();
        try (TestingServer server = new TestingServer();
                ApacheClient other = new ApacheClient(server.getConnectString(), SESSION_MILLIS);
                ZooKeeper ours = ZooKeeper.builder(server.getConnectString())
                        .watcher(event -> {
                            if (event.state() == WatchedEvent.State.EXPIRED) {
                                told.complete(null);
                            }
                        })
                        .connect()) {
            ours.blocking().create("/mine", null, Acls.OPEN, CreateMode.EPHEMERAL);
            server.expireSession(ours.sessionId());
            assertThat(other.sees("/mine")).isFalse();
            told.get(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> server.expireSession(ours.sessionId())).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void aSecondClientEndsASession() throws Exception {
        try (TestingServer server = new TestingServer();
                ApacheClient other = new ApacheClient(server.getConnectString(), SESSION_MILLIS);
                ApacheClient victim = new ApacheClient(server.getConnectString(), SESSION_MILLIS)) {
            victim.ephemeral("/mine");
            KillSession.kill(server.getConnectString(), victim.zk.getSessionId(), victim.zk.getSessionPasswd());
            assertThat(other.sees("/mine")).isFalse();
            victim.await(KeeperState.Expired);
            // Once more makes no difference.
            KillSession.kill(server.getConnectString(), victim.zk.getSessionId(), victim.zk.getSessionPasswd());
        }
    }

    @Test
    void timePassesAtOnce() throws Exception {
        try (TestingServer server = new TestingServer();
                ApacheClient apache = new ApacheClient(server.getConnectString(), SESSION_MILLIS)) {
            apache.ephemeral("/mine");
            server.blockClients();
            apache.await(KeeperState.Disconnected);
            server.advanceClock(Duration.ofMillis(SESSION_MILLIS / 2));
            server.unblockClients();
            apache.await(KeeperState.SyncConnected);
            assertThat(apache.sees("/mine")).isTrue();

            server.blockClients();
            apache.await(KeeperState.Disconnected);
            server.advanceClock(Duration.ofMillis(2 * SESSION_MILLIS));
            server.unblockClients();
            apache.await(KeeperState.Expired);
            try (ApacheClient next = new ApacheClient(server.getConnectString(), SESSION_MILLIS)) {
                assertThat(next.sees("/mine")).isFalse();
            }
        }
    }

    @Test
    void nodesOutliveTheirTime() throws Exception {
        try (TestingServer server = new TestingServer();
                ApacheClient apache = new ApacheClient(server.getConnectString(), 60_000)) {
            apache.zk.create(
                    "/ttl",
                    null,
                    Ids.OPEN_ACL_UNSAFE,
                    org.apache.zookeeper.CreateMode.PERSISTENT_WITH_TTL,
                    null,
                    100_000);
            CountDownLatch gone = new CountDownLatch(1);
            apache.zk.exists("/ttl", event -> {
                if (event.getType() == EventType.NodeDeleted) {
                    gone.countDown();
                }
            });
            // In steps, with a sign of life after each: else the session would go first.
            for (int step = 0; step < 10; step++) {
                assertThat(step > 4 || gone.getCount() == 1).isTrue();
                server.advanceClock(Duration.ofSeconds(18));
                apache.zk.exists("/", false);
            }
            assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void curatorsLeaderGivesUpWhenItsSessionIsGone() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (TestingServer server = new TestingServer();
                CuratorFramework first = curator(server.getConnectString());
                CuratorFramework second = curator(server.getConnectString());
                LeaderLatch one = new LeaderLatch(first, "/leader");
                LeaderLatch two = new LeaderLatch(second, "/leader")) {
            first.getConnectionStateListenable().addListener((client, state) -> {
                if (state == ConnectionState.LOST) {
                    lost.countDown();
                }
            });
            one.start();
            one.await();
            two.start();
            server.expireSession(first.getZookeeperClient().getZooKeeper().getSessionId());
            assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
            two.await();
        }
    }

    @Test
    void aPortThatIsTakenIsToldOf() throws Exception {
        try (TestingServer server = new TestingServer()) {
            assertThatThrownBy(() -> new TestingServer(server.getPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(server.getPort()));
        }
    }

    @Test
    void aWriteIsThereAfterAKillOfTheMomentThatItWasAnswered() throws Exception {
        try (TestingServer server = new TestingServer()) {
            try (ApacheClient apache = new ApacheClient(server.getConnectString(), SESSION_MILLIS)) {
                apache.zk.create("/n", null, Ids.OPEN_ACL_UNSAFE, org.apache.zookeeper.CreateMode.PERSISTENT);
                server.kill();
                server.start();
                apache.await(KeeperState.SyncConnected);
                assertThatThrownBy(() -> apache.zk.delete("/n", 7))
                        .isInstanceOf(KeeperException.BadVersionException.class);
            }
        }
    }
}
