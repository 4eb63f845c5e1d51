package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.children;
import static io.quorate.tests.recipes.Recipes.get;
import static io.quorate.tests.recipes.Recipes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.recipes.Balancing;
import io.quorate.recipes.CacheListener;
import io.quorate.recipes.CachedNode;
import io.quorate.recipes.ConfigStore;
import io.quorate.recipes.DistributedBarrier;
import io.quorate.recipes.DistributedCounter;
import io.quorate.recipes.DistributedDoubleBarrier;
import io.quorate.recipes.GroupMembership;
import io.quorate.recipes.IdGenerator;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.LeaderSelector;
import io.quorate.recipes.PersistentNode;
import io.quorate.recipes.ServiceDiscovery;
import io.quorate.recipes.ServiceInstance;
import io.quorate.recipes.ServiceRegistry;
import io.quorate.recipes.Sessions;
import io.quorate.recipes.SharedValue;
import io.quorate.recipes.ZnodeCache;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.CachedAtomicLong;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.leader.LeaderSelectorListenerAdapter;
import org.apache.curator.framework.recipes.nodes.GroupMember;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Elections, caches, groups, counters, barriers and the like: with Curator on the other side, and with sessions that end. */
@Timeout(90)
class CoordinationRecipesTest {
    @RegisterExtension
    static final Recipes RECIPES = new Recipes();

    private final String path = RECIPES.path();

    @Test
    void leadershipIsSharedWithCuratorAndMovesOn() throws Exception {
        Sessions sessions = RECIPES.sessions();
        LeaderLatch first = RECIPES.closing(new LeaderLatch(sessions, path, "first").start());
        long token = get(first.elected());
        var theirs = new org.apache.curator.framework.recipes.leader.LeaderLatch(RECIPES.curator(), path, "theirs");
        theirs.start();
        Await.until("two stand", LIMIT, () -> get(first.participants()).size() == 2);
        LeaderLatch third = RECIPES.closing(new LeaderLatch(RECIPES.sessions(), path, "third").start());
        Await.until("three stand", LIMIT, () -> get(first.participants()).size() == 3);
        assertThat(get(first.participants())).containsExactly("first", "theirs", "third");
        assertThat(theirs.getLeader().getId()).isEqualTo("first");
        assertThat(theirs.hasLeadership()).isFalse();
        RECIPES.loseSession(sessions);
        assertThat(theirs.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until("it stands again", LIMIT, () -> get(third.participants()).size() == 3);
        assertThat(first.isLeader()).isFalse();
        theirs.close();
        assertThat(third.await(LIMIT))
                .hasValueSatisfying(next -> assertThat(next).isGreaterThan(token));
    }

    @Test
    void aLeaderThatIsCutOffLeadsNoMoreAndComesBack() throws Exception {
        Relay relay = RECIPES.relay();
        LeaderLatch latch = RECIPES.closing(new LeaderLatch(RECIPES.sessions(relay.port()), path, "a").start());
        long token = get(latch.elected());
        relay.cut();
        Await.until(
                "does not lead",
                LIMIT,
                () -> !latch.isLeader() && latch.fencingToken().isEmpty());
        relay.mend();
        assertThat(get(latch.elected())).as("the same place").isEqualTo(token);
    }

    @Test
    void aSelectorLeadsInTurn() throws Exception {
        List<Long> tokens = new CopyOnWriteArrayList<>();
        Set<String> leaders = ConcurrentHashMap.newKeySet();
        List<LeaderSelector> selectors = new ArrayList<>();
        for (String id : List.of("a", "b")) {
            selectors.add(RECIPES.closing(new LeaderSelector(
                            RECIPES.sessions(),
                            path,
                            id,
                            leadership -> {
                                tokens.add(leadership.fencingToken());
                                leaders.add(id);
                            },
                            true)
                    .start()));
        }
        Await.until("both led", LIMIT, () -> leaders.size() == 2 && tokens.size() >= 4);
        selectors.forEach(LeaderSelector::close);
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aSelectorsLineIsSharedWithCurator() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        List<String> leaders = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> mayEnd = new CompletableFuture<>();
        LeaderSelector ours = RECIPES.closing(new LeaderSelector(
                        RECIPES.sessions(), path, "ours", leadership -> lead("ours", inside, leaders, mayEnd), true)
                .start());
        Await.until("ours leads", LIMIT, ours::isLeading);
        var theirs = RECIPES.closing(new org.apache.curator.framework.recipes.leader.LeaderSelector(
                RECIPES.curator(), path, new LeaderSelectorListenerAdapter() {
                    @Override
                    public void takeLeadership(CuratorFramework client) {
                        lead("theirs", inside, leaders, mayEnd);
                    }
                }));
        theirs.setId("theirs");
        theirs.autoRequeue();
        theirs.start();
        Await.until("both stand in line", LIMIT, () -> get(ours.participants()).equals(List.of("ours", "theirs")));
        assertThat(theirs.getLeader().getId()).isEqualTo("ours");
        mayEnd.complete(null);
        Await.until(
                "both led in turn",
                LIMIT,
                () -> Collections.frequency(leaders, "ours") >= 3 && Collections.frequency(leaders, "theirs") >= 3);
        assertThat(leaders).doesNotContain("two at a time").startsWith("ours", "theirs", "ours");
    }

    private static void lead(String id, AtomicInteger inside, List<String> leaders, CompletableFuture<Void> mayEnd) {
        leaders.add(inside.incrementAndGet() == 1 ? id : "two at a time");
        mayEnd.join();
        inside.decrementAndGet();
    }

    @Test
    void aSelectorsTaskIsInterruptedWhenItsSessionIsLost() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        LeaderSelector selector = RECIPES.closing(new LeaderSelector(
                        sessions,
                        path,
                        "a",
                        leadership -> {
                            begun.complete(null);
                            try {
                                new CompletableFuture<Void>().get();
                            } catch (InterruptedException e) {
                                interrupted.complete(true);
                                throw e;
                            }
                        },
                        false)
                .start());
        get(begun);
        assertThat(selector.isLeading()).isTrue();
        RECIPES.loseSession(sessions);
        assertThat(get(interrupted)).isTrue();
    }

