package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.AddWatchMode;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.Op;
import io.quorate.client.WatcherType;
import io.quorate.client.ZooKeeper;
import io.quorate.jute.proto.Stat;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Watches of every kind: what they tell, when they go, and in which order. */
@AgainstEveryServer
@Timeout(60)
class ClientWatchTest {
    private static final Sandbox SANDBOX = Sandbox.perClass();
    private static ServerProcess server;

    private final Recorder events = new Recorder();
    private ZooKeeper session;
    private BlockingZooKeeper zk;

    ClientWatchTest(ServerKind kind) {
        assertThat(server.product()).isEqualToIgnoringCase(kind.name());
    }

    @BeforeParameterizedClassInvocation
    static void startServer(ServerKind kind) {
        server = kind.create(SANDBOX, ServerSettings.standalone()).start();
    }

    @AfterParameterizedClassInvocation
    static void stopServer() throws Exception {
        SANDBOX.clear();
    }

    @BeforeEach
    void connect(TestInfo test) throws Exception {
        String home = "/" + test.getTestMethod().orElseThrow().getName();
        try (ZooKeeper root = ZooKeeper.builder("127.0.0.1:" + server.port()).connect()) {
            root.blocking().create(home, null, Acls.OPEN, CreateMode.PERSISTENT);
        }
        session = ZooKeeper.builder("127.0.0.1:" + server.port() + home).connect();
        zk = session.blocking();
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aReadOfDataWatchesOnce() throws Exception {
        create("/a");
        zk.getData("/a", events);
        Stat set = zk.setData("/a", null, -1);
        zk.setData("/a", null, -1);
        assertThat(events.ofNodes()).containsExactly("NodeDataChanged /a");
        assertThat(events.all().get(0).zxid()).isEqualTo(set.mzxid());
        zk.getData("/a", events);
        zk.delete("/a", -1);
        assertThat(events.ofNodes()).containsExactly("NodeDataChanged /a", "NodeDeleted /a");
    }

    @Test
    void existsWatchesWhatIsNotThere() throws Exception {
        assertThat(zk.exists("/a", events)).isEmpty();
        create("/a");
        assertThat(zk.exists("/a", events)).isPresent();
        zk.setData("/a", null, -1);
        assertThat(events.ofNodes()).containsExactly("NodeCreated /a", "NodeDataChanged /a");
    }

    @Test
    void aFailedReadWatchesNothing() throws Exception {
        assertThatThrownBy(() -> zk.getData("/a", events)).isInstanceOf(KeeperException.class);
        assertThatThrownBy(() -> zk.getChildren("/a", events)).isInstanceOf(KeeperException.class);
        create("/a");
        create("/a/b");
        assertThat(events.ofNodes()).isEmpty();
    }

    @Test
    void aReadOfChildrenWatchesTheList() throws Exception {
        create("/a");
        zk.getChildren("/a", events);
        create("/a/b");
        zk.getChildrenWithStat("/a", events);
        zk.delete("/a/b", -1);
        zk.getChildren("/a", events);
        zk.delete("/a", -1);
        assertThat(events.ofNodes())
                .containsExactly("NodeChildrenChanged /a", "NodeChildrenChanged /a", "NodeDeleted /a");
    }

    @Test
    void aDeletionIsToldOncePerWatcher() throws Exception {
        create("/a");
        Recorder other = new Recorder();
        zk.getData("/a", events);
        zk.getChildren("/a", events);
        zk.exists("/a", events);
        zk.getChildren("/a", other);
        zk.delete("/a", -1);
        assertThat(events.ofNodes()).containsExactly("NodeDeleted /a");
        assertThat(other.ofNodes()).containsExactly("NodeDeleted /a");
    }

    @Test
    void aPersistentWatchStays() throws Exception {
        zk.addWatch("/a", events, AddWatchMode.PERSISTENT);
        create("/a");
        zk.setData("/a", null, -1);
        create("/a/b");
        zk.setData("/a/b", null, -1);
        zk.delete("/a/b", -1);
        zk.delete("/a", -1);
        create("/a");
        assertThat(events.ofNodes())
                .containsExactly(
                        "NodeCreated /a",
                        "NodeDataChanged /a",
                        "NodeChildrenChanged /a",
                        "NodeChildrenChanged /a",
                        "NodeDeleted /a",
                        "NodeCreated /a");
    }

    @Test
    void aRecursiveWatchCoversAllBelow() throws Exception {
        create("/a");
        zk.addWatch("/a", events, AddWatchMode.PERSISTENT_RECURSIVE);
        create("/a/b");
        create("/a/b/c");
        zk.setData("/a/b/c", null, -1);
        zk.delete("/a/b/c", -1);
        create("/ab");
        assertThat(events.ofNodes())
                .containsExactly(
                        "NodeCreated /a/b", "NodeCreated /a/b/c", "NodeDataChanged /a/b/c", "NodeDeleted /a/b/c");
    }

    @Test
    void theEventsOfAMultiComeInTheOrderOfItsOperations() throws Exception {
        create("/a");
        zk.addWatch("/", events, AddWatchMode.PERSISTENT_RECURSIVE);
        zk.multi(List.of(
                Op.setData("/a", null, -1),
                Op.create("/b", null, Acls.OPEN, CreateMode.PERSISTENT),
                Op.delete("/a", -1)));
        assertThat(events.ofNodes()).containsExactly("NodeDataChanged /a", "NodeCreated /b", "NodeDeleted /a");
        assertThat(events.all().stream().map(each -> each.zxid()).distinct()).hasSize(1);
    }

    @Test
    void removedWatchersAreToldAndOthersStay() throws Exception {
        create("/a");
        Recorder other = new Recorder();
        zk.getData("/a", events);
        zk.getData("/a", other);
        zk.getChildren("/a", events);
        zk.removeWatches("/a", events, WatcherType.DATA);
        assertThat(events.ofNodes()).containsExactly("DataWatchRemoved /a");
        zk.setData("/a", null, -1);
        create("/a/b");
        assertThat(other.ofNodes()).containsExactly("NodeDataChanged /a");
        assertThat(events.ofNodes()).containsExactly("DataWatchRemoved /a", "NodeChildrenChanged /a");
        assertThatThrownBy(() -> zk.removeWatches("/a", events, WatcherType.ANY))
                .isInstanceOf(KeeperException.class)
                .hasMessage("KeeperErrorCode = No such watcher for /a");
    }

    @Test
    void theLastWatcherTakesTheServersWatchWithIt() throws Exception {
        create("/a");
        zk.addWatch("/a", events, AddWatchMode.PERSISTENT);
        zk.addWatch("/a", events, AddWatchMode.PERSISTENT_RECURSIVE);
        zk.removeAllWatches("/a", WatcherType.PERSISTENT);
        create("/a/b");
        zk.removeAllWatches("/a", WatcherType.ANY);
        create("/a/c");
        assertThat(events.ofNodes())
                .containsExactly("PersistentWatchRemoved /a", "NodeCreated /a/b", "PersistentWatchRemoved /a");
    }

    @Test
    void eventsComeBeforeTheResultsThatShowTheChange() throws Exception {
        create("/a");
        Queue<String> order = new ConcurrentLinkedQueue<>();
        CompletableFuture<Void> last = new CompletableFuture<>();
        for (int i = 0; i < 200; i++) {
            int round = i;
            session.getData("/a", event -> order.add("event"));
            session.setData("/a", null, -1).thenAccept(stat -> order.add("set"));
            session.getData("/a").thenAccept(data -> {
                order.add("seen");
                if (round == 199) {
                    last.complete(null);
                }
            });
        }
        last.get(30, TimeUnit.SECONDS);
        assertThat(order).hasSize(600);
        for (int i = 0; i < 200; i++) {
            assertThat(List.of(order.remove(), order.remove(), order.remove()))
                    .as("round %d", i)
                    .containsExactly("event", "set", "seen");
        }
    }

    @Test
    void aCallbackExecutorKeepsTheOrderAndMayBlock() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try (ZooKeeper other = ZooKeeper.builder(
                        "127.0.0.1:" + server.port() + "/aCallbackExecutorKeepsTheOrderAndMayBlock")
                .callbackExecutor(pool)
                .sessionTimeout(Duration.ofSeconds(10))
                .connect()) {
            create("/a");
            Queue<String> order = new ConcurrentLinkedQueue<>();
            CompletableFuture<String> seen = new CompletableFuture<>();
            other.blocking().getData("/a", event -> {
                order.add("event");
                // Its own results would come behind this; a refused call is not made either.
                assertThatThrownBy(() -> other.blocking().delete("/a", -1)).isInstanceOf(IllegalStateException.class);
                try {
                    seen.complete(new String(session.blocking().getData("/a").data()));
                } catch (KeeperException | InterruptedException e) {
                    seen.completeExceptionally(e);
                }
            });
            other.setData("/a", new byte[] {'x'}, -1).thenAccept(stat -> order.add("set"));
            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("x");
            other.blocking().sync("/a");
            assertThat(order).containsExactly("event", "set");
        } finally {
            pool.shutdown();
        }
    }

