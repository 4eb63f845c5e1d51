package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.get;
import static io.quorate.tests.recipes.Recipes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.Consumption;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.DistributedQueue;
import io.quorate.recipes.Grant;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.Sessions;
import io.quorate.recipes.ZnodeCache;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Recipes on an ensemble whose leaders are killed and whose members are paused: {@code -Drecipes.faults=6} of them in turn. A store
 * that looks at fencing tokens must never see one that goes back, and no element may be lost.
 */
@EnabledIfSystemProperty(named = "recipes.faults", matches = "\\d+")
class RecipeFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int CLIENTS = 3;

    @RegisterExtension
    private final Sandbox sandbox = Sandbox.perTest();

    private final AtomicBoolean stop = new AtomicBoolean();
    /** The greatest token that the guarded store has seen, which refuses smaller ones. */
    private final AtomicLong seen = new AtomicLong();

    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    @Test
    void recipesOutliveKillsAndPauses() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        ensemble.start();
        List<Sessions> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(sandbox.closing(
                    Sessions.open(ZooKeeper.builder(ensemble.connectString()).sessionTimeout(Duration.ofSeconds(6)))));
        }
        ExecutorService threads = Executors.newCachedThreadPool();
        List<Future<?>> work = new ArrayList<>();
        List<LeaderLatch> latches = new ArrayList<>();
        Map<String, Integer> handled = new ConcurrentHashMap<>();
        List<Consumption> consumptions = new ArrayList<>();
        for (Sessions sessions : all) {
            work.add(threads.submit(() -> useLock(sessions)));
            latches.add(sandbox.closing(new LeaderLatch(sessions, "/leader", "x").start()));
            consumptions.add(DistributedQueue.at(sessions, "/queue").consume((element, token) -> {
                handled.merge(text(element), 1, Integer::sum);
                return CompletableFuture.completedFuture(null);
            }));
        }
        ZnodeCache cache =
                sandbox.closing(ZnodeCache.ofTree(all.get(0), "/queue").start());
        List<String> offered = new ArrayList<>();
        for (int fault = 0; fault < Integer.getInteger("recipes.faults"); fault++) {
            long before = accepted.get();
            hurt(ensemble, fault);
            Await.until("the lock is taken again", LIMIT, () -> accepted.get() > before + 10);
            String element = "element" + fault;
            Await.until("offered", LIMIT, () -> {
                get(DistributedQueue.at(all.get(1), "/queue").offer(bytes(element)));
                return true;
            });
            offered.add(element);
            Await.until(
                    "one leader",
                    LIMIT,
                    () -> latches.stream().filter(LeaderLatch::isLeader).count() == 1);
        }
        Await.until("all handled", LIMIT, () -> handled.keySet().containsAll(offered));
        Await.until(
                "the cache is empty again",
                LIMIT,
                () -> cache.isSynced() && cache.children().isEmpty());
        stop.set(true);
        for (Future<?> each : work) {
            each.get(60, TimeUnit.SECONDS);
        }
        consumptions.forEach(Consumption::close);
        threads.shutdown();
        System.out.println("accepted " + accepted + ", refused " + refused);
        assertThat(refused.get()).as("only what was held by a lost session").isLessThanOrEqualTo(accepted.get() / 10);
    }

    private static void hurt(EnsembleProcess ensemble, int fault) {
        Member leader = ensemble.leader();
        if (fault % 2 == 0) {
            leader.kill();
            leader.launch();
        } else {
            Member paused = ensemble.learners().get(0);
            paused.process().pause();
            Await.until("the others serve", LIMIT, () -> ensemble.leader() != null);
            paused.process().resume();
        }
        ensemble.awaitServing();
    }

    private Void useLock(Sessions sessions) throws InterruptedException {
        DistributedLock lock = new DistributedLock(sessions, "/lock");
        while (!stop.get()) {
            try {
                Grant grant = lock.lock();
                long token = grant.fencingToken();
                long before = seen.getAndAccumulate(token, Math::max);
                (before <= token ? accepted : refused).incrementAndGet();
                lock.unlock();
            } catch (io.quorate.client.KeeperException e) {
                // The session was lost while it waited: the next one is being opened.
                Thread.yield();
            }
        }
        return null;
    }
}
