package io.quorate.tests.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * kill -9 at random moments while many sessions write: after each restart every acknowledged write is there. The long form:
 * {@code -Dtest=KillTest -Dkills=300}, other moments with {@code -Dkills.seed}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 10);
    private static final long SEED = Long.getLong("kills.seed", System.nanoTime());
    private static final int WRITERS = 8;
    private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void everyAcknowledgedWriteIsThereAfterAKill() throws Exception {
        System.out.println("kills.seed=" + SEED);
        Random random = new Random(SEED);
        ServerProcess server = sandbox.subject(settings(random)).start();
        try (Writers writers = new Writers(WRITERS)) {
            writers.begin(server.port());
            int unacknowledged = 0;
            for (int kill = 1; kill <= KILLS; kill++) {
                writers.start(server.port());
                awaitMoment(writers, random);
                server.kill();
                writers.awaitEnd();
                server.settings(settings(random)).start();
                assertThat(Long.decode(FourLetter.srvr(server.port(), "Zxid")))
                        .as("zxid after kill " + kill + ", kills.seed=" + SEED)
                        .isGreaterThanOrEqualTo(writers.lastZxid());
                unacknowledged += verify(writers, server, kill);
            }
            System.out.println(KILLS + " kills: " + writers.acknowledged() + " writes, " + unacknowledged
                    + " of them there without having been acknowledged");
        }
    }

    /** The test must be able to fail: a log without its end is not what the writers were promised. */
    @Test
    void aLostWriteIsNoticed() throws Exception {
        ServerProcess server = sandbox.subject(ServerSettings.standalone().with("maxSessionTimeout", 600_000))
                .start();
        try (Writers writers = new Writers(2)) {
            writers.begin(server.port());
            writers.start(server.port());
            Await.until("some writes", PROGRESS_LIMIT, () -> writers.acknowledged() > 200);
            server.kill();
            writers.awaitEnd();
            LogFile log = LogFile.newest(server.versionDir());
            log.truncate(log.recordEnd(log.records() - 100));
            server.start();
            assertThatThrownBy(() -> writers.verify(server.port()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("/w0");
        }
    }

    private static int verify(Writers writers, ServerProcess server, int kill) throws Exception {
        try {
            return writers.verify(server.port());
        } catch (AssertionError e) {
            throw new AssertionError("after kill " + kill + ", kills.seed=" + SEED, e);
        }
    }

    /** Some writes, and some microseconds more. */
    private static void awaitMoment(Writers writers, Random random) {
        long target = writers.acknowledged() + 50 + random.nextInt(2_000);
        Await.until(target + " acknowledged writes", PROGRESS_LIMIT, () -> {
            assertThat(writers.anyEnded()).as("a writer ended before the kill").isFalse();
            return writers.acknowledged() >= target;
        });
        LockSupport.parkNanos(random.nextInt(5_000_000));
    }

    /** Small files and many snapshots, so that kills meet every moment in the life of a file. */
    private static ServerSettings settings(Random random) {
        return ServerSettings.standalone()
                .with("maxSessionTimeout", 600_000)
                .withProperty("snapCount", 2 + random.nextInt(1_000))
                .withProperty("preAllocSize", 64 << random.nextInt(5));
    }
}