    @Test
    void cachesFollowThroughDisconnectsAndLostSessions() throws Exception {
        Relay relay = RECIPES.relay();
        Sessions shaky = RECIPES.sessions(relay.port());
        Sessions steady = RECIPES.sessions();
        var zk = steady.blocking();
        create(steady, path);
        create(steady, path + "/a");
        create(steady, path + "/a/deep");
        List<String> told = new CopyOnWriteArrayList<>();
        ZnodeCache tree = RECIPES.closing(
                ZnodeCache.ofTree(shaky, path).addListener(recorder(told)).start());
        ZnodeCache below = RECIPES.closing(ZnodeCache.ofChildren(shaky, path).start());
        ZnodeCache node = RECIPES.closing(ZnodeCache.ofNode(shaky, path + "/a").start());
        get(tree.ready());
        get(below.ready());
        get(node.ready());
        assertThat(paths(tree)).containsExactly(path, path + "/a", path + "/a/deep");
        assertThat(paths(below)).containsExactly(path, path + "/a");
        zk.setData(path + "/a", bytes("1"), -1);
        Await.until(
                "followed", LIMIT, () -> text(node.root().orElseThrow().data()).equals("1"));
        relay.cut();
        Await.until("stale", LIMIT, () -> !tree.isSynced());
        zk.delete(path + "/a/deep", -1);
        create(steady, path + "/b");
        relay.mend();
        Await.until(
                "caught up",
                LIMIT,
                () -> tree.isSynced() && paths(tree).equals(List.of(path, path + "/a", path + "/b")));
        RECIPES.loseSession(shaky);
        zk.setData(path + "/b", bytes("2"), -1);
        Await.until("in the next session", LIMIT, () -> tree.get(path + "/b")
                .map(each -> text(each.data()).equals("2"))
                .orElse(false));
        Await.until("synced", LIMIT, () -> tree.isSynced() && below.isSynced() && node.isSynced());
        create(steady, path + "/c");
        Await.until("followed", LIMIT, () -> paths(below).contains(path + "/c"));
        zk.delete(path + "/a", -1);
        Await.until("gone", LIMIT, () -> node.root().isEmpty());
        assertThat(told).contains("+" + path + "/a/deep", "~" + path + "/a", "-" + path + "/a/deep", "+" + path + "/b");
    }

