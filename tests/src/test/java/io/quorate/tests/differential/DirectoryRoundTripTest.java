package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Apache's server and ours take turns on one data directory. Each writes all kinds of znodes and sessions, and thousands of
 * transactions while snapshots are taken, and is killed; the next must hold exactly what the one before it held.
 * {@code -Droundtrip.rounds} and {@code -Droundtrip.seed} make longer and other runs, {@code -Droundtrip.all=true} one more.
 */
class DirectoryRoundTripTest {
    private static final int ROUNDS = Integer.getInteger("roundtrip.rounds", 4);
    private static final long SEED = Long.getLong("roundtrip.seed", 1);
    private static final boolean ALL = Boolean.getBoolean("roundtrip.all");
    private static final int STEPS = 200;
    private static final int TXNS = 2_000;
    private static final Profile PROFILE = new Profile(true, false, true, false);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @ParameterizedTest
    @ValueSource(strings = {"", "gz", "snappy"})
    void nothingDiffers(String compression) throws Exception {
        assumeTrue(ALL || !compression.equals("gz"), "-Droundtrip.all=true");
        ServerSettings settings = PROFILE.settings()
                .withProperty("snapshot.compression.method", compression)
                .withProperty("snapCount", 400)
                .withProperty("preAllocSize", 256);
        ServerProcess apache = sandbox.apache(settings.withProperty("forceSync", "no"));
        ServerProcess ours = sandbox.subject(settings).dataDir(apache.dataDir());
        int rounds = compression.isEmpty() ? ROUNDS : 3;
        State expected = null;
        RawClient.Session handed = null;
        for (int round = 0; round < rounds; round++) {
            ServerProcess server = round % 2 == 0 ? apache : ours;
            server.start();
            if (expected != null) {
                compare("round " + round + ", " + server, State.of(server.port()), expected);
            }
            handed = resume(server, handed);
            use(server, SEED * 1_000 + round);
            expected = State.of(server.port());
            assertThat(FourLetter.monitor(server.port()).get("zk_digest_mismatches_count"))
                    .as("digest mismatches seen by " + server)
                    .isEqualTo("0");
            if (round % 3 == 2) {
                server.stop();
            } else {
                server.kill();
            }
        }
    }

    private static void compare(String when, State found, State expected) {
        assertThat(found.sessions()).as(when + ": sessions").isEqualTo(expected.sessions());
        assertThat(found.ephemerals()).as(when + ": ephemerals").isEqualTo(expected.ephemerals());
        assertThat(found.nodes()).as(when + ": znodes").containsExactlyElementsOf(expected.nodes());
    }

    private static void use(ServerProcess server, long seed) throws IOException {
        Generator generator = new Generator(seed, PROFILE);
        try (Player player = new Player(server, server.port())) {
            for (int steps = 0; steps < STEPS; ) {
                List<Step> next = generator.next(40, player.survey());
                for (Step step : next) {
                    player.perform(step);
                }
                steps += next.size();
            }
        }
        Bulk.write(server.port(), seed, TXNS);
    }

    /** A session lives on through every server; its password is good on all of them. */
    private static RawClient.Session resume(ServerProcess server, RawClient.Session handed) throws IOException {
        if (handed == null) {
            try (RawClient client = RawClient.connect(server.port(), Player.TIMEOUT_MILLIS)) {
                return client.session();
            }
        }
        try (RawClient client = RawClient.resume(server.port(), handed, 0)) {
            assertThat(client).as("the session of the first round on " + server).isNotNull();
            return client.session();
        }
    }
}
