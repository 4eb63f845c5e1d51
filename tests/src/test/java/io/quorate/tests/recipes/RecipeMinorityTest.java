package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.get;
import static io.quorate.tests.recipes.Recipes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.KeeperException;
import io.quorate.client.ZooKeeper;
import io.quorate.recipes.Balancing;
import io.quorate.recipes.CacheListener;
import io.quorate.recipes.CachedNode;
import io.quorate.recipes.DistributedBarrier;
import io.quorate.recipes.DistributedCounter;
import io.quorate.recipes.DistributedDelayQueue;
import io.quorate.recipes.DistributedDoubleBarrier;
import io.quorate.recipes.DistributedPriorityQueue;
import io.quorate.recipes.DistributedSemaphore;
import io.quorate.recipes.GatheringQueue;
import io.quorate.recipes.Grant;
import io.quorate.recipes.GroupMembership;
import io.quorate.recipes.ServiceDiscovery;
import io.quorate.recipes.ServiceInstance;
import io.quorate.recipes.ServiceRegistry;
import io.quorate.recipes.Sessions;
import io.quorate.recipes.SharedValue;
import io.quorate.testkit.InstanceSpec;
import io.quorate.testkit.TestingCluster;
import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Recipes whose server is cut off from the others: for a while, which their session outlives, and for longer than that. Locks,
 * elections and caches are in {@link RecipePartitionTest}.
 */
