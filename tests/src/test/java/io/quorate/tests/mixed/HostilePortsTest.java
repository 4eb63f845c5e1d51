package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Strangers on the quorum and election ports of a running ensemble: whatever they send, the leader stays, clients go on, and the
 * log stays short.
 */
class HostilePortsTest {
    private static final long SEED = Long.getLong("hostile.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("hostile.rounds", 3);
    private static final int IDLE = 150;
    private static final long ELECTION_VERSION = -65536L;
    private static final int FOLLOWERINFO = 11;
    private static final int LOG_GROWTH_MAX = 200_000;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void strangersChangeNothing() throws Exception {
        System.out.println("hostile.seed=" + SEED);
        Random random = new Random(SEED);
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        Member leader = ensemble.leader();
        long epoch = ensemble.awaitEqualZxids() >>> 32;
        List<Integer> logs = new ArrayList<>();
        for (Member member : ensemble.members()) {
            logs.add(member.process().logText().length());
        }
        try (Load load = new Load(2, ensemble.connectString())) {
            load.start();
            for (int round = 0; round < ROUNDS; round++) {
                for (Member member : ensemble.members()) {
                    for (byte[] bytes : attacks(random, member)) {
                        send(member.quorumPort(), bytes, random.nextBoolean());
                        send(member.electionPort(), bytes, random.nextBoolean());
                    }
                }
                load.awaitProgress(20);
            }
            List<RawClient> idle = new ArrayList<>();
            for (int number = 0; number < IDLE; number++) {
                for (Member member : ensemble.members()) {
                    idle.add(open(member.quorumPort()));
                    idle.add(open(member.electionPort()));
                }
            }
            load.awaitProgress(50);
            idle.forEach(RawClient::close);
            load.awaitProgress(50);
            load.stop();
            load.verify();
        }
        assertThat(ensemble.leader()).as("the leader").isSameAs(leader);
        assertThat(ensemble.awaitEqualZxids() >>> 32).as("the epoch").isEqualTo(epoch);
        for (Member member : ensemble.members()) {
            String said = member.process().logText().substring(logs.get(member.id() - 1));
            assertThat(said).as("log of " + member).doesNotContain("\tat ").doesNotContain(" ERROR ");
            assertThat(said.length()).as("length of the log of " + member).isLessThan(LOG_GROWTH_MAX);
        }
        Trees.assertSame(ensemble);
        // A server that was away is let in as ever.
        Member follower = ensemble.learners().get(0).kill();
        follower.launch();
        ensemble.awaitServing();
        Trees.assertSame(ensemble);
    }

    private static List<byte[]> attacks(Random random, Member member) {
        List<byte[]> attacks = new ArrayList<>();
        for (int length : new int[] {1, 3, 4, 8, 20, 500, 70_000}) {
            byte[] garbage = new byte[length];
            random.nextBytes(garbage);
            attacks.add(garbage);
        }
        attacks.add("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int length : new int[] {Integer.MAX_VALUE, -1, 0, Integer.MIN_VALUE, 1 << 20}) {
            attacks.add(ByteBuffer.allocate(12).putInt(length).putLong(7).array());
        }
        for (long sid : new long[] {99, -1, 0, member.id(), Long.MIN_VALUE}) {
            attacks.add(introduction(ELECTION_VERSION, sid, "127.0.0.1:1"));
            attacks.add(introduction(sid, sid, "127.0.0.1:1"));
            attacks.add(learner(sid, 0));
            attacks.add(learner(sid, Long.MAX_VALUE));
        }
        attacks.add(ByteBuffer.allocate(20)
                .putLong(ELECTION_VERSION)
                .putLong(99)
                .putInt(Integer.MAX_VALUE)
                .array());
        return attacks;
    }

    /** How a server begins on another's election port (spec: election-protocol). */
    private static byte[] introduction(long version, long sid, String address) {
        byte[] text = address.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(20 + text.length)
                .putLong(version)
                .putLong(sid)
                .putInt(text.length)
                .put(text)
                .array();
    }

    /** How a follower begins on the leader's quorum port (spec: zab-protocol). */
    private static byte[] learner(long sid, long zxid) {
        return ByteBuffer.allocate(4 + 8 + 4 + 20 + 4)
                .putInt(FOLLOWERINFO)
                .putLong(zxid)
                .putInt(20)
                .putLong(sid)
                .putInt(0x10000)
                .putLong(0)
                .putInt(-1)
                .array();
    }

    private static RawClient open(int port) {
        return Await.value("a connection to port " + port, Duration.ofSeconds(20), () -> RawClient.open(port));
    }

    /** The server may close while we still send. */
    private static void send(int port, byte[] bytes, boolean reset) throws IOException {
        try (RawClient stranger = open(port)) {
            try {
                stranger.sendBytes(bytes);
                if (reset) {
                    stranger.resetOnClose();
                } else {
                    stranger.endOutput();
                    stranger.receiveAll();
                }
            } catch (SocketException e) {
                assertThat(e).hasMessageMatching("(?s).*(reset|Broken pipe|closed|not connected).*");
            }
        }
    }
}
