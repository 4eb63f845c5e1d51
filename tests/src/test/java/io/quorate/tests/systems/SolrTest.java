package io.quorate.tests.systems;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Sandbox;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Solr in cloud mode: two nodes, of which one is killed, too. */
@OnSystems
class SolrTest {
    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    @Test
    void collectionsGoOn() throws Exception {
        EnsembleProcess ensemble =
                EnsembleProcess.of(sandbox, "QQQ", EnsembleProcess.defaults()).start();
        Path directory = sandbox.directory("solr");
        int one = sandbox.freePort();
        int two = sandbox.freePort();
        Program first = node(directory, ensemble, one, "conf");
        Program second = node(directory, ensemble, two);
        awaitNodes(two, 2);
        awaitDone(
                two,
                "admin/collections?action=CREATE&name=first&numShards=2&replicationFactor=2"
                        + "&collection.configName=small",
                null);
        index(two, "first", 0, 200);
        assertThat(found(one, "first")).isEqualTo(200);

        Member leader = ensemble.leader();
        leader.kill();
        index(one, "first", 200, 200);
        assertThat(found(two, "first")).isEqualTo(400);
        // The overseer takes its work from a queue in ZooKeeper.
        awaitDone(
                two,
                "admin/collections?action=CREATE&name=second&numShards=1&replicationFactor=2"
                        + "&collection.configName=small",
                null);
        index(one, "second", 0, 100);
        assertThat(found(two, "second")).isEqualTo(100);

        // Its session expires; the other leads the shards, and is the overseer if it was not.
        first.kill();
        awaitNodes(two, 1);
        index(two, "first", 400, 100);
        assertThat(found(two, "first")).isEqualTo(500);
        leader.launch();
        ensemble.awaitServing();
        node(directory, ensemble, one);
        awaitNodes(two, 2);
        Await.until("all documents at the node that is back", Program.LIMIT, () -> found(one, "first") == 500);
        assertThat(second.isAlive()).isTrue();
    }

    private Program node(Path directory, EnsembleProcess ensemble, int port, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                ensemble.connectString(),
                Integer.toString(port),
                directory.resolve("home" + port).toString()));
        arguments.addAll(List.of(more));
        return sandbox.closing(Program.drive(
                "solr" + port + "-" + System.nanoTime(),
                "solr",
                directory,
                "SolrNode",
                arguments.toArray(String[]::new)));
    }

    private HttpResponse<String> ask(int port, String what, String json) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/solr/" + what))
                .timeout(Duration.ofSeconds(120));
        if (json != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Again and again until it is accepted; what was done although it seemed to fail is no harm. */
    private void awaitDone(int port, String what, String json) {
        StringBuilder last = new StringBuilder();
        Await.value(() -> "success of " + what + ": " + last, Program.LIMIT, () -> {
            HttpResponse<String> answer = ask(port, what, json);
            last.setLength(0);
            last.append(answer.body());
            return answer.statusCode() == 200 || answer.body().contains("already exists") ? answer : null;
        });
    }

    private void index(int port, String collection, int from, int count) {
        String documents = IntStream.range(from, from + count)
                .mapToObj(id -> "{\"id\":\"" + id + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        awaitDone(port, collection + "/update?commit=true", documents);
    }

    private int found(int port, String collection) throws Exception {
        return number(ask(port, collection + "/select?q=*:*&rows=0", null).body(), "\"numFound\":");
    }

    private static int number(String text, String label) {
        int at = text.indexOf(label);
        assertThat(at).as(text).isNotNegative();
        return Integer.parseInt(text.substring(at + label.length()).split("\\D", 2)[0]);
    }

    private void awaitNodes(int port, int wanted) {
        Await.until(wanted + " live nodes", Program.LIMIT, () -> {
            String status =
                    ask(port, "admin/collections?action=CLUSTERSTATUS", null).body();
            String live = status.substring(status.indexOf("\"live_nodes\""));
            return live.substring(0, live.indexOf(']')).split("_solr", -1).length - 1 == wanted;
        });
    }
}