    @Test
    void aPersistentNodeAndAGroupComeBack() throws Exception {
        Sessions sessions = RECIPES.sessions();
        Sessions other = RECIPES.sessions();
        PersistentNode node = RECIPES.closing(new PersistentNode(sessions, path + "/node", bytes("x")).start());
        node.awaitCreated();
        long owner = other.blocking().exists(path + "/node").orElseThrow().ephemeralOwner();
        GroupMembership ours =
                RECIPES.closing(new GroupMembership(sessions, path + "/group", "ours", bytes("1")).start());
        get(ours.ready());
        GroupMember theirs = new GroupMember(RECIPES.curator(), path + "/group", "theirs", bytes("2"));
        theirs.start();
        Await.until(
                "both",
                LIMIT,
                () -> ours.members().size() == 2 && theirs.getCurrentMembers().size() == 2);
        assertThat(text(theirs.getCurrentMembers().get("ours"))).isEqualTo("1");
        RECIPES.loseSession(sessions);
        Await.until("back in the next session", LIMIT, () -> other.blocking()
                .exists(path + "/node")
                .map(stat -> stat.ephemeralOwner() != owner)
                .orElse(false));
        other.blocking().delete(path + "/node", -1);
        Await.until("made again", LIMIT, () -> other.blocking()
                .exists(path + "/node")
                .isPresent());
        Await.until(
                "both again",
                LIMIT,
                () -> ours.members().size() == 2 && theirs.getCurrentMembers().size() == 2);
        theirs.close();
        Await.until("one has left", LIMIT, () -> ours.members().keySet().equals(Set.of("ours")));
        get(node.closeAsync());
        assertThat(other.blocking().exists(path + "/node")).isEmpty();
    }

    @Test
    void aRegistryIsSharedWithCurator() throws Exception {
        Sessions sessions = RECIPES.sessions();
        var theirs = ServiceDiscoveryBuilder.builder(String.class)
                .client(RECIPES.curator())
                .basePath(path)
                .build();
        theirs.start();
        theirs.registerService(org.apache.curator.x.discovery.ServiceInstance.<String>builder()
                .name("web")
                .id("theirs")
                .address("10.0.0.1")
                .port(80)
                .payload("hello")
                .build());
        ServiceRegistry registry = RECIPES.closing(new ServiceRegistry(sessions, path));
        ServiceInstance ours = ServiceInstance.of("web", "10.0.0.2", 81).withPayload("pay");
        get(registry.register(ours));
        assertThat(theirs.queryForInstance("web", ours.id()))
                .satisfies(found -> assertThat(found.getPayload()).isEqualTo("pay"))
                .satisfies(found -> assertThat(found.getPort()).isEqualTo(81));
        ServiceDiscovery web = RECIPES.closing(registry.discover("web", Balancing.roundRobin()));
        get(web.start());
        assertThat(web.all()).extracting(ServiceInstance::address).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        assertThat(List.of(web.choose().orElseThrow(), web.choose().orElseThrow()))
                .doesNotHaveDuplicates();
        web.avoid(ours, Duration.ofHours(1));
        assertThat(web.choose().orElseThrow().id()).isEqualTo("theirs");
        assertThat(web.choose().orElseThrow().payload()).isEqualTo("hello");
        theirs.close();
        Await.until("one left", LIMIT, () -> web.all().size() == 1);
        assertThat(web.choose()).contains(ours);
        get(registry.unregister(ours));
        Await.until("none left", LIMIT, () -> web.choose().isEmpty());
    }

    @Test
    void countersAndIdsAreSharedWithCurator() throws Exception {
        CuratorFramework curator = RECIPES.curator();
        DistributedAtomicLong theirs = new DistributedAtomicLong(curator, path + "/n", new RetryNTimes(200, 5));
        DistributedCounter first = new DistributedCounter(RECIPES.sessions(), path + "/n");
        DistributedCounter second = new DistributedCounter(RECIPES.sessions(), path + "/n");
        List<CompletableFuture<DistributedCounter.Change>> changes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            changes.add(first.increment());
            changes.add(second.add(2));
            if (i % 10 == 0) {
                Await.until("added", LIMIT, () -> theirs.add(1000L).succeeded());
            }
        }
        Set<Long> befores = ConcurrentHashMap.newKeySet();
        changes.forEach(each -> assertThat(befores.add(get(each).before())).isTrue());
        assertThat(theirs.get().postValue()).isEqualTo(10_300L);
        assertThat(get(first.compareAndSet(1, 7)).after()).isEqualTo(10_300L);
        assertThat(get(second.set(5)).after()).isEqualTo(5);

