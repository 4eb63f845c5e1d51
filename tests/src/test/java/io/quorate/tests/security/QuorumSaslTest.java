package io.quorate.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Jaas;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that authenticate to each other by DIGEST-MD5, of both kinds side by side. */
class QuorumSaslTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int FOLLOWERINFO = 11;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    @Test
    void noServerIsHeardThatHasNotAuthenticated() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QA", required("secret", sandbox));
        ensemble.start(1, 2);
        assertThat(ensemble.leader().id()).as("the Apache server leads").isEqualTo(2);
        assertNobodyGetsInUnauthenticated(ensemble.member(1));
        assertThat(ensemble.member(1).process().logText()).doesNotContain("secret");
    }

    /** Each kind of server dials and is dialled by the other, and each learns from the other once. */
    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void bothKindsRequireItOfEachOther() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QAQ", required("secret", sandbox));
        ensemble.start(1, 2);
        assertThat(ensemble.leader().id()).as("the Apache server leads").isEqualTo(2);
        ensemble.member(1).kill();
        ensemble.start(3);
        ensemble.member(2).kill();
        ensemble.start(1);
        assertThat(ensemble.leader().id()).as("a Quorate server leads").isEqualTo(3);
        ensemble.start(2);
        ensemble.awaitEqualZxids();
        assertNobodyGetsInUnauthenticated(ensemble.leader());
    }

    /** As Apache's documentation has it: enable, then have learners authenticate, then insist. A fourth server knows another password. */
    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void isTurnedOnWhileTheEnsembleRuns() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QAQ", EnsembleProcess.defaults());
        ensemble.start(1, 2, 3);
        ServerSettings enabled = given("secret", sandbox).with("quorum.auth.enableSasl", true);
        ServerSettings learners = enabled.with("quorum.auth.learnerRequireSasl", true);
        for (ServerSettings step :
                new ServerSettings[] {enabled, learners, learners.with("quorum.auth.serverRequireSasl", true)}) {
            ensemble.settings(step);
            for (Member member : ensemble.members()) {
                member.stop();
                ensemble.awaitServing();
                member.launch();
                ensemble.awaitServing();
            }
        }
        ensemble.awaitEqualZxids();
    }

    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void whoKnowsAnotherPasswordStaysOutside() throws Exception {
        for (String products : new String[] {"QAQ", "AQA", "QQQ"}) {
            EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, required("secret", sandbox));
            Member stranger = ensemble.member(3);
            Map<String, String> lines = stranger.settings().config();
            ServerSettings other = required("other", sandbox);
            for (int id = 1; id <= 3; id++) {
                other = other.with("server." + id, lines.get("server." + id));
            }
            stranger.settings(other);
            ensemble.start(1, 2);
            stranger.launch();
            // Only our servers say in their logs what went wrong.
            Await.until("server 3 is refused in " + products, LIMIT, () -> ensemble.members().stream()
                    .anyMatch(QuorumSaslTest::saysSo));
            assertThat(stranger.mode()).isNull();
            ensemble.killAll();
        }
    }

    private static boolean saysSo(Member member) {
        String log = member.process().logTail();
        return log.contains("failed to authenticate") || log.contains("refused to authenticate");
    }

    private static ServerSettings given(String password, Sandbox sandbox) {
        return Jaas.given(
                EnsembleProcess.defaults().with("fips-mode", false),
                sandbox,
                Jaas.text("QuorumServer", Jaas.DIGEST_MODULE, Map.of("user_zkq", password)),
                Jaas.text("QuorumLearner", Jaas.DIGEST_MODULE, Map.of("username", "zkq", "password", password)));
    }

    private static ServerSettings required(String password, Sandbox sandbox) {
        return given(password, sandbox)
                .with("quorum.auth.enableSasl", true)
                .with("quorum.auth.learnerRequireSasl", true)
                .with("quorum.auth.serverRequireSasl", true);
    }

    /** CVE-2018-8012. */
    private static void assertNobodyGetsInUnauthenticated(Member member) throws Exception {
        byte[] introduction = ByteBuffer.allocate(20 + 11)
                .putLong(-65536L)
                .putLong(99)
                .putInt(11)
                .put("127.0.0.1:1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .array();
        byte[] notification =
                ByteBuffer.allocate(4 + 44).putInt(44).putInt(0).putLong(99).array();
        assertRefused(member.electionPort(), introduction, notification);
        byte[] followerInfo = ByteBuffer.allocate(40)
                .putInt(FOLLOWERINFO)
                .putLong(0)
                .putInt(20)
                .putLong(member.id() == 1 ? 2 : 1)
                .putInt(0x10000)
                .putLong(0)
                .putInt(-1)
                .array();
        assertRefused(member.quorumPort(), followerInfo);
    }

    private static void assertRefused(int port, byte[]... all) throws Exception {
        try (RawClient stranger = RawClient.open(port)) {
            for (byte[] bytes : all) {
                stranger.sendBytes(bytes);
            }
            assertThat(stranger.receiveAll().length)
                    .as("answer of port " + port)
                    .isLessThanOrEqualTo(16 + 4);
        }
    }
}