    /** A session that is busy, and then finds all of it at once, does what it was asked for in that order. */
    @Test
    void removalsAndCredentialsKeepTheirPlaceAmongTheCalls() throws Exception {
        create("/a");
        create("/busy");
        Recorder again = new Recorder();
        zk.addWatch("/a", events, AddWatchMode.PERSISTENT);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        zk.getData("/busy", event -> {
            busy.countDown();
            awaitUninterrupted(asked);
        });
        session.setData("/busy", null, -1);
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        session.exists("/a");
        session.forgetWatches("/a", events, WatcherType.PERSISTENT);
        session.addWatch("/a", again, AddWatchMode.PERSISTENT);
        session.addAuth("digest", "user:password".getBytes(StandardCharsets.UTF_8));
        CompletableFuture<String> created = session.create("/mine", null, Acls.CREATOR_ALL, CreateMode.PERSISTENT);
        asked.countDown();
        assertThat(created.get(20, TimeUnit.SECONDS)).isEqualTo("/mine");
        zk.setData("/a", null, -1);
        assertThat(again.ofNodes()).containsExactly("NodeDataChanged /a");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void blockingOnTheEventLoopIsRefused() throws Exception {
        create("/a");
        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        zk.getData("/a", event -> {
            try {
                zk.getData("/a");
            } catch (KeeperException | InterruptedException | IllegalStateException e) {
                refused.complete(e);
            }
        });
        zk.setData("/a", null, -1);
        assertThat(refused.get(20, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event loop");
    }

    private void create(String path) throws Exception {
        zk.create(path, null, Acls.OPEN, CreateMode.PERSISTENT);
    }
}
