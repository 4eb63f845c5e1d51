package io.quorate.tests.released;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A leader is stopped while released clients write at the other servers, many requests at a time: those of our servers see neither a
 * lost connection nor a failed request, whatever leads next, and each of their writes is done once.
 */
class GracefulStopTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int WINDOW = 40;
    private static final int WRITES = 300;
    private static final int TICK_MILLIS = 15_000;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @ParameterizedTest
    @ValueSource(strings = {"QQQ", "QAQ"})
    void clientsOfOtherServersNoticeNothing(String products) throws Exception {
        // Clients are held for one tick, and a busy machine may take its time to elect.
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults().with("tickTime", TICK_MILLIS));
        ensemble.start();
        // Started together and with the same history, the one with the highest id is elected.
        Member leader = ensemble.leader();
        assertThat(leader.product()).isEqualTo(Product.QUORATE);
        List<Writer> writers = new ArrayList<>();
        try {
            for (Member member : ensemble.learners()) {
                if (member.product() == Product.QUORATE) {
                    writers.add(new Writer(member));
                }
            }
            writers.forEach(Writer::begin);
            writers.forEach(writer -> writer.awaitMore(WRITES));
            leader.stop();
            writers.forEach(writer -> writer.awaitMore(WRITES));
            for (Writer writer : writers) {
                writer.finish();
            }
        } finally {
            for (Writer writer : writers) {
                writer.zk.close();
            }
        }
        leader.launch();
        ensemble.awaitServing();
        assertThat(ensemble.awaitEqualZxids()).isPositive();
    }

    /** A released client that writes to one znode at one server, always with so many writes on their way. */
    private static final class Writer {
        private final Events events = new Events();
        private final ZooKeeper zk;
        private final String path;
        private final Set<Integer> versions = ConcurrentHashMap.newKeySet();
        private final List<KeeperException.Code> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger outstanding = new AtomicInteger();
        private volatile boolean ending;

        Writer(Member server) throws Exception {
            zk = new ZooKeeper("127.0.0.1:" + server.port(), 30_000, events);
            events.await(KeeperState.SyncConnected);
            path = "/written-at-" + server.id();
            zk.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        }

        void begin() {
            IntStream.range(0, WINDOW).forEach(i -> write());
        }

        private void write() {
            outstanding.incrementAndGet();
            zk.setData(
                    path,
                    new byte[10],
                    -1,
                    (rc, at, context, stat) -> {
                        if (rc == 0) {
                            versions.add(stat.getVersion());
                        } else {
                            failures.add(KeeperException.Code.get(rc));
                        }
                        if (!ending && rc == 0) {
                            write();
                        }
                        outstanding.decrementAndGet();
                    },
                    null);
        }

        void awaitMore(int writes) {
            int target = versions.size() + writes;
            Await.until(
                    "writes at " + path + " after " + failures,
                    LIMIT,
                    () -> versions.size() >= target || !failures.isEmpty());
            assertThat(failures).as("failed writes to " + path).isEmpty();
        }

        void finish() throws Exception {
            ending = true;
            Await.until("all is answered", LIMIT, () -> outstanding.get() == 0);
            assertThat(failures).as("failed writes to " + path).isEmpty();
            assertThat(events.of(EventType.None))
                    .as("changes of the connection")
                    .extracting(event -> event.getState())
                    .containsExactly(KeeperState.SyncConnected);
            int last = zk.exists(path, false).getVersion();
            assertThat(new TreeSet<>(versions))
                    .as("each write is done once, and answered")
                    .isEqualTo(
                            new TreeSet<>(IntStream.rangeClosed(1, last).boxed().toList()));
        }
    }
}
