package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.Acls;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.SessionState;
import io.quorate.client.WatchedEvent.State;
import io.quorate.client.ZooKeeper;
import io.quorate.client.ZooKeeperBuilder;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our client and a released server that has no quorum and serves reads. {@code -Densemble.all=true} asks our server the same, whose
 * reads {@code ReadOnlyModeTest} has, too.
 */
@Timeout(90)
class ReadOnlyClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(20);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    static Stream<String> products() {
        return Boolean.getBoolean("ensemble.all") ? Stream.of("AAA", "QQQ") : Stream.of("AAA");
    }

    @ParameterizedTest
    @MethodSource("products")
    void readsWithoutAQuorumAndWritesWhenThereIsOne(String products) throws Exception {
        // A released server gives nobody a session without a quorum unless sessions may be local.
        EnsembleProcess ensemble = EnsembleProcess.of(
                        sandbox,
                        products,
                        EnsembleProcess.defaults()
                                .withJvmArg("-Dreadonlymode.enabled=true")
                                .with("localSessionsEnabled", true))
                .launch(1);
        Member left = ensemble.member(1);
        Await.until("it is read-only", LIMIT, () -> "ro".equals(FourLetter.ask(left.port(), "isro")));
        Recorder refusals = new Recorder();
        try (ZooKeeper strict = open(ensemble, refusals).connect()) {
            Await.until("it has asked", LIMIT, () -> handshakes(left) > 0);
            assertThat(strict.state()).isEqualTo(SessionState.CONNECTING);
            reads(ensemble, strict);
            assertThat(refusals.ofSession()).containsExactly(State.SYNC_CONNECTED);
        }
    }

    private static void reads(EnsembleProcess ensemble, ZooKeeper strict) throws Exception {
        Recorder events = new Recorder();
        Recorder watch = new Recorder();
        try (ZooKeeper zk = open(ensemble, events).readOnlyAllowed(true).connect()) {
            zk.blocking().awaitConnected();
            assertThat(zk.state()).isEqualTo(SessionState.CONNECTED_READ_ONLY);
            assertThat(zk.blocking().getChildren("/")).containsExactly("zookeeper");
            assertThat(zk.blocking().exists("/a", watch)).isEmpty();
            assertThatThrownBy(() -> zk.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            long readOnlySession = zk.sessionId();
            assertThat(strict.connected()).isNotDone();

            ensemble.launch(2);
            strict.blocking().awaitConnected();
            strict.blocking().create("/a", null, Acls.OPEN, CreateMode.PERSISTENT);
            Await.until("it writes", LIMIT, () -> zk.state() == SessionState.CONNECTED);
            assertThat(zk.blocking().setData("/a", new byte[0], -1).version()).isEqualTo(1);
            watch.awaitNodes("NodeCreated /a");
            assertThat(zk.sessionId()).as("the read-only server's own").isNotEqualTo(readOnlySession);
            assertThat(events.ofSession()).startsWith(State.CONNECTED_READ_ONLY).endsWith(State.SYNC_CONNECTED);
        }
    }

    private static long handshakes(Member member) throws IOException {
        return Long.parseLong(FourLetter.monitor(member.port()).get("zk_connection_request_count"));
    }

    private static ZooKeeperBuilder open(EnsembleProcess ensemble, Recorder events) {
        return ZooKeeper.builder(ensemble.connectString(ensemble.member(1), ensemble.member(2)))
                .sessionTimeout(SESSION_TIMEOUT)
                .watcher(events);
    }
}
