package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.PathRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Incoming;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Three Quorate servers as a client and an operator meet them. {@code -Densemble.kills=N} and {@code -Densemble.seed} make
 * longer and other runs.
 */
class QuorateEnsembleTest {
    private static final int KILLS = Integer.getInteger("ensemble.kills", 2);
    private static final long SEED = Long.getLong("ensemble.seed", System.nanoTime());
    private static final int SESSION_TIMEOUT_MILLIS = 30_000;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void whatIsWrittenThroughOneServerIsReadFromAnother() throws Exception {
        EnsembleProcess ensemble = started();
        for (Member through : ensemble.members()) {
            String path = "/through" + through.id();
            try (RawClient writer = RawClient.connect(through.port(), SESSION_TIMEOUT_MILLIS)) {
                expectOk(writer.call(OpCode.CREATE, new CreateRequest(path, new byte[] {1}, Acl.OPEN, 0)));
                for (Member from : ensemble.members()) {
                    try (RawClient reader = RawClient.connect(from.port(), SESSION_TIMEOUT_MILLIS)) {
                        expectOk(reader.call(OpCode.SYNC, new PathRequest("/")));
                        expectOk(reader.call(OpCode.GET_DATA, new WatchedPathRequest(path, false)));
                        reader.closeSession();
                    }
                }
                writer.closeSession();
            }
        }
        Trees.assertSame(ensemble);
    }

    @Test
    void aSessionMovesWithItsEphemeralsAndSeesNothingTwice() throws Exception {
        EnsembleProcess ensemble = started();
        Member leader = ensemble.leader();
        List<Member> followers = ensemble.learners();
        RawClient.Session session;
        long zxid;
        try (RawClient first = RawClient.connect(followers.get(0).port(), SESSION_TIMEOUT_MILLIS)) {
            session = first.session();
            expectOk(first.call(OpCode.CREATE, new CreateRequest("/e", new byte[] {1}, Acl.OPEN, 1)));
            zxid = first.call(OpCode.CREATE, new CreateRequest("/a", new byte[] {1}, Acl.OPEN, 0))
                    .zxid();
            try (RawClient second = resume(followers.get(1), session, zxid)) {
                expectOk(second.call(OpCode.GET_DATA, new WatchedPathRequest("/a", true)));
                // The old connection lost the session: it hears that, or finds itself closed.
                Incoming old = writeAndTake(first);
                assertThat(old instanceof Incoming.Closed
                                || (old instanceof Incoming.Reply reply
                                        && reply.err() == ErrorCode.SESSION_MOVED.code()))
                        .as("after the session moved: " + old)
                        .isTrue();
                try (RawClient other = RawClient.connect(leader.port(), SESSION_TIMEOUT_MILLIS)) {
                    expectOk(other.call(OpCode.SET_DATA, new SetDataRequest("/a", new byte[] {2}, -1)));
                    other.closeSession();
                }
                assertThat(second.receive()).isInstanceOf(Incoming.Event.class);
            }
        }
        try (RawClient third = resume(leader, session, zxid)) {
            expectOk(third.call(OpCode.GET_DATA, new WatchedPathRequest("/e", false)));
            assertThat(third.closeSession()).isTrue();
        }
        for (Member member : ensemble.members()) {
            try (RawClient reader = RawClient.connect(member.port(), SESSION_TIMEOUT_MILLIS)) {
                expectOk(reader.call(OpCode.SYNC, new PathRequest("/")));
                assertThat(reader.call(OpCode.GET_DATA, new WatchedPathRequest("/e", false))
                                .err())
                        .as("the ephemeral of the closed session at " + member)
                        .isEqualTo(ErrorCode.NO_NODE.code());
            }
        }
    }

    private static Incoming writeAndTake(RawClient client) throws Exception {
        try {
            client.send(OpCode.SET_DATA, new SetDataRequest("/a", new byte[] {9}, -1));
        } catch (java.net.SocketException e) {
            return new Incoming.Closed();
        }
        return client.receive();
    }

    /** The server may not have heard yet of what the session has seen; then it refuses it, and one asks again. */
    private static RawClient resume(Member member, RawClient.Session session, long zxid) {
        return Await.value(
                "the session at " + member,
                Duration.ofSeconds(20),
                () -> RawClient.resume(member.port(), session, zxid));
    }

    @Test
    void noAcknowledgedWriteIsLostWhenLeadersAreKilled() throws Exception {
        System.out.println("ensemble.seed=" + SEED);
        Random random = new Random(SEED);
        EnsembleProcess ensemble = started();
        try (Load load = new Load(4, ensemble.connectString())) {
            load.start();
            for (int kill = 0; kill < KILLS; kill++) {
                load.awaitProgress(100 + random.nextInt(300));
                Member leader = ensemble.leader();
                leader.kill();
                load.awaitProgress(100);
                leader.launch();
                ensemble.awaitServing();
            }
            load.stop();
            load.verify();
            Trees.assertSame(ensemble);
        }
        Trees.assertSameOnceStopped(sandbox, ensemble);
    }

    @Test
    void everybodyMayBeKilledAtOnce() throws Exception {
        EnsembleProcess ensemble = started();
        try (Load load = new Load(4, ensemble.connectString())) {
            load.start();
            for (int kill = 0; kill < KILLS; kill++) {
                load.awaitProgress(200);
                ensemble.killAll();
                ensemble.start();
            }
            load.awaitProgress(50);
            load.stop();
            load.verify();
            Trees.assertSame(ensemble);
        }
    }

    /** A leader that stands still loses its place; when it goes on, it must neither answer from the past nor disturb. */
    @Test
    void aLeaderThatStandsStillIsReplaced() throws Exception {
        EnsembleProcess ensemble = started(EnsembleProcess.defaults().with("syncLimit", 4));
        try (Load load = new Load(2, ensemble.connectString())) {
            load.start();
            load.awaitProgress(50);
            Member leader = ensemble.leader();
            leader.process().pause();
            load.awaitProgress(50);
            leader.process().resume();
            ensemble.awaitServing();
            load.awaitProgress(50);
            load.stop();
            load.verify();
            Trees.assertSame(ensemble);
        }
    }

    private EnsembleProcess started() {
        return started(EnsembleProcess.defaults());
    }

    private EnsembleProcess started(ServerSettings settings) {
        return EnsembleProcess.of(sandbox, "QQQ", settings).start();
    }

    private static void expectOk(Incoming.Reply reply) {
        assertThat(reply.err()).as("answer").isZero();
    }
}
