package io.quorate.tests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.ClientInfo;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients with TLS: who gets in, who they are then, and what else the port answers. Runs on either product. */
class SecureClientPortTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] DATA = "secret".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static Path files;
    private static Authority authority;
    private static Path trusted;
    private static Path alice;
    private static Path root;
    private static int securePort;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        files = SANDBOX.directory("certificates");
        authority = new Authority("Quorate test authority");
        trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
        alice = keyStore("alice", authority);
        root = keyStore("root", authority);
        securePort = SANDBOX.freePort();
        server = SANDBOX.subject(ServerSettings.standalone()
                        .with("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory")
                        .with("secureClientPort", securePort)
                        .with("secureClientPortAddress", "127.0.0.1")
                        .with("client.portUnification", true)
                        .with("X509AuthenticationProvider.superUser", "CN=root,O=Quorate")
                        .with(
                                "ssl.keyStore.location",
                                Authority.keyStore(
                                        files.resolve("server.pem"),
                                        authority.issue("CN=server", null, "localhost", "127.0.0.1")))
                        .with("ssl.trustStore.location", Authority.trustStore(files.resolve("trusted.pem"), authority)))
                .start();
    }

    private static Path keyStore(String name, Authority issuer) throws Exception {
        return Authority.keyStore(files.resolve(name + ".p12"), issuer.issue("CN=" + name + ",O=Quorate", null));
    }

    @Test
    void aClientIsWhomItsCertificateIsFor() throws Exception {
        Path bob = keyStore("bob", authority);
        try (ZooKeeper zk = TlsClients.released("127.0.0.1", securePort, alice, trusted);
                ZooKeeper other = TlsClients.released("localhost", securePort, bob, trusted);
                ZooKeeper superUser = TlsClients.released("localhost", securePort, root, trusted)) {
            assertThat(zk.whoAmI())
                    .contains(new ClientInfo("x509", "CN=alice,O=Quorate"))
                    .hasSize(2);
            zk.create("/alices", DATA, ZooDefs.Ids.CREATOR_ALL_ACL, CreateMode.PERSISTENT);
            assertThat(zk.getACL("/alices", null))
                    .containsExactly(new ACL(ZooDefs.Perms.ALL, new Id("x509", "CN=alice,O=Quorate")));
            assertThatThrownBy(() -> other.getData("/alices", false, null))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            assertThat(superUser.getData("/alices", false, null)).isEqualTo(DATA);
            assertThat(superUser.whoAmI()).extracting(ClientInfo::getAuthScheme).contains("super", "x509");
            assertThatThrownBy(() -> zk.create(
                            "/wrong",
                            DATA,
                            Arrays.asList(new ACL(ZooDefs.Perms.ALL, new Id("x509", "no subject"))),
                            CreateMode.PERSISTENT))
                    .isInstanceOf(KeeperException.InvalidACLException.class);
        }
    }

    @Test
    void fourLetterWordsAreAnsweredWithTls() throws Exception {
        assertThat(TlsClients.ask(securePort, "ruok", alice, trusted)).isEqualTo("imok");
        assertThat(TlsClients.ask(securePort, "srvr", alice, trusted)).contains("Mode: standalone");
        assertThat(TlsClients.ask(securePort, "conf", alice, trusted))
                .contains("secureClientPort=" + securePort + "\n")
                .contains("clientPort=" + server.port() + "\n");
    }

    @Test
    void aUnifiedPortTakesBoth() throws Exception {
        assertThat(FourLetter.ask(server.port(), "ruok")).isEqualTo("imok");
        assertThat(TlsClients.ask(server.port(), "ruok", alice, trusted)).isEqualTo("imok");
        try (ZooKeeper zk = TlsClients.released("127.0.0.1", server.port(), alice, trusted)) {
            assertThat(zk.whoAmI()).contains(new ClientInfo("x509", "CN=alice,O=Quorate"));
        }
    }

    @Test
    void withoutACertificateThatWeTrustThereIsNoConnection() throws Exception {
        Path stranger = keyStore("stranger", new Authority("Somebody"));
        for (Path keyStore : new Path[] {null, stranger}) {
            assertThat(answer(() -> TlsClients.ask(securePort, "ruok", keyStore, trusted)))
                    .isEmpty();
            assertThat(answer(() -> TlsClients.ask(server.port(), "ruok", keyStore, trusted)))
                    .isEmpty();
        }
        assertThat(TlsClients.ask(securePort, "ruok", alice, trusted)).isEqualTo("imok");
    }

    @Test
    void plainTextIsNotForTheSecurePort() throws Exception {
        assertThat(answer(() -> FourLetter.ask(securePort, "ruok"))).isEmpty();
        try (Socket silent = new Socket("127.0.0.1", securePort)) {
            assertThat(TlsClients.ask(securePort, "ruok", alice, trusted)).isEqualTo("imok");
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void aServerWhoseCertificateDoesNotNameItIsNotBelieved() throws Exception {
        Path elsewhere = Authority.keyStore(
                files.resolve("elsewhere.p12"), authority.issue("CN=elsewhere", null, "elsewhere.example"));
        int port = SANDBOX.freePort();
        SANDBOX.subject(ServerSettings.standalone()
                        .with("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory")
                        .with("secureClientPort", port)
                        .with("ssl.keyStore.location", elsewhere)
                        .with("ssl.keyStore.password", Authority.PASSWORD)
                        .with("ssl.clientAuth", "none"))
                .start();
        assertThat(TlsClients.ask(port, "ruok", null, trusted)).isEqualTo("imok");
        try (ZooKeeper zk =
                new ZooKeeper("127.0.0.1:" + port, 30_000, event -> {}, TlsClients.releasedConfig(alice, trusted))) {
            Await.whileTrue("not connected", Duration.ofMillis(1500), () -> !zk.getState()
                    .isConnected());
        }
    }

    /** A question that may be answered with the end of the connection, in any form. */
    private interface Question {
        String ask() throws Exception;
    }

    private static String answer(Question question) throws Exception {
        try {
            return question.ask();
        } catch (IOException e) {
            return "";
        }
    }
}
