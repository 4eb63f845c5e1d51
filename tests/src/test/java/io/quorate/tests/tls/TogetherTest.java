package io.quorate.tests.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Jaas;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tree.acl.DigestAuthProvider;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS beside what else servers do. {@code -Dsecurity.heavy=true} starts ensembles of both products. */
class TogetherTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private Path files;
    private Path keys;
    private Path trusted;

    @BeforeEach
    void certificates() throws Exception {
        files = sandbox.directory("certificates");
        Authority authority = new Authority("Quorate test authority");
        trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
        keys = Authority.keyStore(files.resolve("keys.p12"), authority.issue("CN=member", null, "127.0.0.1"));
    }

    private ServerSettings withKeys(ServerSettings settings) {
        return settings.with("ssl.quorum.keyStore.location", keys)
                .with("ssl.quorum.keyStore.password", Authority.PASSWORD)
                .with("ssl.quorum.trustStore.location", trusted)
                .with("ssl.quorum.trustStore.password", Authority.PASSWORD);
    }

    /** A certificate alone is not enough, and neither is a password. */
    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void serversAuthenticateBySaslOverTls() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QAQ", saslAndTls("secret"));
        Member stranger = ensemble.member(3);
        ServerSettings knowsLess = saslAndTls("other");
        for (int id = 1; id <= 3; id++) {
            knowsLess =
                    knowsLess.with("server." + id, stranger.settings().config().get("server." + id));
        }
        ServerSettings member = stranger.settings();
        stranger.settings(knowsLess);
        ensemble.start(1, 2);
        assertThat(ensemble.leader().id()).as("the Apache server leads").isEqualTo(2);
        write(ensemble.member(1), "/over-both");
        ensemble.awaitEqualZxids();
        stranger.launch();
        Await.until("who knows another password is refused", LIMIT, () -> ensemble.alive().stream()
                .anyMatch(server -> server.process().logTail().contains("failed to authenticate")
                        || server.process().logTail().contains("refused to authenticate")));
        assertThat(stranger.mode()).isNull();
        stranger.stop();
        stranger.settings(member);
        ensemble.start(3);
        ensemble.member(2).kill();
        ensemble.awaitServing();
        assertThat(ensemble.leader().id()).as("a Quorate server leads").isEqualTo(3);
        write(ensemble.member(1), "/ours");
        for (int port :
                new int[] {ensemble.member(1).electionPort(), ensemble.member(3).quorumPort()}) {
            assertThat(isClosedForPlainText(port)).isTrue();
        }
    }

    private ServerSettings saslAndTls(String password) {
        return withKeys(Jaas.given(
                        EnsembleProcess.defaults().with("fips-mode", false),
                        sandbox,
                        Jaas.text("QuorumServer", Jaas.DIGEST_MODULE, Map.of("user_zkq", password)),
                        Jaas.text(
                                "QuorumLearner", Jaas.DIGEST_MODULE, Map.of("username", "zkq", "password", password))))
                .with("sslQuorum", true)
                .with("quorum.auth.enableSasl", true)
                .with("quorum.auth.learnerRequireSasl", true)
                .with("quorum.auth.serverRequireSasl", true);
    }

    /** Server 1 follows and serves two observers at its port for them, which takes TLS alone. */
    @Test
    @EnabledIfSystemProperty(named = "security.heavy", matches = "true")
    void observersLearnFromAFollowerOverTls() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(
                sandbox, "QAqa", withKeys(EnsembleProcess.defaults()).with("sslQuorum", true));
        int port = EnsembleProcess.anotherPort();
        for (int id : new int[] {1, 3, 4}) {
            Member member = ensemble.member(id);
            member.settings(member.settings().with("observerMasterPort", port));
        }
        ensemble.start(1, 2).start();
        Await.until("two observers of server 1", LIMIT, () -> "2"
                .equals(FourLetter.monitor(ensemble.member(1).port()).get("zk_synced_observers")));
        assertThat(isClosedForPlainText(port)).isTrue();
        write(ensemble.member(3), "/by-ours");
        write(ensemble.member(4), "/by-apaches");
        ensemble.awaitEqualZxids();
    }

    private static void write(Member at, String path) throws Exception {
        try (RawClient client = RawClient.connect(at.port(), 30_000)) {
            assertThat(client.call(OpCode.CREATE, new CreateRequest(path, new byte[] {1}, Acl.OPEN, 0))
                            .err())
                    .isZero();
        }
    }

    /** Whether nothing is answered to the first packet of a learner but the end, or an alert of TLS. */
    private static boolean isClosedForPlainText(int port) throws Exception {
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setSoTimeout((int) LIMIT.toMillis());
            plain.getOutputStream().write(new byte[64]);
            int first;
            try {
                first = plain.getInputStream().read();
            } catch (java.net.SocketException reset) {
                return true;
            }
            return first < 0 || first == 21;
        }
    }

    @Test
    void aBackupIsTakenOverHttps() throws Exception {
        int port = sandbox.freePort();
        ServerProcess server = sandbox.quorate(withKeys(ServerSettings.standalone())
                        .with("admin.enableServer", true)
                        .with("admin.serverAddress", "127.0.0.1")
                        .with("admin.serverPort", port)
                        .with("admin.forceHttps", true)
                        .withProperty(
                                "DigestAuthenticationProvider.superDigest",
                                DigestAuthProvider.standard().digestOf("super:secret")))
                .start();
        try (RawClient client = RawClient.connect(server.port(), 30_000)) {
            assertThat(client.call(OpCode.CREATE, new CreateRequest("/saved", new byte[] {1}, Acl.OPEN, 0))
                            .err())
                    .isZero();
        }
        Path auth = Files.writeString(files.resolve("auth"), "digest super:secret\n");
        Path backup = files.resolve("backup");
        List<String> save = List.of("save", "--auth-file", auth.toString(), "--server", "https://127.0.0.1:" + port);
        assertThat(tool(save, backup, "")).contains("exit 1").contains("certif");
        String trust =
                "-Djavax.net.ssl.trustStore=" + trusted + " -Djavax.net.ssl.trustStorePassword=" + Authority.PASSWORD;
        assertThat(tool(save, backup, trust)).contains("exit 0");
        assertThat(tool(List.of("verify"), backup, "")).contains("exit 0");
    }

    /** What {@code zkBackup.sh} says, and its exit code. */
    private String tool(List<String> words, Path backup, String jvmFlags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Locations.layout().resolve("bin/zkBackup.sh").toString());
        command.addAll(words);
        command.add(backup.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CLIENT_JVMFLAGS", jvmFlags);
        Path out = files.resolve("out");
        Process process = builder.redirectOutput(out.toFile()).start();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8) + "\nexit " + process.exitValue();
    }
}
