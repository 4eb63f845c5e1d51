package io.quorate.tests.released;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.framework.recipes.nodes.PersistentTtlNode;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Curator's recipes, with sessions that get lost. */
class CuratorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CLIENTS = 4;

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;
    private static int tests;

    private final List<CuratorFramework> clients = new ArrayList<>();
    private String root;

    @BeforeAll
    static void start() {
        server = SANDBOX.subject(ServerSettings.standalone()
                        .withProperty("extendedTypesEnabled", true)
                        .withJvmArg("-Dznode.container.checkIntervalMs=300"))
                .start();
    }

    @BeforeEach
    void connect() throws Exception {
        root = "/curator" + ++tests;
        for (int client = 0; client < CLIENTS; client++) {
            CuratorFramework next = CuratorFrameworkFactory.builder()
                    .connectString("127.0.0.1:" + server.port())
                    .retryPolicy(new RetryNTimes(100, 50))
                    .sessionTimeoutMs(5_000)
                    .connectionTimeoutMs(5_000)
                    .build();
            next.start();
            assertThat(next.blockUntilConnected(20, TimeUnit.SECONDS)).isTrue();
            clients.add(next);
        }
        clients.get(0).create().forPath(root, bytes("root"));
    }

    @AfterEach
    void close() {
        clients.forEach(CuratorFramework::close);
    }

    @Test
    void aMutexIsHeldByOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger rounds = new AtomicInteger();
        inParallel(client -> {
            InterProcessMutex mutex = new InterProcessMutex(client, root + "/lock");
            for (int round = 0; round < 25; round++) {
                assertThat(mutex.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(inside.incrementAndGet()).as("holders of the lock").isEqualTo(1);
                rounds.incrementAndGet();
                inside.decrementAndGet();
                mutex.release();
            }
        });
        assertThat(rounds.get()).isEqualTo(CLIENTS * 25);
    }

    @Test
    void aLostSessionGivesItsLockBack() throws Exception {
        InterProcessMutex first = new InterProcessMutex(clients.get(0), root + "/lock");
        InterProcessMutex second = new InterProcessMutex(clients.get(1), root + "/lock");
        first.acquire();
        assertThat(second.acquire(200, TimeUnit.MILLISECONDS))
                .as("while the first holds it")
                .isFalse();
        loseSession(clients.get(0));
        assertThat(second.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        second.release();
    }

    @Test
    void readersShareAndWritersDoNot() throws Exception {
        InterProcessReadWriteLock first = new InterProcessReadWriteLock(clients.get(0), root + "/rw");
        InterProcessReadWriteLock second = new InterProcessReadWriteLock(clients.get(1), root + "/rw");
        first.readLock().acquire();
        assertThat(second.readLock().acquire(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.writeLock().acquire(100, TimeUnit.MILLISECONDS)).isFalse();
        second.readLock().release();
        first.readLock().release();
        assertThat(second.writeLock().acquire(10, TimeUnit.SECONDS)).isTrue();
        second.writeLock().release();
    }

    @Test
    void leadershipMovesOnWhenTheLeaderIsLost() throws Exception {
        List<LeaderLatch> latches = new ArrayList<>();
        for (CuratorFramework client : clients) {
            LeaderLatch latch = new LeaderLatch(client, root + "/leader", "client" + clients.indexOf(client));
            latch.start();
            latches.add(latch);
        }
        Await.until(
                "all take part", LIMIT, () -> latches.get(0).getParticipants().size() == CLIENTS);
        for (int change = 0; change < 3; change++) {
            Await.until("one leader", LIMIT, () -> leaders(latches).size() == 1);
            LeaderLatch leader = leaders(latches).get(0);
            loseSession(clients.get(latches.indexOf(leader)));
            Await.until(
                    "another leader",
                    LIMIT,
                    () -> leaders(latches).size() == 1 && leaders(latches).get(0) != leader);
            Await.until(
                    "all take part again",
                    LIMIT,
                    () -> latches.get(0).getParticipants().size() == CLIENTS);
        }
        for (LeaderLatch latch : latches) {
            latch.close();
        }
    }

    private static List<LeaderLatch> leaders(List<LeaderLatch> latches) {
        return latches.stream().filter(LeaderLatch::hasLeadership).toList();
    }

    /** A cache is fed by a recursive watch: in the end it holds what is there. After a lost session it sets a new one. */
    @Test
    void aCacheHoldsWhatIsThere() throws Exception {
        Map<String, String> cached = new ConcurrentSkipListMap<>();
        try (CuratorCache cache = CuratorCache.build(clients.get(0), root)) {
            cache.listenable()
                    .addListener(CuratorCacheListener.builder()
                            .forCreatesAndChanges((old, node) -> cached.put(node.getPath(), text(node.getData())))
                            .forDeletes(node -> cached.remove(node.getPath()))
                            .build());
            cache.start();
            Map<String, String> there = new TreeMap<>(Map.of(root, "root"));
            for (int change = 0; change < 200; change++) {
                if (change == 100) {
                    awaitCached(cached, there);
                    loseSession(clients.get(0));
                    awaitFed(cached, there);
                }
                change(clients.get(1), change, there);
            }
            awaitCached(cached, there);
        }
    }

    /** Until the cache hears of changes again: what it misses before is not told to anybody. */
    private void awaitFed(Map<String, String> cached, Map<String, String> there) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        clients.get(1).create().forPath(root + "/mark");
        Await.until("the cache is fed again", LIMIT, () -> {
            String mark = "mark" + tries.incrementAndGet();
            clients.get(1).setData().forPath(root + "/mark", bytes(mark));
            there.put(root + "/mark", mark);
            return cached.containsKey(root + "/mark");
        });
    }

    private static void awaitCached(Map<String, String> cached, Map<String, String> there) {
        Await.value(() -> "cached " + cached + " instead of " + there, LIMIT, () -> cached.equals(there) ? true : null);
    }

    private void change(CuratorFramework client, int change, Map<String, String> there) throws Exception {
        String path = root + "/n" + change % 7;
        String value = "v" + change;
        if (!there.containsKey(path)) {
            client.create().forPath(path, bytes(value));
            there.put(path, value);
        } else if (change % 5 == 0) {
            client.delete().forPath(path);
            there.remove(path);
        } else {
            client.setData().forPath(path, bytes(value));
            there.put(path, value);
        }
    }

    @Test
    void aPersistentNodeComesBackAfterALostSession() throws Exception {
        String path = root + "/persistent";
        try (PersistentNode node =
                new PersistentNode(clients.get(0), CreateMode.EPHEMERAL, false, path, bytes("here"))) {
            node.start();
            assertThat(node.waitForInitialCreate(20, TimeUnit.SECONDS)).isTrue();
            long first = clients.get(1).checkExists().forPath(path).getEphemeralOwner();
            loseSession(clients.get(0));
            Await.until("created again by the next session", LIMIT, () -> {
                var stat = clients.get(1).checkExists().forPath(path);
                return stat != null && stat.getEphemeralOwner() != first;
            });
        }
        Await.until("gone", LIMIT, () -> clients.get(1).checkExists().forPath(path) == null);
    }

    /** A TTL node lives as long as somebody touches it, and no longer. */
    @Test
    void aTtlNodeLivesAsLongAsItIsTouched() throws Exception {
        String path = root + "/ttl";
        PersistentTtlNode node = new PersistentTtlNode(clients.get(0), path, 1_000, bytes("alive"));
        node.start();
        assertThat(node.waitForInitialCreate(20, TimeUnit.SECONDS)).isTrue();
        Await.whileTrue(
                "the node is there",
                Duration.ofMillis(2_500),
                () -> clients.get(1).checkExists().forPath(path) != null);
        clients.get(0).close();
        Await.until(
                "the node is gone", LIMIT, () -> clients.get(1).checkExists().forPath(path) == null);
    }

    @Test
    void anEmptyContainerIsRemoved() throws Exception {
        String path = root + "/container";
        clients.get(0).create().withMode(CreateMode.CONTAINER).forPath(path);
        clients.get(0).create().forPath(path + "/child");
        clients.get(0).delete().forPath(path + "/child");
        Await.until(
                "the container is gone",
                LIMIT,
                () -> clients.get(1).checkExists().forPath(path) == null);
        assertThat(clients.get(1).checkExists().forPath(root))
                .as("what is no container")
                .isNotNull();
    }

    @Test
    void countersCountEveryIncrement() throws Exception {
        inParallel(client -> {
            DistributedAtomicLong counter = new DistributedAtomicLong(client, root + "/count", new RetryNTimes(200, 5));
            for (int increment = 0; increment < 25; increment++) {
                Await.until("incremented", LIMIT, () -> counter.increment().succeeded());
            }
        });
        DistributedAtomicLong counter =
                new DistributedAtomicLong(clients.get(0), root + "/count", new RetryNTimes(10, 10));
        assertThat(counter.get().postValue()).isEqualTo(CLIENTS * 25L);
    }

    @Test
    void aSemaphoreHasSoManyLeases() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        inParallel(client -> {
            InterProcessSemaphoreV2 semaphore = new InterProcessSemaphoreV2(client, root + "/semaphore", 2);
            for (int round = 0; round < 10; round++) {
                var lease = semaphore.acquire(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(inside.incrementAndGet()).as("holders of leases").isLessThanOrEqualTo(2);
                inside.decrementAndGet();
                semaphore.returnLease(lease);
            }
        });
    }

    @Test
    void aBarrierLetsAllInAndOutTogether() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        inParallel(client -> {
            DistributedDoubleBarrier barrier = new DistributedDoubleBarrier(client, root + "/barrier", CLIENTS);
            inside.incrementAndGet();
            assertThat(barrier.enter(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(inside.get()).isEqualTo(CLIENTS);
            assertThat(barrier.leave(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        });
    }

    @Test
    void aQueueGivesEachElementOnce() throws Exception {
        SimpleDistributedQueue producer = new SimpleDistributedQueue(clients.get(0), root + "/queue");
        for (int element = 0; element < 40; element++) {
            producer.offer(bytes("" + element));
        }
        Map<String, Integer> taken = new ConcurrentSkipListMap<>();
        inParallel(client -> {
            SimpleDistributedQueue consumer = new SimpleDistributedQueue(client, root + "/queue");
            for (byte[] next = consumer.poll(); next != null; next = consumer.poll()) {
                taken.merge(text(next), 1, Integer::sum);
            }
        });
        assertThat(taken).hasSize(40).allSatisfy((element, times) -> assertThat(times)
                .isEqualTo(1));
    }

    @Test
    void membersOfAGroupComeAndGo() throws Exception {
        List<GroupMember> members = new ArrayList<>();
        for (CuratorFramework client : clients) {
            GroupMember member = new GroupMember(client, root + "/group", "member" + clients.indexOf(client));
            member.start();
            members.add(member);
        }
        Await.until(
                "all are members",
                LIMIT,
                () -> members.get(0).getCurrentMembers().size() == CLIENTS);
        members.get(3).close();
        Await.until(
                "one has left", LIMIT, () -> members.get(0).getCurrentMembers().size() == CLIENTS - 1);
        members.subList(0, 3).forEach(GroupMember::close);
    }

    private interface Work {
        void with(CuratorFramework client) throws Exception;
    }

    /** The same with every client at once. */
    private void inParallel(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> running = new ArrayList<>();
        for (CuratorFramework client : clients) {
            running.add(threads.submit(() -> {
                work.with(client);
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> each : running) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private static void loseSession(CuratorFramework client) throws Exception {
        Sessions.end(server.port(), client.getZookeeperClient().getZooKeeper());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
