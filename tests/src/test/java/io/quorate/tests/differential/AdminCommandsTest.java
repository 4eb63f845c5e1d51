package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that read Apache's admin server can read ours: same paths, same status, same keys, same kinds of values. */
class AdminCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static int judge;
    private static int ours;

    @BeforeAll
    static void startAndUse() throws Exception {
        judge = SANDBOX.freePort();
        ours = SANDBOX.freePort();
        ServerProcess apache = SANDBOX.apache(settings(judge)).launch();
        ServerProcess quorate = SANDBOX.subject(settings(ours)).launch();
        use(apache.awaitServing(), judge);
        use(quorate.awaitServing(), ours);
    }

    private static ServerSettings settings(int port) {
        return ServerSettings.standalone()
                .with("admin.enableServer", true)
                .with("admin.serverAddress", "127.0.0.1")
                .with("admin.serverPort", port)
                .with("jvm.pause.monitor", true)
                .with("maxSessionTimeout", 600_000);
    }

    /** A session with a watch and an ephemeral; the connection stays. */
    private static void use(ServerProcess server, int port) throws IOException {
        RawClient client = SANDBOX.closing(RawClient.connect(server.port(), 100_000));
        client.call(OpCode.CREATE, new CreateRequest("/e", new byte[1], Acl.OPEN, 1));
        client.call(OpCode.GET_DATA, new WatchedPathRequest("/e", true));
        Await.until(
                "the admin server on " + port, LIMIT, () -> get(port, "ruok").statusCode() == 200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "conf",
                "config",
                "configuration",
                "connections",
                "cons",
                "dirs",
                "dump",
                "gtmk",
                "get_trace_mask",
                "set_trace_mask",
                "stmk?traceMask=5",
                "hash",
                "isro",
                "is_read_only",
                "lsnp",
                "last_snapshot",
                "lead",
                "leader",
                "obsr",
                "observers",
                "orst",
                "ruok",
                "srvr",
                "server_stats",
                "stat",
                "stats",
                "voting_view",
                "wchc",
                "watches",
                "wchp",
                "watches_by_path",
                "wchs",
                "watch_summary",
                "zabstate",
                "nosuch"
            })
    void hasTheSameKeys(String command) throws Exception {
        HttpResponse<String> expected = get(judge, command);
        HttpResponse<String> found = get(ours, command);
        assertThat(found.statusCode()).isEqualTo(expected.statusCode());
        assertThat(found.headers().firstValue("Content-Type"))
                .isEqualTo(expected.headers().firstValue("Content-Type"));
        assertThat(shape(JSON.readTree(found.body()))).isEqualTo(shape(JSON.readTree(expected.body())));
    }

    @Test
    void printsAsTheJudgeDoes() throws Exception {
        assertThat(get(ours, "set_trace_mask?traceMask=5").body())
                .isEqualTo(get(judge, "set_trace_mask?traceMask=5").body());
        assertThat(get(ours, "ruok").body()).isEqualTo(get(judge, "ruok").body());
    }

    @Test
    void hasAtLeastTheKeysOfTheJudgeWhereWeHaveMore() throws Exception {
        for (String command : Set.of("monitor", "environment")) {
            Set<String> expected = keys(get(judge, command));
            expected.removeIf(AbsentMetrics::has);
            assertThat(keys(get(ours, command))).as(command).containsAll(expected);
        }
        assertThat(JSON.readTree(get(ours, "monitor").body()).get("znode_count").isNumber())
                .isTrue();
    }

    @Test
    void tellsNoSecrets() throws Exception {
        ServerProcess server =
                SANDBOX.subject(settings(SANDBOX.freePort()).withProperty("ssl.keyStore.password", "sesame"));
        int port = Integer.parseInt(server.settings().config().get("admin.serverPort"));
        server.start();
        Await.until(
                "the admin server on " + port, LIMIT, () -> get(port, "ruok").statusCode() == 200);
        for (String command : Set.of("system_properties", "initial_configuration", "environment")) {
            assertThat(get(port, command).body()).as(command).doesNotContain("sesame");
        }
    }

    @Test
    void listensWhereItIsToldAndClosesWhatIsIdle() throws Exception {
        int port = SANDBOX.freePort();
        ServerProcess server =
                SANDBOX.subject(settings(port).with("admin.commandURL", "/ops").with("admin.idleTimeout", 200));
        server.start();
        URI ruok = URI.create("http://127.0.0.1:" + port + "/ops/ruok");
        Await.until("the admin server on " + port, LIMIT, () -> status(ruok) == 200);
        assertThat(status(uri(port, "ruok"))).isEqualTo(404);
        try (Socket idle = new Socket("127.0.0.1", port)) {
            idle.setSoTimeout((int) LIMIT.toMillis());
            assertThat(idle.getInputStream().read())
                    .as("the end of an idle connection")
                    .isEqualTo(-1);
        }
    }

    @Test
    void aPortThatIsTakenCostsAWarningAndNotTheServer() throws Exception {
        ServerProcess server = SANDBOX.subject(settings(ours)).start();
        // Clients come first.
        Await.until("the warning", LIMIT, () -> server.logText()
                .contains("No admin server: cannot listen on /127.0.0.1:" + ours));
        assertThat(server.logText()).contains("admin.enableServer=false");
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    @Test
    void aServerThatServesIsAliveAndReady() throws Exception {
        for (String path : List.of("/livez", "/readyz", "/readyz?readonly=true")) {
            HttpResponse<String> answer = health(ours, path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(JSON.readTree(answer.body()).get("reason").isNull()).isTrue();
        }
        assertThat(JSON.readTree(health(ours, "/livez").body()).get("status").asText())
                .isEqualTo("alive");
        assertThat(JSON.readTree(health(ours, "/readyz").body()).get("mode").asText())
                .isEqualTo("standalone");
    }

    @Test
    void aMemberWithoutALeaderIsAliveAndNotReady() throws Exception {
        int port = SANDBOX.freePort();
        EnsembleProcess.of(
                        SANDBOX,
                        "QQQ",
                        EnsembleProcess.defaults()
                                .with("admin.enableServer", true)
                                .with("admin.serverAddress", "127.0.0.1")
                                .with("admin.serverPort", port))
                .launch(1);
        URI alive = URI.create("http://127.0.0.1:" + port + "/livez");
        Await.until("the admin server on " + port, LIMIT, () -> status(alive) == 200);
        HttpResponse<String> ready = health(port, "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(ready.body()).get("mode").asText()).isEqualTo("looking");
        assertThat(JSON.readTree(ready.body()).get("reason").asText()).contains("no leader");
    }

    private static HttpResponse<String> health(int port, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void listsItsCommands() throws Exception {
        HttpResponse<String> index = get(ours, "");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body()).contains("<a href=\"/commands/monitor\">monitor</a>");
    }

    @Test
    void refusesWhatIsNotAQuestion() throws Exception {
        HttpResponse<String> posted = HTTP.send(
                HttpRequest.newBuilder(uri(ours, "ruok"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.body()).contains("GET");
    }

    private static HttpResponse<String> get(int port, String command) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(uri(port, command)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(int port, String command) {
        return URI.create("http://127.0.0.1:" + port + "/commands/" + command);
    }

    private static Set<String> keys(HttpResponse<String> response) throws IOException {
        Set<String> keys = new TreeSet<>();
        JSON.readTree(response.body()).fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Keys and kinds of values; keys that are numbers are names of sessions and times, not of meanings. */
    private static Object shape(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> shape = new TreeMap<>();
            node.fields()
                    .forEachRemaining(
                            field -> shape.put(field.getKey().replaceAll("[0-9]+", "#"), shape(field.getValue())));
            return shape;
        }
        if (node.isArray()) {
            return node.isEmpty() ? "no entries" : "entries of " + shape(node.get(0));
        }
        return node.isNumber()
                ? "number"
                : node.isNull() ? "null" : node.getNodeType().toString();
    }
}