@Timeout(120)
class RecipeMinorityTest {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);
    private static TestingCluster cluster;
    private static InstanceSpec minority;

    private Sessions cut;
    private Sessions kept;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestingCluster(3);
        cluster.start();
        minority = cluster.awaitLeader();
    }

    @AfterAll
    static void end() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void open() throws Exception {
        cut = sessions(List.of(minority), SESSION_TIMEOUT);
        kept = sessions(
                cluster.getInstances().stream()
                        .filter(each -> !each.equals(minority))
                        .toList(),
                SESSION_TIMEOUT.multipliedBy(2));
    }

    @AfterEach
    void close() {
        cluster.heal();
        cut.close();
        kept.close();
    }

    /** Leases, and those who wait: at barriers, at queues, for each other. */
    @Test
    void whoWaitsGoesOnOrIsToldThatItsSessionIsLost() throws Exception {
        Grant cutLease = get(semaphore(cut).acquire());
        Grant keptLease = get(semaphore(kept).acquire());
        CompletableFuture<Grant> next = semaphore(kept).acquire();
        Await.until("it stands in line", LIMIT, () -> inLine() == 1);
        CompletableFuture<Grant> cutWaits = semaphore(cut).acquire();
        Await.until("both stand in line", LIMIT, () -> inLine() == 2);
        get(new DistributedBarrier(kept, "/barrier").set());
        CompletableFuture<Void> first = new DistributedBarrier(cut, "/barrier").await();
        DistributedDoubleBarrier cutInside = new DistributedDoubleBarrier(cut, "/inside", 2);
        DistributedDoubleBarrier keptInside = new DistributedDoubleBarrier(kept, "/inside", 2);
        get(CompletableFuture.allOf(cutInside.enter(), keptInside.enter()));
        CompletableFuture<Void> entering = new DistributedDoubleBarrier(cut, "/outside", 2).enter();
        DistributedPriorityQueue cutUrgent = new DistributedPriorityQueue(cut, "/urgent");
        DistributedPriorityQueue keptUrgent = new DistributedPriorityQueue(kept, "/urgent");
        CompletableFuture<byte[]> cutTake = cutUrgent.take();
        DistributedDelayQueue cutDelayed = new DistributedDelayQueue(cut, "/delayed");
        DistributedDelayQueue keptDelayed = new DistributedDelayQueue(kept, "/delayed");
        CompletableFuture<byte[]> cutDelayedTake = cutDelayed.take();
        Await.until("both queues are watched", LIMIT, () -> size("/urgent-takers") + size("/delayed-takers") == 2);

        cutOff(cutLease);
        assertThat(List.of(first, next, cutWaits, entering, cutTake, cutDelayedTake))
                .as("the session may live still")
                .noneMatch(CompletableFuture::isDone);
        get(new DistributedBarrier(kept, "/barrier").remove());
        get(keptUrgent.offer(bytes("first"), 1));
        get(keptDelayed.offer(bytes("first"), Instant.EPOCH));
        cluster.heal();
        Await.until("it is sure again", LIMIT, () -> cutLease.state() == Grant.State.HELD);
        get(first);
        assertThat(text(get(cutTake))).isEqualTo("first");
        assertThat(text(get(cutDelayedTake))).isEqualTo("first");
        assertThat(List.of(next, cutWaits, entering)).noneMatch(CompletableFuture::isDone);

        get(new DistributedBarrier(kept, "/barrier").set());
        CompletableFuture<Void> second = new DistributedBarrier(cut, "/barrier").await();
        CompletableFuture<byte[]> cutTakesOn = cutUrgent.take();
        CompletableFuture<byte[]> cutDelayedOn = cutDelayed.take();
        Await.until("both queues are watched", LIMIT, () -> size("/urgent-takers") + size("/delayed-takers") == 2);
        cutOff(cutLease);
        cluster.advanceClock(SESSION_TIMEOUT.plusSeconds(5));
        Grant granted = get(next);
        assertThat(cutLease.state()).as("who is cut off cannot know").isEqualTo(Grant.State.UNSURE);
        assertThat(granted.fencingToken()).isGreaterThan(cutLease.fencingToken());
        get(keptInside.leave());
        CompletableFuture<Void> keptEnters = new DistributedDoubleBarrier(kept, "/outside", 2).enter();
        get(keptUrgent.offer(bytes("second"), 2));
        assertThat(text(get(keptUrgent.take()))).isEqualTo("second");
        get(keptDelayed.offer(bytes("second"), Instant.EPOCH));
        assertThat(text(get(keptDelayed.take()))).isEqualTo("second");

        cluster.heal();
        get(cutLease.lost());
        assertThat(cutLease.state()).isEqualTo(Grant.State.LOST);
        expired(cutWaits);
        expired(entering);
        expired(cutInside.leave());
        assertThat(keptEnters).as("who has lost its session is not there").isNotDone();
        get(new DistributedDoubleBarrier(cut, "/outside", 2).enter());
        get(keptEnters);
        assertThat(second).isNotDone();
        get(new DistributedBarrier(kept, "/barrier").remove());
        get(second);
        get(keptUrgent.offer(bytes("third"), 3));
        get(keptDelayed.offer(bytes("third"), Instant.EPOCH));
        assertThat(text(get(cutTakesOn))).isEqualTo("third");
        assertThat(text(get(cutDelayedOn))).isEqualTo("third");
        assertThat(get(keptUrgent.size()) + get(keptDelayed.size())).isZero();
        CompletableFuture<Grant> again = semaphore(cut).acquire();
        keptLease.release();
        assertThat(get(again).fencingToken()).isGreaterThan(granted.fencingToken());
    }

    /** Members, services and numbers. */
    @Test
    void whoIsCutOffKeepsWhatItKnewAndComesBack() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        GroupMembership cutMember = new GroupMembership(cut, "/group", "cut", bytes("c")).start();
        GroupMembership keptMember = new GroupMembership(kept, "/group", "kept", bytes("k"))
                .addListener(telling(told))
                .start();
        ServiceRegistry registry = new ServiceRegistry(cut, "/services");
        ServiceInstance web = ServiceInstance.of("web", "10.0.0.1", 80);
        get(registry.register(web));
        ServiceDiscovery cutWeb = registry.discover("web", Balancing.roundRobin());
        ServiceDiscovery keptWeb = new ServiceRegistry(kept, "/services").discover("web", Balancing.roundRobin());
        SharedValue cutValue = new SharedValue(cut, "/value", bytes("old"));
        List<String> values = new CopyOnWriteArrayList<>();
        cutValue.onChange(value -> values.add(text(value.data())));
        get(CompletableFuture.allOf(cutWeb.start(), keptWeb.start(), cutValue.start()));
        SharedValue.Versioned old = cutValue.get().orElseThrow();
        DistributedCounter cutCounter = new DistributedCounter(cut, "/counter");
        DistributedCounter keptCounter = new DistributedCounter(kept, "/counter");
        get(cutCounter.add(5));
        GatheringQueue cutGathers = new GatheringQueue(cut, "/gathering", "cut", 3);
        CompletableFuture<Void> cutJoins = cutGathers.join();
        GatheringQueue gone = new GatheringQueue(kept, "/gathering", "gone", 3);
        gone.join();
        Await.until("all know all", LIMIT, () -> both(cutMember) && both(keptMember) && cutGathers.present() == 2);

        cluster.isolate(minority);
        Await.until("it is cut off", LIMIT, () -> !isConnected(cut));
        CompletableFuture<DistributedCounter.Change> unsure = cutCounter.increment();
        cluster.awaitLeader();
        Await.until("the others are served", LIMIT, () -> isConnected(kept));
        assertThat(both(keptMember)).as("the session may live still").isTrue();
        cluster.advanceClock(SESSION_TIMEOUT.plusSeconds(5));
        Await.until("it is out", LIMIT, () -> keptMember.members().keySet().equals(Set.of("kept")));
        Await.until("its service is out", LIMIT, () -> keptWeb.choose().isEmpty());
        assertThat(both(cutMember)).as("as last heard of").isTrue();
        assertThat(cutWeb.choose()).contains(web);
        get(new SharedValue(kept, "/value", bytes("seed")).set(bytes("new")));
        assertThat(cutValue.get().map(each -> text(each.data()))).contains("old");
        assertThat(get(keptCounter.add(3)).after()).isEqualTo(8);
        gone.close();
        GatheringQueue keptGathers = new GatheringQueue(kept, "/gathering", "kept", 3);
        CompletableFuture<Void> keptJoins = keptGathers.join();

        cluster.heal();
        Await.until("it is back", LIMIT, () -> both(keptMember) && both(cutMember));
        assertThat(told).containsSubsequence("+cut", "-cut", "+cut");
        Await.until(
                "its service is back",
                LIMIT,
                () -> keptWeb.choose().equals(cutWeb.choose())
                        && keptWeb.choose().isPresent());
        Await.until("it knows the value", LIMIT, () -> values.equals(List.of("old", "new")));
        assertThat(get(cutValue.trySet(old, bytes("late")))).isFalse();
        assertThatThrownBy(() -> get(unsure)).hasCauseInstanceOf(KeeperException.class);
        assertThat(get(cutCounter.increment()).after()).as("it was not sent").isEqualTo(9);
        assertThat(get(keptCounter.get())).isEqualTo(9);
        Await.until("two of three are there", LIMIT, () -> cutGathers.present() == 2 && keptGathers.present() == 2);
        assertThat(kept.blocking().exists("/gathering/started"))
                .as("two of three")
                .isEmpty();
        try (GatheringQueue third = new GatheringQueue(kept, "/gathering", "third", 3)) {
            get(CompletableFuture.allOf(third.join(), cutJoins, keptJoins));
        }
        get(keptGathers.offer(bytes("x")));
        assertThat(text(get(cutGathers.take()))).isEqualTo("x");
        List.of(cutMember, keptMember, cutGathers, keptGathers, cutWeb, keptWeb, cutValue, registry)
                .forEach(RecipeMinorityTest::close);
    }

    private static void close(AutoCloseable recipe) {
        try {
            recipe.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void cutOff(Grant held) {
        cluster.isolate(minority);
        Await.until("nothing is sure", LIMIT, () -> held.state() == Grant.State.UNSURE);
        cluster.awaitLeader();
        Await.until("the others are served", LIMIT, () -> isConnected(kept));
    }

    private static boolean isConnected(Sessions sessions) {
        return sessions.zooKeeper().state().isConnected();
    }

    private static boolean both(GroupMembership group) {
        return group.members().keySet().equals(Set.of("cut", "kept"));
    }

    private static CacheListener telling(List<String> told) {
        return new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                told.add("+" + node.name());
            }

            @Override
            public void onRemoved(CachedNode before) {
                told.add("-" + before.name());
            }
        };
    }

    private static void expired(CompletableFuture<?> waiting) {
        assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(KeeperException.SessionExpiredException.class);
    }

    private static DistributedSemaphore semaphore(Sessions sessions) {
        return new DistributedSemaphore(sessions, "/semaphore", 2);
    }

    /** Who waits for a lease, and that is in the line of the semaphore. */
    private int inLine() throws Exception {
        return size("/semaphore/locks");
    }

    private int size(String path) throws Exception {
        return kept.blocking().exists(path).map(stat -> stat.numChildren()).orElse(0);
    }

    private static Sessions sessions(Collection<InstanceSpec> servers, Duration timeout) throws Exception {
        String addresses = servers.stream().map(InstanceSpec::getConnectString).collect(Collectors.joining(","));
        Sessions sessions = Sessions.open(ZooKeeper.builder(addresses).sessionTimeout(timeout));
        sessions.blocking().awaitConnected();
        return sessions;
    }
}
