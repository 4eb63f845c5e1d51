package io.quorate.tests.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.SessionState;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server without a quorum that serves reads to released clients. {@code -Densemble.all=true} asks released servers the same; these
 * can do so with local sessions only.
 */
class ReadOnlyModeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    static Stream<String> products() {
        return Boolean.getBoolean("ensemble.all") ? Stream.of("QQQ", "AAA", "QAQ", "AQA") : Stream.of("QQQ");
    }

    @ParameterizedTest
    @MethodSource("products")
    void clientsReadWithoutAQuorumAndMoveOverWhenThereIsOne(String products) throws Exception {
        boolean localSessions = products.contains("A");
        ServerSettings settings = EnsembleProcess.defaults().withJvmArg("-Dreadonlymode.enabled=true");
        EnsembleProcess ensemble = EnsembleProcess.of(
                sandbox, products, localSessions ? settings.with("localSessionsEnabled", true) : settings);
        ensemble.start(1, 3).start();
        Member left = ensemble.member(1);
        Events oldEvents = new Events();
        Events newEvents = new Events();
        try (ZooKeeper old = new ZooKeeper("127.0.0.1:" + left.port(), TIMEOUT_MILLIS, oldEvents, true)) {
            oldEvents.await(KeeperState.SyncConnected);
            old.create("/a", DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            assertThat(FourLetter.ask(left.port(), "isro")).isEqualTo("rw");
            ensemble.member(2).kill();
            ensemble.member(3).kill();
            Await.until("it is read-only", LIMIT, () -> FourLetter.ask(left.port(), "isro")
                    .equals("ro"));
            assertThat(FourLetter.srvr(left.port(), "Mode")).isEqualTo("read-only");
            assertThat(FourLetter.ask(left.port(), "stat"))
                    .contains("\nREAD-ONLY mode; serving only read-only clients\n");
            assertThat(FourLetter.monitor(left.port())).containsEntry("zk_server_state", "read-only");
            writesAreRefused(left);

            try (ZooKeeper zk = new ZooKeeper(ensemble.connectString(), TIMEOUT_MILLIS, newEvents, true);
                    var ours = ours(ensemble)) {
                newEvents.await(KeeperState.ConnectedReadOnly);
                assertThat(zk.getState()).isEqualTo(ZooKeeper.States.CONNECTEDREADONLY);
                long readOnlySession = zk.getSessionId();
                assertThat(zk.getData("/a", true, null)).isEqualTo(DATA);
                assertThat(zk.exists("/b", true)).isNull();
                assertThatThrownBy(() -> zk.setData("/a", new byte[0], -1))
                        .isInstanceOf(KeeperException.NotReadOnlyException.class);
                assertThatThrownBy(() -> zk.sync("/a")).isInstanceOf(KeeperException.NotReadOnlyException.class);
                assertThat(zk.getChildren("/", false)).containsExactlyInAnyOrder("a", "zookeeper");
                assertThat(oldEvents.of(EventType.None))
                        .extracting(event -> event.getState())
                        .as("a session of the whole ensemble is left alone")
                        .doesNotContain(KeeperState.ConnectedReadOnly);

                readsOnly(ours.blocking());
                ensemble.member(3).launch();
                ensemble.awaitServing(List.of(left, ensemble.member(3)));
                newEvents.await(KeeperState.SyncConnected);
                assertThat(zk.getState()).isEqualTo(ZooKeeper.States.CONNECTED);
                assertThat(zk.getSessionId()).isNotEqualTo(readOnlySession);
                assertThat(FourLetter.ask(left.port(), "isro")).isEqualTo("rw");
                Await.until(
                        "our client has found a server that takes writes",
                        LIMIT,
                        () -> ours.state() == SessionState.CONNECTED);
                assertThat(ours.blocking().setData("/a", DATA, -1).version()).isEqualTo(1);
                newEvents.await(EventType.NodeDataChanged, "/a");
                zk.create("/b", DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                newEvents.await(EventType.NodeCreated, "/b");
            }
            if (localSessions) {
                oldEvents.await(KeeperState.Expired);
            } else {
                long session = old.getSessionId();
                oldEvents.awaitAgain(KeeperState.SyncConnected);
                assertThat(old.getSessionId()).isEqualTo(session);
                old.create("/e", DATA, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
            }
        }
    }

    private static io.quorate.client.ZooKeeper ours(EnsembleProcess ensemble) {
        return io.quorate.client.ZooKeeper.builder(ensemble.connectString())
                .readOnlyAllowed(true)
                .sessionTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
                .connect();
    }

    private static void readsOnly(BlockingZooKeeper client) throws Exception {
        client.awaitConnected();
        assertThat(client.async().state()).isEqualTo(SessionState.CONNECTED_READ_ONLY);
        assertThat(client.getData("/a").data()).isEqualTo(DATA);
        assertThatThrownBy(() -> client.setData("/a", new byte[0], -1)).hasMessageContaining("Not a read-only call");
    }

    /** Every kind of request, and every kind of client. */
    private static void writesAreRefused(Member member) throws Exception {
        assertThat(handshake(member, false, true)).as("who does not ask for it").isNull();
        assertThat(handshake(member, false, false)).as("who does not know it").isNull();
        RawClient client = handshake(member, true, true);
        for (int opCode : new int[] {1, 2, 5, 7, 9, 14, 15, 16, 19, 20, 21}) {
            assertThat(client.call(opCode, new PathRequest("/a")).err())
                    .as(OpCode.name(opCode))
                    .isEqualTo(-119);
        }
        assertThat(FourLetter.monitor(member.port())).containsEntry("zk_local_sessions", "1");
        assertThat(FourLetter.ask(member.port(), "dump")).containsPattern("Local Session Sets \\(\\d+\\)/\\(1\\):\n");
        assertThat(client.closeSession()).isTrue();
        assertThat(FourLetter.monitor(member.port())).containsEntry("zk_local_sessions", "0");
    }

    private static RawClient handshake(Member member, boolean readOnly, boolean speaksReadOnly) throws Exception {
        RawClient client = RawClient.open(member.port());
        ConnectRequest connect =
                new ConnectRequest(0, 0, TIMEOUT_MILLIS, 0, new byte[RawClient.PASSWD_BYTES], readOnly, speaksReadOnly);
        return client.handshake(connect) == null ? null : client;
    }
}
