package io.quorate.tests.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tls.Password;
import io.quorate.tls.TlsContext;
import io.quorate.tls.TlsSettings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
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
    private static final String RUOK = "GET /commands/ruok HTTP/1.0\r\n\r\n";
    private static final byte[] DATA = "secret".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static Path files;
    private static Authority authority;
    private static Path trusted;
    private static Path alice;
    private static Path root;
    private static Path serverKeys;
    private static int securePort;
    private static int adminPort;
    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        files = SANDBOX.directory("certificates");
        authority = new Authority("Quorate test authority");
        trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
        alice = keyStore("alice", authority);
        root = keyStore("root", authority);
        serverKeys = Authority.keyStore(
                files.resolve("server.pem"), authority.issue("CN=server", null, "localhost", "127.0.0.1"));
        securePort = SANDBOX.freePort();
        adminPort = SANDBOX.freePort();
        server = SANDBOX.subject(ServerSettings.standalone()
                        .with("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory")
                        .with("secureClientPort", securePort)
                        .with("secureClientPortAddress", "127.0.0.1")
                        .with("client.portUnification", true)
                        .with("client.certReload", true)
                        .with("admin.enableServer", true)
                        .with("admin.serverAddress", "127.0.0.1")
                        .with("admin.serverPort", adminPort)
                        .with("admin.portUnification", true)
                        .with("ssl.quorum.keyStore.location", serverKeys)
                        .with("X509AuthenticationProvider.superUser", "CN=root,O=Quorate")
                        .with("ssl.keyStore.location", serverKeys)
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
    void operatorsMayAskWithTlsOrWithout() throws Exception {
        assertThat(FourLetter.ask(adminPort, RUOK)).contains("\"command\" : \"ruok\"");
        assertThat(TlsClients.ask(adminPort, RUOK, null, trusted)).contains("\"command\" : \"ruok\"");
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
        // As long as the head of a record, which the server would otherwise wait for: as it does here for the silent
        // one.
        assertThat(answer(() -> FourLetter.ask(securePort, "ruok\n"))).isEmpty();
        try (Socket silent = new Socket("127.0.0.1", securePort)) {
            assertThat(TlsClients.ask(securePort, "ruok", alice, trusted)).isEqualTo("imok");
            assertThat(silent.isConnected()).isTrue();
        }
    }

    @Test
    void ourClientSpeaksTlsToo() throws Exception {
        TlsSettings settings = TlsSettings.forClients().with(store(alice), store(trusted));
        try (io.quorate.client.ZooKeeper zk = io.quorate.client.ZooKeeper.builder("localhost:" + securePort)
                .tls(TlsContext.forClient("ssl.", settings))
                .connect()) {
            zk.create("/ours", DATA, io.quorate.client.Acls.OPEN, io.quorate.client.CreateMode.PERSISTENT)
                    .get(20, TimeUnit.SECONDS);
            assertThat(zk.getData("/ours").get(20, TimeUnit.SECONDS).data()).isEqualTo(DATA);
        }
    }

    private static TlsSettings.Store store(Path file) {
        return new TlsSettings.Store(file, new Password(Authority.PASSWORD), null, null);
    }

    @Test
    void theShellIsToldOfTlsByAFile() throws Exception {
        Path file = files.resolve("client.properties");
        Files.writeString(
                file,
                "zookeeper.client.secure=true\nzookeeper.ssl.keyStore.location=" + alice
                        + "\nzookeeper.ssl.keyStore.password=" + Authority.PASSWORD
                        + "\nzookeeper.ssl.trustStore.location="
                        + trusted + "\nzookeeper.ssl.trustStore.password=" + Authority.PASSWORD + "\n");
        String said = run(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.quorate.cli.ZooKeeperMain",
                "-q",
                "-server",
                "localhost:" + securePort,
                "-client-configuration",
                file.toString(),
                "whoami"));
        assertThat(said).contains("x509: CN=alice,O=Quorate");
    }

    @Test
    void theScriptAsksAServerThatHasTlsOnly() throws Exception {
        Path config = files.resolve("secure-only.cfg");
        Files.writeString(config, "dataDir=" + files + "\nsecureClientPort=" + securePort + "\n");
        ProcessBuilder status = new ProcessBuilder(
                System.getProperty("quorate.home") + "/bin/zkServer.sh", "status", config.toString());
        status.environment()
                .put(
                        "CLIENT_JVMFLAGS",
                        "-Dzookeeper.ssl.keyStore.location=" + alice + " -Dzookeeper.ssl.keyStore.password="
                                + Authority.PASSWORD + " -Dzookeeper.ssl.trustStore.location=" + trusted
                                + " -Dzookeeper.ssl.trustStore.password=" + Authority.PASSWORD);
        assertThat(run(status))
                .contains("Client port found: " + securePort + ". Client address: localhost. Client SSL: true.")
                .contains("Mode: standalone");
    }

    private static String run(ProcessBuilder command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(files, "out", ".txt");
        Process process = command.redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void aNewCertificateIsUsedWithoutARestart() throws Exception {
        Authority.Identity next = authority.issue("CN=server,O=Next", null, "localhost", "127.0.0.1");
        Authority.keyStore(serverKeys, next);
        Await.until("the new certificate is shown", LIMIT, () -> shown().equals(next.certificate()));
        Files.writeString(serverKeys, "not a key store");
        Await.until("it is noticed that there is none", LIMIT, () -> server.logText()
                .contains("the old ones stay in use"));
        assertThat(shown()).isEqualTo(next.certificate());
    }

    private static Certificate shown() throws Exception {
        try (SSLSocket socket = (SSLSocket) TlsClients.connect(securePort, alice, trusted)) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void namesAndRevocationsCount() throws Exception {
        HttpServer lists = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Path list = files.resolve("revoked.crl");
        lists.createContext("/revoked.crl", exchange -> {
            byte[] bytes = Files.readAllBytes(list);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        lists.start();
        SANDBOX.closing(() -> lists.stop(0));
        String at = "http://127.0.0.1:" + lists.getAddress().getPort() + "/revoked.crl";
        Authority.Identity good = authority.issue("CN=good", at);
        Authority.Identity bad = authority.issue("CN=bad", at);
        authority.revocations(list, bad);
        Path elsewhere = Authority.keyStore(
                files.resolve("elsewhere.jks"), authority.issue("CN=elsewhere", null, "elsewhere.example"));
        int port = SANDBOX.freePort();
        int strictAdminPort = SANDBOX.freePort();
        OcspResponder responder = SANDBOX.closing(new OcspResponder(authority));
        ServerProcess strict = SANDBOX.subject(ServerSettings.standalone()
                        .with("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory")
                        .with("secureClientPort", port)
                        .with("ssl.keyStore.location", elsewhere)
                        .with("ssl.keyStore.password", Authority.PASSWORD)
                        .with("ssl.trustStore.location", trusted)
                        .with("ssl.trustStore.password", Authority.PASSWORD)
                        .with("ssl.crl", true)
                        .with("ssl.ocsp", true)
                        .with("netty.server.outstandingHandshake.limit", 2)
                        .with("admin.enableServer", true)
                        .with("admin.serverAddress", "127.0.0.1")
                        .with("admin.serverPort", strictAdminPort)
                        .with("admin.forceHttps", true)
                        .with("admin.needClientAuth", true)
                        .with("ssl.quorum.keyStore.location", elsewhere)
                        .with("ssl.quorum.keyStore.password", Authority.PASSWORD)
                        .with("ssl.quorum.trustStore.location", trusted)
                        .with("ssl.quorum.trustStore.password", Authority.PASSWORD)
                        .with("ssl.clientAuth", "want"))
                .start();
        assertThat(TlsClients.ask(port, "ruok", null, trusted)).isEqualTo("imok");
        assertThat(TlsClients.ask(port, "ruok", Authority.keyStore(files.resolve("good.p12"), good), trusted))
                .isEqualTo("imok");
        handshakesAreLimited(strict, port);
        respondersAreAsked(responder, port);
        assertThat(TlsClients.ask(strictAdminPort, RUOK, alice, trusted)).contains("\"command\" : \"ruok\"");
        assertThat(answer(() -> TlsClients.ask(strictAdminPort, RUOK, null, trusted)))
                .doesNotContain("ruok");
        assertThat(answer(() -> FourLetter.ask(strictAdminPort, RUOK))).doesNotContain("ruok");
        Path revoked = Authority.keyStore(files.resolve("bad.p12"), bad);
        assertThat(answer(() -> TlsClients.ask(port, "ruok", revoked, trusted))).isEmpty();
        assertThat(answer(() -> TlsClients.ask(port, "ruok", alice, trusted)))
                .as("no list to be found")
                .isEmpty();
        try (ZooKeeper zk =
                new ZooKeeper("127.0.0.1:" + port, 30_000, event -> {}, TlsClients.releasedConfig(alice, trusted))) {
            Await.whileTrue("not connected", Duration.ofMillis(1000), () -> !zk.getState()
                    .isConnected());
        }
    }

    private static void respondersAreAsked(OcspResponder responder, int port) throws Exception {
        Authority.Identity fine = authority.issueWithResponder("CN=fine", responder.location());
        Authority.Identity gone = authority.issueWithResponder("CN=gone", responder.location());
        responder.revoke(gone);
        assertThat(TlsClients.ask(port, "ruok", Authority.keyStore(files.resolve("fine.p12"), fine), trusted))
                .isEqualTo("imok");
        assertThat(responder.asked()).isEqualTo(1);
        Path revoked = Authority.keyStore(files.resolve("gone.p12"), gone);
        assertThat(answer(() -> TlsClients.ask(port, "ruok", revoked, trusted))).isEmpty();
        assertThat(responder.asked()).isEqualTo(2);
    }

    /** Two who do not go on with their handshakes keep the third out, until they are gone. */
    private static void handshakesAreLimited(ServerProcess strict, int port) throws Exception {
        long before = Long.parseLong(FourLetter.monitor(strict.port()).get("zk_unsuccessful_handshake"));
        try (Socket one = new Socket("127.0.0.1", port);
                Socket two = new Socket("127.0.0.1", port)) {
            Await.until("two handshakes are outstanding", LIMIT, () -> FourLetter.monitor(strict.port())
                    .get("zk_outstanding_tls_handshake")
                    .equals("2"));
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            assertThat(answer(() -> TlsClients.ask(port, "ruok", null, trusted)))
                    .isEmpty();
            assertThat(FourLetter.monitor(strict.port())).containsEntry("zk_tls_handshake_exceeded", "1");
        }
        Await.until("no handshake is outstanding", LIMIT, () -> FourLetter.monitor(strict.port())
                .get("zk_outstanding_tls_handshake")
                .equals("0"));
        assertThat(Long.parseLong(FourLetter.monitor(strict.port()).get("zk_unsuccessful_handshake")))
                .isGreaterThanOrEqualTo(before + 2);
    }

    /** The implementation that is asked for is not shipped: the server says what is missing, instead of taking another one. */
    @Test
    void openSslIsNotReplacedByAnother() throws Exception {
        Path keys = Authority.keyStore(files.resolve("openssl.pem"), authority.issue("CN=openssl", null));
        try (ServerProcess refused = SANDBOX.quorate(ServerSettings.standalone()
                        .with("secureClientPort", SANDBOX.freePort())
                        .with("ssl.sslProvider", "OpenSSL")
                        .with("ssl.keyStore.location", keys)
                        .with("ssl.trustStore.location", trusted)
                        .with("ssl.trustStore.password", Authority.PASSWORD))
                .launch()) {
            assertThat(refused.awaitExit(LIMIT)).isNotZero();
            assertThat(refused.logText()).contains("ssl.sslProvider=OpenSSL: netty-tcnative is not there");
        }
    }

    @Test
    void theSampleOfASecureServerIsOne() throws Exception {
        Authority.keyStore(files.resolve("keystore.p12"), authority.issue("CN=sample", null, "localhost", "127.0.0.1"));
        Authority.trustStore(files.resolve("truststore.p12"), authority);
        Files.writeString(files.resolve("password"), Authority.PASSWORD + "\n");
        int port = SANDBOX.freePort();
        ServerSettings settings = ServerSettings.standalone();
        for (String line : Files.readAllLines(Path.of(System.getProperty("project.root"), "conf", "zoo-secure.cfg"))) {
            if (!line.isEmpty()
                    && !line.startsWith("#")
                    && !line.startsWith("server.")
                    && !line.startsWith("dataDir")) {
                String[] parts = line.split("=", 2);
                settings = settings.with(parts[0], parts[1].replace("/etc/zookeeper", files.toString()));
            }
        }
        ServerProcess sample = SANDBOX.subject(settings.with("secureClientPort", port)
                        .with("admin.serverPort", SANDBOX.freePort())
                        .with("admin.enableServer", true))
                .start();
        try (ZooKeeper zk = TlsClients.released("localhost", port, alice, trusted)) {
            assertThat(zk.exists("/", false)).isNotNull();
        }
        try (ZooKeeper plain = new ZooKeeper("127.0.0.1:" + sample.port(), 30_000, event -> {})) {
            assertThatThrownBy(() -> plain.exists("/", false)).isInstanceOf(KeeperException.class);
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
