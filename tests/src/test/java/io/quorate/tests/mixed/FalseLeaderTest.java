package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.quorum.PacketType;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A leader that breaks the protocol. Apache's follower ends with an exit code of its own for either case below, 12 and 13
 * ({@code -Dtests.subject=apache} shows it); ours acknowledges nothing more to that leader, says why, and looks for another one.
 */
class FalseLeaderTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int UNMATCHED_COMMIT = 12;
    private static final int UNEXPECTED_PACKET = 13;
    private static final int ERROR_TXN = -1;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void aFollowerLeavesIt() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, Subject.isApache() ? "AQ" : "QQ", EnsembleProcess.defaults());
        Member follower = ensemble.member(1);
        follower.launch();
        try (FalseLeader leader = new FalseLeader(ensemble.member(2))) {
            leader.persuade(follower);
            leader.begin();
            leader.send(PacketType.DIFF, 0, null);
            leader.send(PacketType.NEWLEADER, leader.zxid(0), null);
            leader.await(PacketType.ACK);
            leader.send(PacketType.UPTODATE, -1, null);
            Await.until("it follows", LIMIT, () -> "follower".equals(follower.mode()));
            leader.send(PacketType.PROPOSAL, leader.zxid(1), error(leader.zxid(1)));
            leader.send(PacketType.COMMIT, leader.zxid(2), null);
            leader.awaitLeft();
            check(follower, UNMATCHED_COMMIT, "server 2 committed zxid 0x100000002 (expected: ");

            if (Subject.isApache()) {
                follower.launch();
                leader.persuade(follower);
            }
            leader.begin();
            leader.send(PacketType.UPTODATE, 0, null);
            leader.awaitLeft();
            check(follower, UNEXPECTED_PACKET, "(expected: DIFF, TRUNC or SNAP)");

            if (!Subject.isApache()) {
                // A leader who keeps to it is followed.
                leader.begin();
                leader.send(PacketType.DIFF, leader.zxid(0), null);
                leader.send(PacketType.NEWLEADER, leader.zxid(0), null);
                leader.await(PacketType.ACK);
                leader.send(PacketType.UPTODATE, -1, null);
                Await.until("it follows", LIMIT, () -> "follower".equals(follower.mode()));
            }
        }
    }

    private static void check(Member follower, int apacheCode, String why) throws IOException {
        if (Subject.isApache()) {
            assertThat(follower.process().awaitExit(LIMIT)).isEqualTo(apacheCode);
        } else {
            Await.until(
                    "it says: " + why, LIMIT, () -> follower.process().logText().contains(why));
            assertThat(follower.isAlive()).isTrue();
        }
    }

    /** A transaction that changes nothing. */
    private static byte[] error(long zxid) {
        return ByteBuffer.allocate(36)
                .putLong(1)
                .putInt(1)
                .putLong(zxid)
                .putLong(0)
                .putInt(ERROR_TXN)
                .putInt(-4)
                .array();
    }
}
