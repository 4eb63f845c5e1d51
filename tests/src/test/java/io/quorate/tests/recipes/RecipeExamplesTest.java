package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.Balancing;
import io.quorate.recipes.CacheListener;
import io.quorate.recipes.CachedNode;
import io.quorate.recipes.ConfigStore;
import io.quorate.recipes.Consumption;
import io.quorate.recipes.DistributedBarrier;
import io.quorate.recipes.DistributedCounter;
import io.quorate.recipes.DistributedDelayQueue;
import io.quorate.recipes.DistributedDoubleBarrier;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.DistributedPriorityQueue;
import io.quorate.recipes.DistributedQueue;
import io.quorate.recipes.DistributedReadWriteLock;
import io.quorate.recipes.DistributedSemaphore;
import io.quorate.recipes.GatheringQueue;
import io.quorate.recipes.Grant;
import io.quorate.recipes.GroupMembership;
import io.quorate.recipes.IdGenerator;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.LeaderSelector;
import io.quorate.recipes.MultiLock;
import io.quorate.recipes.PersistentNode;
import io.quorate.recipes.ServiceDiscovery;
import io.quorate.recipes.ServiceInstance;
import io.quorate.recipes.ServiceRegistry;
import io.quorate.recipes.Sessions;
import io.quorate.recipes.SharedValue;
import io.quorate.recipes.ZnodeCache;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Locations;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The examples of docs/recipes.md: what stands between the marks {@code // ---} is what stands there, word for word, and is run
 * here.
 */
@Timeout(90)
class RecipeExamplesTest {
    @RegisterExtension
    static final Recipes RECIPES = new Recipes();

    private final List<String> done = new CopyOnWriteArrayList<>();
    private Sessions sessions;

    @BeforeEach
    void open() {
        String servers = "127.0.0.1:" + RECIPES.server().port();
        // ---
        Sessions sessions = Sessions.open(ZooKeeper.builder(servers).sessionTimeout(Duration.ofSeconds(10)));
        // ---
        this.sessions = sessions;
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void locks() throws Exception {
        // ---
        DistributedLock lock = new DistributedLock(sessions, "/app/lock");
        Grant grant = lock.lock();
        try {
            store("balance", 17, grant.fencingToken()); // the store refuses smaller tokens than it has seen
        } finally {
            lock.unlock();
        }
        // ---
        // ---
        Optional<Grant> soon = lock.tryLock(Duration.ofSeconds(5));
        if (soon.isPresent()) {
            lock.unlock();
        }
        lock.acquire()
                .thenAccept(
                        later -> { // without a thread that waits
                            later.lost().thenRun(() -> stopWorking());
                            later.release();
                        });
        // ---
        // ---
        DistributedReadWriteLock both = new DistributedReadWriteLock(sessions, "/app/rw");
        both.readLock().lock();
        both.readLock().unlock();
        both.writeLock().lock();
        both.readLock().lock(); // a writer may read, and keep reading
        both.writeLock().unlock();
        both.readLock().unlock();
        // ---
        // ---
        DistributedSemaphore semaphore = new DistributedSemaphore(sessions, "/app/semaphore", 3);
        try (Grant lease = semaphore.take()) {
            store("slot", 1, lease.fencingToken());
        }
        // ---
        // ---
        MultiLock all = new MultiLock(
                List.of(new DistributedLock(sessions, "/app/a"), new DistributedLock(sessions, "/app/b")));
        all.lock();
        all.unlock();
        // ---
        // ---
        DistributedLock revocable = new DistributedLock(sessions, "/app/revocable");
        revocable.onRevocation(asked -> stopWorking()); // and unlock when that is done
        String znode = revocable.lock().path();
        DistributedLock.revoke(sessions, znode); // from any process
        // ---
        Await.until("told", LIMIT, () -> done.contains("stopped"));
        revocable.unlock();
        assertThat(done).contains("balance", "slot");
    }

    @Test
    void elections() throws Exception {
        // ---
        try (LeaderLatch latch = new LeaderLatch(sessions, "/app/leader", "host-1")) {
            latch.start();
            long token = latch.await();
            if (latch.isLeader()) {
                store("leader", 1, token);
            }
        }
        // ---
        // ---
        LeaderSelector selector = new LeaderSelector(
                sessions,
                "/app/selector",
                "host-1",
                leadership -> store("elected", 1, leadership.fencingToken()), // on a thread of its own; interrupted
                true); // stand again afterwards
        selector.start();
        // ---
        Await.until("elected", LIMIT, () -> done.contains("elected"));
        selector.close();
    }

    @Test
    void queues() throws Exception {
        // ---
        DistributedQueue queue = DistributedQueue.at(sessions, "/app/queue");
        queue.offer("work".getBytes(UTF_8)).get();
        byte[] next = queue.takeAndWait();
        // ---
        assertThat(next).isEqualTo("work".getBytes(UTF_8));
        queue.offer("again".getBytes(UTF_8)).get();
        // ---
        Consumption consumption = queue.consume((element, fencingToken) -> {
            store(new String(element, UTF_8), 1, fencingToken);
            return CompletableFuture.completedFuture(null); // now it is removed
        });
        // ---
        Await.until("handled", LIMIT, () -> done.contains("again"));
        consumption.close();
        // ---
        DistributedPriorityQueue urgent = new DistributedPriorityQueue(sessions, "/app/urgent");
        urgent.offer("later".getBytes(UTF_8), 10).get();
        urgent.offer("now".getBytes(UTF_8), 1).get();
        byte[] now = urgent.takeAndWait();
        DistributedDelayQueue delayed = new DistributedDelayQueue(sessions, "/app/delayed");
        delayed.offer("soon".getBytes(UTF_8), Instant.now().plusMillis(50)).get();
        byte[] soon = delayed.takeAndWait();
        // ---
        assertThat(now).isEqualTo("now".getBytes(UTF_8));
        assertThat(soon).isEqualTo("soon".getBytes(UTF_8));
        // ---
        GatheringQueue gathering = new GatheringQueue(sessions, "/app/gathering", "member-1", 1);
        gathering.join().get(); // when all members, here one, are there
        gathering.offer("x".getBytes(UTF_8)).get();
        byte[] x = gathering.take().get();
        // ---
        assertThat(x).hasSize(1);
        gathering.close();
    }

    @Test
    void barriersAndCounters() throws Exception {
        // ---
        DistributedBarrier barrier = new DistributedBarrier(sessions, "/app/barrier");
        barrier.set().get();
        CompletableFuture<Void> open = barrier.await();
        barrier.remove();
        open.get();
        DistributedDoubleBarrier both = new DistributedDoubleBarrier(sessions, "/app/double", 1);
        both.enter().get(); // when all members, here one, have come
        both.leave().get();
        // ---
        // ---
        DistributedCounter counter = new DistributedCounter(sessions, "/app/counter");
        long after = counter.increment().get().after();
        IdGenerator ids = new IdGenerator(sessions, "/app/ids", 100);
        long id = ids.nextAndWait();
        // ---
        assertThat(after).isEqualTo(1);
        assertThat(id).isZero();
        // ---
        SharedValue value = new SharedValue(sessions, "/app/value", "blue".getBytes(UTF_8));
        value.start().get();
        SharedValue.Versioned seen = value.get().orElseThrow();
        boolean set = value.trySet(seen, "green".getBytes(UTF_8)).get();
        // ---
        assertThat(set).isTrue();
        value.close();
    }

    @Test
    void cachesAndMembers() throws Exception {
        // ---
        ZnodeCache cache = ZnodeCache.ofTree(sessions, "/app/tree"); // or ofChildren, or ofNode
        cache.addListener(new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                show(node.path());
            }
        });
        cache.start();
        cache.ready().get();
        // ---
        // ---
        PersistentNode node = new PersistentNode(sessions, "/app/tree/node", "here".getBytes(UTF_8));
        node.start();
        node.awaitCreated();
        // ---
        Await.until("shown", LIMIT, () -> done.contains("/app/tree/node"));
        cache.close();
        node.close();
        // ---
        GroupMembership group = new GroupMembership(sessions, "/app/group", "host-1", "10.0.0.1".getBytes(UTF_8));
        group.start();
        group.ready().get();
        Map<String, byte[]> members = group.members();
        // ---
        get(group.setData("x".getBytes(UTF_8)));
        group.close();
        assertThat(members).isNotNull();
        // ---
        ServiceRegistry registry = new ServiceRegistry(sessions, "/app/services");
        registry.register(ServiceInstance.of("web", "10.0.0.1", 8080)).get();
        ServiceDiscovery web = registry.discover("web", Balancing.roundRobin());
        web.start().get();
        ServiceInstance instance = web.choose().orElseThrow();
        web.avoid(instance, Duration.ofSeconds(30)); // it did not answer
        // ---
        assertThat(instance.port()).isEqualTo(8080);
        web.close();
        registry.close();
        // ---
        ConfigStore config = new ConfigStore(sessions, "/app/config");
        config.onChange((key, text) -> show(key + "=" + text.orElse("(gone)")));
        config.startAndWait();
        config.set("timeout", "5").get();
        String timeout = config.get("timeout", "3"); // local, and never waits
        // ---
        Await.until("told", LIMIT, () -> done.contains("timeout=5"));
        assertThat(timeout).isIn("3", "5");
        config.close();
    }

    @TestFactory
    Stream<DynamicTest> theDocumentShowsWhatIsRunHere() throws Exception {
        String file = "tests/src/test/java/io/quorate/tests/recipes/RecipeExamplesTest.java";
        Set<String> run = examples(Files.readAllLines(Locations.projectRoot().resolve(file)), "// ---", "// ---");
        Set<String> shown =
                examples(Files.readAllLines(Locations.projectRoot().resolve("docs/recipes.md")), "```java", "```");
        return Stream.of(
                DynamicTest.dynamicTest(
                        "all that is shown is run", () -> assertThat(run).containsAll(shown)),
                DynamicTest.dynamicTest(
                        "all that is run is shown", () -> assertThat(shown).containsAll(run)));
    }

    /** The blocks between the marks, without the indentation of the first line and without empty ends. */
    private static Set<String> examples(List<String> lines, String begin, String end) {
        Set<String> blocks = new LinkedHashSet<>();
        List<String> block = null;
        for (String line : lines) {
            if (block == null && line.strip().equals(begin)) {
                block = new ArrayList<>();
            } else if (block != null && line.strip().equals(end)) {
                blocks.add(String.join("\n", block).stripIndent().strip());
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    private void store(String what, long value, long fencingToken) {
        assertThat(fencingToken).isPositive();
        assertThat(value).isPositive();
        done.add(what);
    }

    private void stopWorking() {
        done.add("stopped");
    }

    private void show(String text) {
        done.add(text);
    }
}