        IdGenerator ours = new IdGenerator(RECIPES.sessions(), path + "/ids", 5);
        CachedAtomicLong cached =
                new CachedAtomicLong(new DistributedAtomicLong(curator, path + "/ids", new RetryNTimes(9, 5)), 5);
        Set<Long> ids = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 12; i++) {
            assertThat(ids.add(ours.nextAndWait())).isTrue();
            assertThat(ids.add(cached.next().preValue())).isTrue();
        }
    }

    @Test
    void valuesAndSettingsAreFollowed() throws Exception {
        Sessions sessions = RECIPES.sessions();
        var theirs = new org.apache.curator.framework.recipes.shared.SharedValue(
                RECIPES.curator(), path + "/value", bytes("seed"));
        theirs.start();
        SharedValue ours = RECIPES.closing(new SharedValue(sessions, path + "/value", bytes("other")));
        get(ours.start());
        SharedValue.Versioned before = ours.get().orElseThrow();
        assertThat(text(before.data())).isEqualTo("seed");
        theirs.setValue(bytes("theirs"));
        Await.until(
                "followed", LIMIT, () -> text(ours.get().orElseThrow().data()).equals("theirs"));
        assertThat(get(ours.trySet(before, bytes("late")))).isFalse();
        get(ours.set(bytes("ours")));
        Await.until("followed", LIMIT, () -> text(theirs.getValue()).equals("ours"));
        theirs.close();

        Map<String, Optional<String>> changes = new ConcurrentHashMap<>();
        ConfigStore store = RECIPES.closing(new ConfigStore(sessions, path + "/config").onChange(changes::put));
        store.startAndWait();
        ConfigStore writer = new ConfigStore(RECIPES.sessions(), path + "/config");
        get(writer.set("timeout", "5"));
        Await.until("told", LIMIT, () -> store.get("timeout").equals(Optional.of("5")));
        assertThat(get(writer.replace("timeout", Optional.of("4"), "6"))).isFalse();
        assertThat(get(writer.replace("timeout", Optional.of("5"), "6"))).isTrue();
        assertThat(get(writer.replace("timeout", Optional.empty(), "7"))).isFalse();
        Await.until("told", LIMIT, () -> store.all().equals(Map.of("timeout", "6")));
        get(writer.remove("timeout"));
        Await.until(
                "told",
                LIMIT,
                () -> changes.get("timeout").isEmpty()
                        && store.get("timeout", "x").equals("x"));
    }

    @Test
    void barriersAreSharedWithCurator() throws Exception {
        Sessions sessions = RECIPES.sessions();
        CuratorFramework curator = RECIPES.curator();
        DistributedBarrier ours = new DistributedBarrier(sessions, path + "/one");
        var theirs = new org.apache.curator.framework.recipes.barriers.DistributedBarrier(curator, path + "/one");
        theirs.setBarrier();
        CompletableFuture<Void> waiting = ours.await();
        assertThat(ours.await(Duration.ofMillis(20))).isFalse();
        theirs.removeBarrier();
        get(waiting);
        get(ours.set());
        assertThat(theirs.waitOnBarrier(20, TimeUnit.MILLISECONDS)).isFalse();
        get(ours.remove());
        assertThat(theirs.waitOnBarrier(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        DistributedDoubleBarrier first = new DistributedDoubleBarrier(sessions, path + "/both", 3);
        DistributedDoubleBarrier second = new DistributedDoubleBarrier(RECIPES.sessions(), path + "/both", 3);
        var third =
                new org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier(curator, path + "/both", 3);
        CompletableFuture<Void> entered = first.enter();
        CompletableFuture<Void> enteredToo = second.enter();
        Await.until(
                "two are there", LIMIT, () -> children(sessions, path + "/both").size() == 2);
        assertThat(entered).isNotDone();
        assertThat(third.enter(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        get(entered);
        get(enteredToo);
        CompletableFuture<Void> left = first.leave();
        CompletableFuture<Void> leftToo = second.leave();
        assertThat(left.isDone() && leftToo.isDone()).isFalse();
        assertThat(third.leave(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        get(left);
        get(leftToo);
        Await.until("nothing is left", LIMIT, () -> children(sessions, path + "/both")
                .isEmpty());
    }

    private static CacheListener recorder(List<String> told) {
        return new CacheListener() {
            @Override
            public void onAdded(CachedNode node) {
                told.add("+" + node.path());
            }

            @Override
            public void onChanged(CachedNode before, CachedNode after) {
                told.add("~" + after.path());
            }

            @Override
            public void onRemoved(CachedNode before) {
                told.add("-" + before.path());
            }
        };
    }

    private static List<String> paths(ZnodeCache cache) {
        return cache.all().stream().map(CachedNode::path).toList();
    }

    private static void create(Sessions sessions, String path) throws Exception {
        if (path.lastIndexOf('/') > 0 && sessions.blocking().exists("/recipes").isEmpty()) {
            sessions.blocking().create("/recipes", null, Acls.OPEN, CreateMode.PERSISTENT);
        }
        sessions.blocking().create(path, null, Acls.OPEN, CreateMode.PERSISTENT);
    }
}
