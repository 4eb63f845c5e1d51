package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Observers of both products behind a follower: server 1 follows server 2 and serves 3 and 4, which observe. {@code -Densemble.all=true}
 * tries followers and leaders of both products.
 */
class ObserverMasterTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SESSION_MILLIS = 30_000;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    static Stream<String> mixtures() {
        return Boolean.getBoolean("ensemble.all") ? Stream.of("QAqa", "QQqa", "AQqa", "AAqa") : Stream.of("QAqa");
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void observersLiveBehindAFollower(String products) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults());
        // All are at one address, so only one of the voters can have the port that all are asked at.
        int port = EnsembleProcess.anotherPort();
        for (int id : new int[] {1, 3, 4}) {
            Member member = ensemble.member(id);
            member.settings(member.settings().with("observerMasterPort", port));
        }
        ensemble.start(1, 2).start();
        assertThat(ensemble.leader().id()).isEqualTo(2);
        awaitObservers(ensemble);
        live(ensemble, "/before");
        Trees.assertSame(ensemble);

        ensemble.member(2).kill();
        Await.until("nobody serves without a leader", LIMIT, () -> ensemble.alive().stream()
                .noneMatch(member -> "observer".equals(member.mode()) || "follower".equals(member.mode())));
        ensemble.start();
        awaitObservers(ensemble);
        live(ensemble, "/after");
        Trees.assertSame(ensemble);
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    private static void awaitObservers(EnsembleProcess ensemble) throws Exception {
        Await.until("two observers of server 1", LIMIT, () -> "2".equals(told(ensemble, 1, "zk_synced_observers")));
        assertThat(told(ensemble, 2, "zk_synced_observers")).isEqualTo("0");
        for (Member member : ensemble.members()) {
            if (member.isObserver() && member.product() == Product.QUORATE) {
                assertThat(told(ensemble, member.id(), "zk_observer_master_id")).isEqualTo("1");
            }
        }
    }

    private static String told(EnsembleProcess ensemble, int id, String key) throws IOException {
        return FourLetter.monitor(ensemble.member(id).port()).get(key);
    }

    /** Writes at each observer, sees it at the other behind a sync, and goes on with the session there. */
    private static void live(EnsembleProcess ensemble, String path) throws IOException {
        for (int id : new int[] {3, 4}) {
            Member here = ensemble.member(id);
            Member there = ensemble.member(7 - id);
            String created = path + id;
            RawClient.Session session;
            long zxid;
            try (RawClient client = RawClient.connect(here.port(), SESSION_MILLIS)) {
                session = client.session();
                Incoming.Reply reply =
                        client.call(OpCode.CREATE, new CreateRequest(created, new byte[] {1}, Acl.OPEN, 0));
                assertThat(reply.err()).isZero();
                zxid = reply.zxid();
                try (RawClient other = RawClient.connect(there.port(), SESSION_MILLIS)) {
                    assertThat(other.call(OpCode.SYNC, new PathRequest("/")).err())
                            .isZero();
                    assertThat(other.call(OpCode.EXISTS, new WatchedPathRequest(created, false))
                                    .err())
                            .isZero();
                    assertThat(other.closeSession()).isTrue();
                }
            }
            try (RawClient moved = RawClient.resume(there.port(), session, zxid)) {
                assertThat(moved.session().id()).isEqualTo(session.id());
                assertThat(moved.call(OpCode.CREATE, new CreateRequest(created + "/moved", null, Acl.OPEN, 1))
                                .err())
                        .isZero();
                assertThat(moved.closeSession()).isTrue();
            }
        }
    }
}
