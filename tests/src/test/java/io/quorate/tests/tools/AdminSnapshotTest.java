package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.cli.files.SnapshotToolkitMain;
import io.quorate.cli.files.TxnLogToolkitMain;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.Id;
import io.quorate.jute.proto.SetAclRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import io.quorate.tree.acl.DigestAuthProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the admin server that hand out data, over HTTP: who gets them, and what. */
@Timeout(60)
class AdminSnapshotTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SUPER = "digest super:secret";
    private static final String ADMIN = "digest admin:word";
    private static final String DIGEST = DigestAuthProvider.standard().digestOf("super:secret");
    private static final String ADMIN_ID = DigestAuthProvider.standard().digestOf("admin:word");

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    @TempDir
    private Path temp;

    private static int port;
    private static int limitedPort;
    private static ServerProcess server;
    private static RawClient client;

    @BeforeAll
    static void start() throws IOException {
        port = SANDBOX.freePort();
        limitedPort = SANDBOX.freePort();
        server = SANDBOX.quorate(
                        settings(port).with("admin.rateLimiterIntervalInMS", 0).withProperty("skipACL", "no"))
                .launch();
        ServerProcess limited = SANDBOX.quorate(settings(limitedPort).withProperty("skipACL", "yes"))
                .launch();
        client = SANDBOX.closing(RawClient.connect(server.awaitServing().port(), 30_000));
        limited.awaitServing();
        for (int i = 0; i < 20; i++) {
            client.call(OpCode.CREATE, new CreateRequest("/n" + i, new byte[1000], Acl.OPEN, 0));
        }
        for (int each : List.of(port, limitedPort)) {
            Await.until(
                    "the admin server",
                    Duration.ofSeconds(20),
                    () -> get(each, "ruok", null).statusCode() == 200);
        }
    }

    private static ServerSettings settings(int adminPort) {
        return ServerSettings.standalone()
                .with("admin.enableServer", true)
                .with("admin.serverAddress", "127.0.0.1")
                .with("admin.serverPort", adminPort)
                .withProperty("DigestAuthenticationProvider.superDigest", DIGEST);
    }

    private static HttpResponse<byte[]> get(int adminPort, String command, String authorization) throws IOException {
        return ask(HttpRequest.newBuilder().GET(), adminPort, command, authorization);
    }

    private static HttpResponse<byte[]> ask(
            HttpRequest.Builder request, int adminPort, String command, String authorization) throws IOException {
        request.uri(URI.create("http://127.0.0.1:" + adminPort + "/commands/" + command));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(HttpResponse<byte[]> found, int status, String error) {
        assertThat(found.statusCode()).isEqualTo(status);
        assertThat(new String(found.body(), StandardCharsets.UTF_8)).contains("\"error\" : \"" + error);
    }

    /** CVE-2025-58457: everybody may do anything to the root of this tree. */
    @Test
    void anInventedIdentityIsNotEnough() throws IOException {
        for (String command : List.of(
                "snapshot", "snap", "transactions?after=0x1", "snapshot?streaming=false", "stat_reset", "crst")) {
            assertRefused(get(port, command, null), 401, "Auth info is missing for the command");
            assertRefused(get(port, command, "digest"), 401, "Not authenticated");
            assertRefused(get(port, command, "foo bar"), 401, "Not authenticated");
            assertRefused(get(port, command, "digest somebody:else"), 403, "Not authorized");
            assertRefused(get(port, command, "digest super:wrong"), 403, "Not authorized");
            assertRefused(get(port, command, "ip 127.0.0.1"), 403, "Not authorized");
            // skipACL is for clients.
            assertRefused(get(limitedPort, command, "digest somebody:else"), 403, "Not authorized");
        }
        assertRefused(
                ask(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), port, "restore", "digest a:b"),
                403,
                "Not authorized");
    }

    @Test
    void countersAreResetForAdministrators() throws IOException {
        for (String command : List.of("stat_reset", "srst", "connection_stat_reset", "crst")) {
            assertThat(get(port, command, SUPER).statusCode()).as(command).isEqualTo(200);
        }
    }

    @Test
    void whomTheRootNamesIsAnAdministrator() throws IOException {
        Acl everybody = Acl.OPEN.get(0);
        client.call(
                OpCode.SET_ACL,
                new SetAclRequest("/", List.of(everybody, new Acl(15, new Id("digest", ADMIN_ID))), -1));
        assertRefused(get(port, "snapshot", ADMIN), 403, "Not authorized");
        client.call(
                OpCode.SET_ACL,
                new SetAclRequest("/", List.of(everybody, new Acl(31, new Id("digest", ADMIN_ID))), -1));
        assertThat(get(port, "snapshot", ADMIN).statusCode()).isEqualTo(200);
        assertRefused(get(port, "snapshot", "digest admin:other"), 403, "Not authorized");
        client.call(OpCode.SET_ACL, new SetAclRequest("/", List.of(everybody), -1));
        assertRefused(get(port, "snapshot", ADMIN), 403, "Not authorized");
    }

    @Test
    void theWholeTreeIsHandedOutAsOfOneTransaction() throws IOException {
        HttpResponse<byte[]> found = get(port, "snapshot", SUPER);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(found.headers().firstValue("snapshot_size")).contains(Integer.toString(found.body().length));
        String zxid = found.headers().firstValue("last_zxid").orElseThrow();
        Path file = Files.write(temp.resolve("snapshot." + zxid.substring(2)), found.body());
        ToolRun shown = ToolRun.of(SnapshotToolkitMain::run, file);
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out()).contains("/n19\n", "Last zxid: " + zxid);

        HttpResponse<byte[]> kept = get(port, "snapshot?streaming=false", SUPER);
        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(new String(kept.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\n  \"command\" : \"snapshot\",\n  \"error\" : null\n}");
        String name = "snapshot."
                + kept.headers().firstValue("last_zxid").orElseThrow().substring(2);
        assertThat(server.dataDir().resolve("version-2").resolve(name)).exists();
    }

    @Test
    void whatWasCommittedSinceIsHandedOutAsALog() throws IOException {
        HttpResponse<byte[]> found = get(port, "transactions?after=0x2", SUPER);
        assertThat(found.statusCode()).isEqualTo(200);
        String last = found.headers().firstValue("last_zxid").orElseThrow();
        ToolRun shown = ToolRun.asked(TxnLogToolkitMain::run, "", Files.write(temp.resolve("log.3"), found.body()));
        assertThat(shown.out())
                .contains(" zxid 0x3 create /n1,", " zxid " + last + " ")
                .doesNotContain(" zxid 0x2 ");
        assertThat(get(port, "transactions?after=" + last, SUPER).statusCode()).isEqualTo(204);
        // The first transaction follows the beginning.
        assertThat(get(port, "transactions?after=0", SUPER).statusCode()).isEqualTo(200);
        assertRefused(get(port, "transactions?after=x", SUPER), 400, "after: a zxid is expected");
    }

    /** Who is refused for what he is does not use up what others may, and is not told of it. */
    @Test
    void snapshotsAreNotHandedOutAllTheTime() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertRefused(get(limitedPort, "snapshot", "digest super:wrong"), 403, "Not authorized");
            assertRefused(get(limitedPort, "snapshot", null), 401, "Auth info is missing");
        }
        assertThat(get(limitedPort, "snapshot?streaming=false", SUPER).statusCode())
                .isEqualTo(200);
        assertRefused(get(limitedPort, "snapshot", SUPER), 429, "One snapshot is handed out in 300000 ms");
        assertRefused(get(limitedPort, "snap", SUPER), 429, "One snapshot is handed out in 300000 ms");
        assertRefused(get(limitedPort, "snapshot", "digest super:wrong"), 403, "Not authorized");
        assertThat(get(limitedPort, "stat_reset", SUPER).statusCode()).isEqualTo(200);
    }

    /** What Apache's zkServer.sh status does. */
    @Test
    void apachesOwnStatusCommandUnderstandsIt() throws Exception {
        try (ApacheTools apache = new ApacheTools()) {
            assertThat(apache.run(
                            "",
                            "org.apache.zookeeper.client.FourLetterWordMain",
                            "127.0.0.1",
                            Integer.toString(server.port()),
                            "srvr"))
                    .contains("\nMode: standalone\n");
        }
    }

    private static HttpResponse<byte[]> shed(String command, String body, String authorization) throws IOException {
        return ask(
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), port, command, authorization);
    }

    @Test
    void aPartOfTheConnectionsIsClosed() throws IOException {
        String half = "{\"percentage\": 50}";
        assertRefused(shed("shed_connections", half, null), 401, "Auth info is missing");
        assertRefused(shed("shed", half, "digest super:wrong"), 403, "Not authorized");
        assertRefused(get(port, "shed", SUPER), 405, "This command is given with POST");
        for (String mistake : List.of("", "{}", "[]", "null", "{\"percentage\": 101}", "{\"percentage\": -1}", "{x")) {
            assertRefused(shed("shed", mistake, SUPER), 400, "percentage: a whole number from 0 to 100 is expected");
        }
        assertRefused(shed("shed", "{\"percentage\": \"5\"}", SUPER), 400, "percentage: a whole number");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            clients.add(SANDBOX.closing(RawClient.connect(server.port(), 30_000)));
        }
        assertThat(new String(shed("shed", "{\"percentage\": 0}", SUPER).body(), StandardCharsets.UTF_8))
                .contains("\"connections_shed\" : 0");
        int before = connections();
        HttpResponse<byte[]> found = shed("shed_connections", half, SUPER);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(new String(found.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\n  \"connections_shed\" : " + before / 2
                                + ",\n  \"percentage_requested\" : 50,\n  \"command\" : \"shed_connections\",\n  \"error\" : null\n}");
        Await.until("half are gone", Duration.ofSeconds(20), () -> connections() == before - before / 2);
        // Their sessions are not.
        for (RawClient each : clients) {
            assertThat(SANDBOX.closing(RawClient.resume(server.port(), each.session(), 0))
                            .session()
                            .id())
                    .isEqualTo(each.session().id());
        }
        client = SANDBOX.closing(RawClient.connect(server.port(), 30_000));
    }

    /** Those of clients, in the admin server's words. */
    private static int connections() throws IOException {
        return new String(get(port, "connections", null).body(), StandardCharsets.UTF_8)
                        .split("\"remote_socket_address\"", -1)
                        .length
                - 1;
    }

    @Test
    void aRunningServerIsNotRestored() throws IOException {
        assertRefused(
                ask(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), port, "restore", SUPER),
                503,
                "A server is not restored while it runs");
        assertRefused(get(port, "restore", SUPER), 405, "This command is given with POST");
    }
}
