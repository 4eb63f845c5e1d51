package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.bytes;
import static io.quorate.tests.recipes.Recipes.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.ZooKeeper;
import io.quorate.recipes.DistributedCounter;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.DistributedQueue;
import io.quorate.recipes.Sessions;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Locks, queues and counters beside Curator's, in turn on one ensemble: {@code -Drecipes.millis=1000} for each turn,
 * {@code -Drecipes.only=lock.*} for some of them. Ours must be
 * as fast, by the medians of the turns and but for the noise.
 */
@EnabledIfSystemProperty(named = "recipes.millis", matches = "\\d+")
class RecipesThroughputTest {
    private static final int TURNS = 9;
    private static final int WARM_UP = 3;
    private static final int BATCH = 20;
    /** By so much two runs of the same differ on a busy machine. */
    private static final double TOLERANCE = 0.85;

    private static final int CLIENTS = 4;

    @RegisterExtension
    private final Sandbox sandbox = Sandbox.perTest();

    private final List<Sessions> ours = new ArrayList<>();
    private final List<CuratorFramework> theirs = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();
    private final List<String> slower = new ArrayList<>();

    private interface Step {
        void run() throws Exception;
    }

    private interface Maker {
        Step make(int client) throws Exception;
    }

    @Test
    void oursAreAtLeastAsFastAsCurators() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, System.getProperty("recipes.products", "QQQ"), EnsembleProcess.defaults());
        ensemble.start();
        connect(ensemble);

        compare("lock, alone", 1, client -> lock("/l1", client), client -> mutex("/l1", client));
        compare("lock, contended", CLIENTS, client -> lock("/l4", client), client -> mutex("/l4", client));
        compare("counter, alone", 1, client -> counter("/c1", client), client -> atomic("/c1", client));
        compare("counter, contended", CLIENTS, client -> counter("/c4", client), client -> atomic("/c4", client));
        compare("queue, offer and take", 1, client -> queue("/q1", client), client -> simpleQueue("/q1", client));
        compare("queue, four at it", CLIENTS, client -> queue("/q4", client), client -> simpleQueue("/q4", client));
        compare("queue, filled and drained", 1, client -> drain("/d1", client), client -> simpleDrain("/d1", client));
        System.out.println(report);
        assertThat(slower).as(report.toString()).isEmpty();
    }

    /** Ours and theirs to the same servers: a write by a follower takes longer. */
    private void connect(EnsembleProcess ensemble) throws Exception {
        int members = ensemble.members().size();
        for (int client = 0; client < CLIENTS; client++) {
            String servers = ensemble.connectString(ensemble.member(client % members + 1));
            Sessions session = sandbox.closing(Sessions.open(ZooKeeper.builder(servers)));
            session.blocking().awaitConnected();
            ours.add(session);
            CuratorFramework curator = CuratorFrameworkFactory.newClient(servers, new RetryNTimes(100, 1));
            curator.start();
            sandbox.closing(curator);
            assertThat(curator.blockUntilConnected(30, TimeUnit.SECONDS)).isTrue();
            theirs.add(curator);
        }
    }

    private Step lock(String path, int client) {
        DistributedLock lock = new DistributedLock(ours.get(client), "/ours" + path);
        return () -> {
            lock.lock();
            lock.unlock();
        };
    }

    private Step mutex(String path, int client) {
        InterProcessMutex mutex = new InterProcessMutex(theirs.get(client), "/theirs" + path);
        return () -> {
            mutex.acquire();
            mutex.release();
        };
    }

    private Step counter(String path, int client) {
        DistributedCounter counter = new DistributedCounter(ours.get(client), "/ours" + path);
        return () -> counter.addAndWait(1);
    }

    private Step atomic(String path, int client) {
        DistributedAtomicLong counter =
                new DistributedAtomicLong(theirs.get(client), "/theirs" + path, new RetryNTimes(1000, 1));
        return () -> assertThat(counter.increment().succeeded()).isTrue();
    }

    private Step queue(String path, int client) {
        DistributedQueue queue = DistributedQueue.simple(ours.get(client), "/ours" + path);
        return () -> {
            get(queue.offer(bytes("x")));
            queue.takeAndWait();
        };
    }

    private Step simpleQueue(String path, int client) {
        SimpleDistributedQueue queue = new SimpleDistributedQueue(theirs.get(client), "/theirs" + path);
        return () -> {
            queue.offer(bytes("x"));
            queue.take();
        };
    }

    /** A step is {@link #BATCH} elements. */
    private Step drain(String path, int client) {
        DistributedQueue queue = DistributedQueue.simple(ours.get(client), "/ours" + path);
        return () -> {
            for (int i = 0; i < BATCH; i++) {
                get(queue.offer(bytes("x")));
            }
            for (int i = 0; i < BATCH; i++) {
                queue.takeAndWait();
            }
        };
    }

    private Step simpleDrain(String path, int client) {
        SimpleDistributedQueue queue = new SimpleDistributedQueue(theirs.get(client), "/theirs" + path);
        return () -> {
            for (int i = 0; i < BATCH; i++) {
                queue.offer(bytes("x"));
            }
            for (int i = 0; i < BATCH; i++) {
                queue.take();
            }
        };
    }

    private void compare(String what, int clients, Maker our, Maker their) throws Exception {
        if (!what.matches(System.getProperty("recipes.only", ".*"))) {
            return;
        }
        long[] oursPerSecond = new long[TURNS];
        long[] theirsPerSecond = new long[TURNS];
        // The first turns of each are for the compilers.
        for (int turn = -WARM_UP; turn < TURNS; turn++) {
            boolean oursFirst = turn % 2 == 0;
            long first = run(clients, oursFirst ? our : their);
            long second = run(clients, oursFirst ? their : our);
            long mine = oursFirst ? first : second;
            long other = oursFirst ? second : first;
            if (turn >= 0) {
                oursPerSecond[turn] = mine;
                theirsPerSecond[turn] = other;
            }
        }
        long mine = median(oursPerSecond);
        long other = median(theirsPerSecond);
        report.append(String.format(
                "%-26s ours %6d/s  Curator %6d/s  ratio %.2f%n", what, mine, other, (double) mine / other));
        if (mine < other * TOLERANCE) {
            slower.add(what);
        }
    }

    private static long median(long[] values) {
        return LongStream.of(values)
                .sorted()
                .skip(values.length / 2)
                .findFirst()
                .orElseThrow();
    }

    private static long run(int clients, Maker maker) throws Exception {
        Duration time = Duration.ofMillis(Long.getLong("recipes.millis"));
        AtomicLong steps = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Future<?>> running = new ArrayList<>();
        long begin = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            Step step = maker.make(client);
            running.add(threads.submit(() -> {
                while (System.nanoTime() - begin < time.toNanos()) {
                    step.run();
                    steps.incrementAndGet();
                }
                return null;
            }));
        }
        threads.shutdown();
        for (Future<?> each : running) {
            each.get(120, TimeUnit.SECONDS);
        }
        Await.until("all have ended", Duration.ofSeconds(30), threads::isTerminated);
        return steps.get() * 1_000_000_000L / (System.nanoTime() - begin);
    }
}
