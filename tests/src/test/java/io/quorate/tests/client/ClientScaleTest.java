package io.quorate.tests.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.EventLoops;
import io.quorate.client.NodeData;
import io.quorate.client.SessionState;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.jute.proto.Stat;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many sessions on few threads, and many requests on one session. */
@AgainstEveryServer
@Timeout(120)
class ClientScaleTest {
    private static final int SESSIONS = 1000;
    private static final int WRITES = 10_000;

    @RegisterExtension
    private final Sandbox sandbox = Sandbox.perTest();

    private final ServerKind kind;
    private ServerProcess server;

    ClientScaleTest(ServerKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        server = kind.create(sandbox, ServerSettings.standalone()).start();
    }

    @Test
    void aThousandSessionsShareTwoThreads() throws Exception {
        int threadsBefore = Thread.activeCount();
        EventLoopGroup loops = EventLoops.create(2);
        try (ZooKeeper observer = builder().connect()) {
            ZooKeeperBuilder builder = builder().eventLoops(loops).sessionTimeout(Duration.ofSeconds(10));
            List<ZooKeeper> sessions = new ArrayList<>();
            List<CompletableFuture<?>> created = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                ZooKeeper session = builder.connect();
                sessions.add(session);
                created.add(session.create("/e" + i, null, Acls.OPEN, CreateMode.EPHEMERAL));
            }
            all(created);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threadsBefore + 4);
            assertThat(sessions.stream().map(ZooKeeper::sessionId).distinct()).hasSize(SESSIONS);
            assertThat(observer.blocking().getChildren("/")).hasSize(SESSIONS + 1);
            // Past a third of the timeout, when all of them have pinged.
            Await.whileTrue("all connected", Duration.ofMillis(3600), () -> sessions.stream()
                    .allMatch(session -> session.state() == SessionState.CONNECTED));

            List<CompletableFuture<?>> closed = new ArrayList<>();
            sessions.forEach(session -> closed.add(session.closeAsync()));
            all(closed);
            assertThat(observer.blocking().getChildren("/")).containsExactly("zookeeper");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void tenThousandWritesInAPipelineAreDoneInTheirOrder() throws Exception {
        try (ZooKeeper session = builder().connect()) {
            session.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
            List<CompletableFuture<?>> calls = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < WRITES; i++) {
                int number = i;
                // The expected version makes every write depend on the one before.
                CompletableFuture<Stat> write = session.setData("/a", bytes(i), i);
                calls.add(write.thenAccept(stat -> order.add(number)));
                if (i % 100 == 0) {
                    calls.add(session.getData("/a").thenAccept(seen -> assertShows(seen, number)));
                }
            }
            all(calls);
            assertThat(order).hasSize(WRITES).isSorted();
            assertThat(session.blocking().getData("/a").stat().version()).isEqualTo(WRITES);
        }
    }

    @Test
    void largeRequestsAndRepliesDoNotStopThePipeline() throws Exception {
        try (ZooKeeper session = builder().connect()) {
            session.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                byte[] data = new byte[500_000 + i];
                calls.add(session.setData("/a", data, -1));
                calls.add(session.getData("/a")
                        .thenAccept(seen -> assertThat(seen.data()).hasSize(data.length)));
            }
            all(calls);
        }
    }

    private static void assertShows(NodeData seen, int write) {
        assertThat(seen.data()).isEqualTo(bytes(write));
        assertThat(seen.stat().version()).isEqualTo(write + 1);
    }

    private ZooKeeperBuilder builder() {
        return ZooKeeper.builder("127.0.0.1:" + server.port());
    }

    private static void all(List<CompletableFuture<?>> calls) throws Exception {
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get(90, TimeUnit.SECONDS);
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }
}
