package io.quorate.tests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * TLS between servers of both products. {@code -Dtls.rolling=QAQ} (or another mixture) moves a live ensemble from plain text to TLS and
 * back.
 */
class QuorumTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private Path files;
    private Authority authority;
    private Path trusted;

    @BeforeEach
    void certificates() throws Exception {
        files = sandbox.directory("certificates");
        authority = new Authority("Quorate test authority");
        trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
    }

    private ServerSettings with(ServerSettings settings, String name, Authority issuer, String... places)
            throws Exception {
        Path keys = Authority.keyStore(files.resolve(name + ".p12"), issuer.issue("CN=" + name, null, places));
        return settings.with("ssl.quorum.keyStore.location", keys)
                .with("ssl.quorum.keyStore.password", Authority.PASSWORD)
                .with("ssl.quorum.trustStore.location", trusted)
                .with("ssl.quorum.trustStore.password", Authority.PASSWORD)
                .with("sslQuorum", true);
    }

    @Test
    void nobodyJoinsWithoutACertificateThatTheOthersTrust() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QAQ", EnsembleProcess.defaults());
        ServerSettings checked = EnsembleProcess.defaults().with("fips-mode", false);
        ensemble.settings(with(checked.with("sslQuorumReloadCertFiles", true), "member", authority, "127.0.0.1"));
        Member stranger = ensemble.member(3);
        stranger.settings(with(stranger.settings(), "stranger", new Authority("Somebody"), "127.0.0.1"));
        ensemble.start(1, 2);
        stranger.launch();
        Member ours = ensemble.member(1);
        Await.until("the stranger was refused", LIMIT, () -> ours.process()
                .logText()
                .contains("(it has no certificate, or none that our trust store would believe)"));
        Await.until("the stranger was told", LIMIT, () -> stranger.process()
                .logText()
                .contains("(the other end does not accept our certificate; its log says why)"));
        try (Socket plain = new Socket("127.0.0.1", ours.electionPort())) {
            plain.getOutputStream().write(new byte[] {-1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3});
            assertThat(isClosed(plain)).isTrue();
        }
        assertThat(stranger.mode()).isNull();
        write(ensemble, "/still");
        assertThat(ours.process().logText()).contains("the other end does not speak TLS");
        stranger.stop();
        stranger.settings(with(stranger.settings(), "elsewhere", authority, "elsewhere.example"))
                .launch();
        Await.until("a certificate for another place was refused", LIMIT, () -> ours.process()
                .logText()
                .contains("where it comes from (ssl.quorum.clientHostnameVerification)"));
        assertThat(stranger.mode()).isNull();
        Authority.Identity next = authority.issue("CN=next", null, "127.0.0.1");
        Path keys = Authority.keyStore(files.resolve("member.p12"), next);
        Await.until("the new certificate is shown", LIMIT, () -> {
            try (SSLSocket socket = (SSLSocket) TlsClients.connect(ours.electionPort(), keys, trusted)) {
                return socket.getSession().getPeerCertificates()[0].equals(next.certificate());
            }
        });
        write(ensemble, "/reloaded");
    }

    /**
     * CVE-2026-24281: what an address is called in the DNS is in the hands of its owner. Here it has the name of the certificate that is
     * shown there. A server that was to connect to the address goes no further; one that was to connect to the name does.
     */
    @Test
    void whatAnAddressIsCalledProvesNothing() throws Exception {
        String name = "member.example";
        String host = InetAddress.getLocalHost().getHostName();
        Path hosts = Files.writeString(files.resolve("hosts"), "127.0.0.1 " + name + " " + host + "\n");
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults());
        Member named = ensemble.member(3);
        Member ours = ensemble.member(1);
        ensemble.settings(with(EnsembleProcess.defaults().with("fips-mode", false), "ours", authority, "127.0.0.1")
                .withJvmArg("-Djdk.net.hosts.file=" + hosts));
        ours.settings(ours.settings().with("server.3", name + ":" + named.quorumPort() + ":" + named.electionPort()));
        Path keys = Authority.keyStore(files.resolve("liar.p12"), authority.issue("CN=liar", null, name));
        try (ServerSocket byAddress = TlsClients.listen(ensemble.member(2).electionPort(), keys);
                ServerSocket byName = TlsClients.listen(named.electionPort(), keys)) {
            ours.launch();
            try (Socket socket = byName.accept()) {
                assertThat(socket.getInputStream().read())
                        .as("what a server begins with")
                        .isEqualTo(0xff);
            }
            try (Socket socket = byAddress.accept()) {
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
            }
        }
        assertThat(FourLetter.ask(ours.port(), "envi"))
                .as("what it is told of addresses")
                .contains("host.name=" + name);
        Await.until("it says why", LIMIT, () -> ours.process()
                .logText()
                .contains("No subject alternative names matching IP address 127.0.0.1 found"));
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout((int) LIMIT.toMillis());
            while (socket.getInputStream().read() >= 0) {
                // an alert
            }
            return true;
        } catch (IOException e) {
            return e.getMessage().contains("reset");
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "tls.rolling", matches = "[QA]+")
    void aLiveEnsembleMovesToTlsAndBack() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, System.getProperty("tls.rolling"), EnsembleProcess.defaults());
        ensemble.start();
        ServerSettings tls = with(EnsembleProcess.defaults(), "member", authority, "127.0.0.1");
        roll(ensemble, tls.with("sslQuorum", false).with("portUnification", true));
        roll(ensemble, tls.with("portUnification", true));
        roll(ensemble, tls);
        assertThat(isRefused(ensemble.member(1).quorumPort())).isTrue();
        roll(ensemble, tls.with("portUnification", true));
        roll(ensemble, tls.with("sslQuorum", false).with("portUnification", true));
        roll(ensemble, EnsembleProcess.defaults());
    }

    private static boolean isRefused(int port) throws IOException {
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.getOutputStream().write(new byte[64]);
            return isClosed(plain);
        }
    }

    /** Restarts one server after the other with new settings; the others serve all the time. */
    private static void roll(EnsembleProcess ensemble, ServerSettings settings) throws Exception {
        ensemble.settings(settings);
        for (Member member : ensemble.members()) {
            member.stop();
            write(ensemble, "/without-" + member.id());
            member.launch();
            ensemble.awaitServing();
            write(ensemble, "/with-" + member.id());
        }
        ensemble.awaitEqualZxids();
    }

    private static void write(EnsembleProcess ensemble, String path) throws Exception {
        byte[] data = path.getBytes(StandardCharsets.UTF_8);
        Member at = Await.value("a leader", LIMIT, ensemble::leader);
        try (ZooKeeper zk = new ZooKeeper("127.0.0.1:" + at.port(), 30_000, event -> {})) {
            Await.until("connected", LIMIT, () -> zk.getState().isConnected());
            if (zk.exists(path, false) == null) {
                zk.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            assertThat(zk.setData(path, data, -1)).isNotNull();
        }
    }
}
