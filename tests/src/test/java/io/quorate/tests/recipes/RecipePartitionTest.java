package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.DistributedQueue;
import io.quorate.recipes.Grant;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.LeaderSelector;
import io.quorate.recipes.Sessions;
import io.quorate.recipes.ZnodeCache;
import io.quorate.testkit.InstanceSpec;
import io.quorate.testkit.TestingCluster;
import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes while the leader, with all that its clients hold, is cut off from the other members. */
@Timeout(120)
class RecipePartitionTest {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);

    @Test
    void whatTheMinorityHeldIsGivenToTheMajorityAndNobodyIsWrongAboutIt() throws Exception {
        try (TestingCluster cluster = new TestingCluster(3)) {
            cluster.start();
            InstanceSpec minority = cluster.awaitLeader();
            List<InstanceSpec> majority = cluster.getInstances().stream()
                    .filter(each -> !each.equals(minority))
                    .toList();
            try (Sessions cut = sessions(List.of(minority), SESSION_TIMEOUT);
                    Sessions kept = sessions(majority, SESSION_TIMEOUT.multipliedBy(2))) {
                partition(cluster, minority, cut, kept);
            }
        }
    }

    private static void partition(TestingCluster cluster, InstanceSpec minority, Sessions cut, Sessions kept)
            throws Exception {
        Grant held = get(new DistributedLock(cut, "/lock").acquire());
        LeaderLatch cutLatch = new LeaderLatch(cut, "/leader", "cut").start();
        long firstTerm = get(cutLatch.elected());
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> interrupted = new CompletableFuture<>();
        LeaderSelector selector = new LeaderSelector(
                        cut, "/selector", "cut", leadership -> untilInterrupted(begun, interrupted), false)
                .start();
        get(begun);
        ZnodeCache cache = ZnodeCache.ofTree(cut, "/queue").start();
        get(cache.ready());
        CompletableFuture<Grant> next = new DistributedLock(kept, "/lock").acquire();
        LeaderLatch keptLatch = new LeaderLatch(kept, "/leader", "kept").start();
        Await.until("two candidates", LIMIT, () -> get(keptLatch.participants()).equals(List.of("cut", "kept")));

        cluster.isolate(minority);
        Await.until("the lock is not sure any more", LIMIT, () -> held.state() == Grant.State.UNSURE);
        Await.until("the latch does not lead", LIMIT, () -> !cutLatch.isLeader());
        get(interrupted);
        cluster.awaitLeader();
        Await.until(
                "the others are served", LIMIT, () -> kept.zooKeeper().state().isConnected());
        assertThat(next).as("the session may live still").isNotDone();

        cluster.advanceClock(SESSION_TIMEOUT.plusSeconds(5));
        Grant granted = get(next);
        assertThat(held.state()).as("who is cut off cannot know").isEqualTo(Grant.State.UNSURE);
        assertThat(granted.fencingToken()).isGreaterThan(held.fencingToken());
        long secondTerm = get(keptLatch.elected());
        assertThat(secondTerm).isGreaterThan(firstTerm);
        assertThat(cutLatch.isLeader()).isFalse();
        get(DistributedQueue.at(kept, "/queue").offer(bytes("of the majority")));

        cluster.heal();
        get(held.lost());
        assertThat(held.state()).isEqualTo(Grant.State.LOST);
        Await.until("it stands for election again", LIMIT, () -> get(keptLatch.participants())
                .equals(List.of("kept", "cut")));
        Await.until(
                "the cache has caught up",
                LIMIT,
                () -> cache.isSynced() && cache.children().size() == 1);
        keptLatch.close();
        assertThat(get(cutLatch.elected())).isGreaterThan(secondTerm);
        CompletableFuture<Grant> again = new DistributedLock(cut, "/lock").acquire();
        granted.release();
        assertThat(get(again).fencingToken()).isGreaterThan(granted.fencingToken());
        selector.close();
    }

    private static void untilInterrupted(CompletableFuture<Void> begun, CompletableFuture<Void> interrupted)
            throws Exception {
        begun.complete(null);
        try {
            new CompletableFuture<Void>().get();
        } catch (InterruptedException e) {
            interrupted.complete(null);
            throw e;
        }
    }

    private static Sessions sessions(Collection<InstanceSpec> servers, Duration timeout) throws Exception {
        String addresses = servers.stream().map(InstanceSpec::getConnectString).collect(Collectors.joining(","));
        Sessions sessions = Sessions.open(ZooKeeper.builder(addresses).sessionTimeout(timeout));
        sessions.blocking().awaitConnected();
        return sessions;
    }
}
