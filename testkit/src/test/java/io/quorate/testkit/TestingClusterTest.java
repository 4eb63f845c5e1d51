package io.quorate.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.ZooKeeper;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TestingClusterTest {
    private static final int SESSION_MILLIS = 30_000;

    private static TestingCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestingCluster(3);
        cluster.start();
    }

    @AfterAll
    static void close() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void everybodyServes() throws Exception {
        cluster.heal();
        cluster.start();
    }

    private static List<InstanceSpec> followers() {
        InstanceSpec leader = cluster.awaitLeader();
        return cluster.getInstances().stream()
                .filter(each -> !each.equals(leader))
                .toList();
    }

    @Test
    void curatorSurvivesTheLeader() throws Exception {
        try (CuratorFramework curator =
                CuratorFrameworkFactory.newClient(cluster.getConnectString(), new RetryNTimes(300, 100))) {
            curator.start();
            curator.create().forPath("/survives", "1".getBytes(UTF_8));
            InstanceSpec leader = cluster.awaitLeader();
            assertThat(cluster.killServer(leader)).isTrue();
            assertThat(cluster.killServer(leader)).isFalse();
            curator.setData().forPath("/survives", "2".getBytes(UTF_8));
            assertThat(cluster.awaitLeader()).isNotEqualTo(leader);
            cluster.restartServer(leader);
            cluster.awaitServing();
            try (ApacheClient there = new ApacheClient(leader.getConnectString(), SESSION_MILLIS)) {
                there.zk.sync("/survives", (result, path, context) -> {}, null);
                assertThat(there.zk.getData("/survives", false, null))
                        .asString()
                        .isEqualTo("2");
            }
        }
    }

    @Test
    void aLeaderThatIsCutOffIsReplacedAndFollowsWhenItIsBack() throws Exception {
        InstanceSpec old = cluster.awaitLeader();
        List<InstanceSpec> majority = followers();
        cluster.isolate(old);
        TestingZooKeeperServer cutOff = server(old);
        Waiting.until("the end of " + old, () -> !cutOff.isServing());
        assertThat(cluster.awaitLeader()).isIn(majority);
        try (ZooKeeper ours = ZooKeeper.builder(majority.get(0).getConnectString() + ","
                        + majority.get(1).getConnectString())
                .connect()) {
            BlockingZooKeeper zk = ours.blocking();
            zk.create("/by-the-majority", null, Acls.OPEN, io.quorate.client.CreateMode.PERSISTENT);
        }
        assertThat(cutOff.isServing()).isFalse();
        cluster.heal();
        cluster.awaitServing();
        assertThat(cluster.awaitLeader()).isNotEqualTo(old);
        try (ApacheClient there = new ApacheClient(old.getConnectString(), SESSION_MILLIS)) {
            assertThat(there.sees("/by-the-majority")).isTrue();
        }
    }

    @Test
    void withoutAMajorityNobodyServes() throws Exception {
        List<InstanceSpec> all = List.copyOf(cluster.getInstances());
        cluster.partition(all.subList(0, 1));
        cluster.partition(all.subList(1, 2));
        Waiting.until(
                "nobody to serve", () -> cluster.getServers().stream().noneMatch(TestingZooKeeperServer::isServing));
        cluster.joinLink(all.get(1), all.get(2));
        assertThat(cluster.awaitLeader()).isIn(all.subList(1, 3));
    }

    @Test
    void aSessionAtAFollowerExpires() throws Exception {
        InstanceSpec follower = followers().get(0);
        try (ApacheClient victim = new ApacheClient(follower.getConnectString(), SESSION_MILLIS)) {
            victim.ephemeral("/at-a-follower");
            assertThat(cluster.findConnectionInstance(victim.zk.getSessionId())).isEqualTo(follower);
            cluster.expireSession(victim.zk.getSessionId());
            victim.await(KeeperState.Expired);
            assertThat(cluster.findConnectionInstance(victim.zk.getSessionId())).isNull();
        }
        try (ApacheClient other = new ApacheClient(cluster.awaitLeader().getConnectString(), SESSION_MILLIS)) {
            assertThat(other.sees("/at-a-follower")).isFalse();
        }
    }

    @Test
    void timePassesAtOnceAndTheLeaderStays() throws Exception {
        InstanceSpec leader = cluster.awaitLeader();
        InstanceSpec follower = followers().get(0);
        try (ApacheClient sleeper = new ApacheClient(follower.getConnectString(), SESSION_MILLIS);
                ApacheClient other = new ApacheClient(leader.getConnectString(), 60_000)) {
            sleeper.ephemeral("/asleep");
            long zxid = other.zk.exists("/asleep", false).getCzxid();
            server(follower).blockClients();
            cluster.advanceClock(Duration.ofMillis(SESSION_MILLIS + 5_000));
            assertThat(other.sees("/asleep")).isFalse();
            server(follower).unblockClients();
            sleeper.await(KeeperState.Expired);
            assertThat(cluster.awaitLeader()).isEqualTo(leader);
            other.ephemeral("/awake");
            assertThat(other.zk.exists("/awake", false).getCzxid() >>> 32)
                    .as("the epoch")
                    .isEqualTo(zxid >>> 32);
        }
    }

    @Test
    void aServerOfAnotherEnsembleIsNone() {
        InstanceSpec stranger = InstanceSpec.newInstanceSpec();
        assertThatThrownBy(() -> cluster.killServer(stranger)).hasMessageContaining("none of this ensemble");
        assertThat(stranger.getDataDirectory().delete()).isTrue();
    }

    private static TestingZooKeeperServer server(InstanceSpec spec) {
        return cluster.getServers().stream()
                .filter(each -> each.getInstanceSpec().equals(spec))
                .findFirst()
                .orElseThrow();
    }
}
