package io.quorate.tests.recipes;

import static io.quorate.tests.recipes.Recipes.LIMIT;
import static io.quorate.tests.recipes.Recipes.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.client.SessionState;
import io.quorate.client.ZooKeeper;
import io.quorate.recipes.DistributedLock;
import io.quorate.recipes.Grant;
import io.quorate.recipes.LeaderLatch;
import io.quorate.recipes.Sessions;
import io.quorate.testkit.TestingServer;
import io.quorate.tests.harness.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes on a session that is somebody else's: {@link Sessions#of}. */
@Timeout(90)
class AdoptedSessionTest {
    @Test
    void anOutageEndsWhatWasHeldButNotTheSession() throws Exception {
        try (TestingServer server = new TestingServer();
                ZooKeeper zk = session(server, Duration.ofSeconds(3));
                ZooKeeper other = session(server, Duration.ofSeconds(60))) {
            Sessions adopted = Sessions.of(zk);
            long id = zk.sessionId();
            Grant held = get(new DistributedLock(adopted, "/held").acquire());
            LeaderLatch latch = new LeaderLatch(adopted, "/led", "mine").start();
            get(latch.elected());
            Grant theirs = get(new DistributedLock(Sessions.of(other), "/waited").acquire());
            CompletableFuture<Grant> waiting = new DistributedLock(adopted, "/waited").acquire();
            Await.until(
                    "both stand in line",
                    LIMIT,
                    () -> children(other, "/waited").size() == 2);

            server.stop();
            get(held.lost());
            assertThatThrownBy(() -> get(waiting)).hasRootCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> get(latch.elected())).hasRootCauseInstanceOf(IllegalStateException.class);
            assertThat(adopted.isClosed()).isTrue();
            // Its sessions have their whole timeout again.
            server.start();
            Await.until(
                    "connected again",
                    LIMIT,
                    () -> zk.state() == SessionState.CONNECTED || zk.state().isFinal());
            assertThat(zk.state()).isEqualTo(SessionState.CONNECTED);
            assertThat(zk.sessionId()).isEqualTo(id);

            Await.until(
                    "who waited has left",
                    LIMIT,
                    () -> children(other, "/waited").size() == 1);
            assertThat(held.state()).isEqualTo(Grant.State.LOST);
            assertThat(children(other, "/held")).as("until it is released").hasSize(1);
            get(held.release());
            get(latch.closeAsync());
            assertThat(children(other, "/held")).isEmpty();
            assertThat(children(other, "/led")).isEmpty();
            theirs.release();
            Sessions again = Sessions.of(zk);
            assertThat(get(new DistributedLock(again, "/waited").acquire()).state())
                    .isEqualTo(Grant.State.HELD);
        }
    }

    private static ZooKeeper session(TestingServer server, Duration timeout) throws Exception {
        ZooKeeper session = ZooKeeper.builder(server.getConnectString())
                .sessionTimeout(timeout)
                .connect();
        session.blocking().awaitConnected();
        return session;
    }

    private static List<String> children(ZooKeeper zk, String path) {
        return get(zk.getChildren(path));
    }
}
