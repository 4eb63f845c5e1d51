package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.AddWatchRequest;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Beans;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that parse Apache's four-letter words can parse ours: same lines, same keys, same kinds of values. */
class FourLetterTest {
    private static final int TXNS = 140;

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess judge;
    private static ServerProcess ours;
    private static Map<Long, String> names;

    @BeforeAll
    static void startAndUse() throws Exception {
        ServerSettings settings = ServerSettings.standalone()
                .with("maxSessionTimeout", 600_000)
                .with("jvm.pause.monitor", true)
                .withProperty("enforceQuota", true);
        judge = SANDBOX.apache(settings).launch();
        ours = SANDBOX.subject(settings).launch();
        names = new TreeMap<>();
        use(judge.awaitServing());
        use(ours.awaitServing());
    }

    /** The same few sessions, watches, ephemerals and transactions on either server; the connections stay. */
    private static void use(ServerProcess server) throws IOException {
        RawClient first = SANDBOX.closing(RawClient.connect(server.port(), 100_000));
        RawClient second = SANDBOX.closing(RawClient.connect(server.port(), 200_000));
        names.put(first.session().id(), "first");
        names.put(second.session().id(), "second");
        first.call(OpCode.CREATE, new CreateRequest("/a", new byte[3], Acl.OPEN, 0));
        first.call(OpCode.CREATE, new CreateRequest("/e1", null, Acl.OPEN, 1));
        second.call(OpCode.CREATE, new CreateRequest("/e2", null, Acl.OPEN, 1));
        for (int txn = 0; txn < TXNS; txn++) {
            first.call(OpCode.SET_DATA, new SetDataRequest("/a", new byte[txn], -1));
        }
        first.call(OpCode.GET_DATA, new WatchedPathRequest("/a", true));
        first.call(OpCode.EXISTS, new WatchedPathRequest("/none", true));
        first.call(OpCode.GET_CHILDREN, new WatchedPathRequest("/", true));
        second.call(OpCode.ADD_WATCH, new AddWatchRequest("/a", 1));
        second.call(OpCode.EXISTS, new WatchedPathRequest("/a", false));
        second.call(OpCode.GET_CHILDREN2, new WatchedPathRequest("/zookeeper", false));
        second.call(OpCode.GET_DATA, new WatchedPathRequest("/none", false));
        useQuota(second);
    }

    private static void useQuota(RawClient client) throws IOException {
        byte[] one = "count=-1,bytes=-1=;byteHardLimit=1000;countHardLimit=1".getBytes(StandardCharsets.UTF_8);
        client.call(OpCode.CREATE, new CreateRequest("/q", null, Acl.OPEN, 0));
        client.call(OpCode.CREATE, new CreateRequest("/zookeeper/quota/q", null, Acl.OPEN, 0));
        client.call(OpCode.CREATE, new CreateRequest("/zookeeper/quota/q/zookeeper_limits", one, Acl.OPEN, 0));
        byte[] stats = "count=1,bytes=0".getBytes(StandardCharsets.UTF_8);
        client.call(OpCode.CREATE, new CreateRequest("/zookeeper/quota/q/zookeeper_stats", stats, Acl.OPEN, 0));
        CreateRequest tooMany = new CreateRequest("/q/r", null, Acl.OPEN, 0);
        client.call(OpCode.CREATE, tooMany);
        client.call(OpCode.MULTI, new MultiRequest(List.of(new Op(OpCode.CREATE, tooMany))));
        Op write = new Op(OpCode.SET_DATA, new SetDataRequest("/a", new byte[7], -1));
        client.call(
                OpCode.MULTI, new MultiRequest(List.of(write, new Op(OpCode.DELETE, new DeleteRequest("/e2", -1)))));
        client.call(
                OpCode.MULTI_READ,
                new MultiRequest(List.of(
                        new Op(OpCode.GET_CHILDREN, new WatchedPathRequest("/none", false)),
                        new Op(OpCode.GET_CHILDREN, new WatchedPathRequest("/zookeeper", false)),
                        new Op(OpCode.GET_DATA, new WatchedPathRequest("/a", false)))));
        client.call(OpCode.CREATE, new CreateRequest("/e2", null, Acl.OPEN, 1));
    }

    /** Lines about connections come in any order: they are sorted. */
    @ParameterizedTest
    @ValueSource(strings = {"srvr", "stat", "cons", "dump", "dirs", "hash"})
    void sameLines(String word) throws Exception {
        assertThat(Shape.ofText(sorted(FourLetter.ask(ours.port(), word))))
                .as(word)
                .isEqualTo(Shape.ofText(sorted(FourLetter.ask(judge.port(), word))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ruok", "isro", "wchs", "gtmk", "crst", "srst", "wchc", "wchp", "nope", "ruok\n"})
    void sameText(String word) throws Exception {
        assertThat(sorted(named(FourLetter.ask(ours.port(), word))))
                .as(word)
                .isEqualTo(sorted(named(FourLetter.ask(judge.port(), word))));
    }

    @Test
    void theTraceMaskIsSetAlike() throws Exception {
        for (String mask : List.of("\0\0\0\0\0\0\0\7", "\0\0\0\0\0\0\1\62")) {
            assertThat(FourLetter.ask(ours.port(), "stmk" + mask))
                    .isEqualTo(FourLetter.ask(judge.port(), "stmk" + mask));
            assertThat(FourLetter.ask(ours.port(), "gtmk")).isEqualTo(FourLetter.ask(judge.port(), "gtmk"));
        }
        assertThat(FourLetter.ask(ours.port(), "gtmk")).startsWith("306");
    }

    @Test
    void lastOperationsAreNamedAlike() throws Exception {
        assertThat(lastOperations(ours)).isEqualTo(lastOperations(judge)).isNotEmpty();
    }

    @Test
    void confHasTheSameKeysAndSettings() throws Exception {
        Map<String, String> expected = pairs(FourLetter.ask(judge.port(), "conf"), "=");
        Map<String, String> found = pairs(FourLetter.ask(ours.port(), "conf"), "=");
        assertThat(List.copyOf(found.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        for (String own : List.of("clientPort", "dataDir", "dataLogDir", "dataDirSize", "dataLogSize")) {
            assertThat(Shape.type(found.remove(own))).as(own).isEqualTo(Shape.type(expected.remove(own)));
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void enviHasTheSameKeys() throws Exception {
        Map<String, String> expected = pairs(FourLetter.ask(judge.port(), "envi"), "=");
        Map<String, String> found = pairs(FourLetter.ask(ours.port(), "envi"), "=");
        assertThat(List.copyOf(found.keySet())).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(found.get("os.memory.max")).matches("\\d+MB");
    }

    /** We may know more than Apache does, never less. */
    @Test
    void mntrHasEveryKeyWithTheSameKindOfValue() throws Exception {
        Map<String, String> expected = FourLetter.monitor(judge.port());
        expected.keySet().removeIf(AbsentMetrics::has);
        Map<String, String> found = FourLetter.monitor(ours.port());
        assertThat(types(found)).containsAllEntriesOf(types(expected));
        assertThat(found.keySet().stream().limit(2)).containsExactly("zk_version", "zk_server_state");
        for (String same : List.of(
                "zk_server_state",
                "zk_ephemerals_count",
                "zk_watch_count",
                "zk_znode_count",
                "zk_global_sessions",
                "zk_local_sessions",
                "zk_num_alive_connections",
                "zk_approximate_data_size",
                "zk_outstanding_requests")) {
            assertThat(found.get(same)).as(same).isEqualTo(expected.get(same));
        }
    }

    /** To the byte: how much was read and written below each of the root's children, and how often a quota said no. */
    @Test
    void sameTrafficByNamespace() throws Exception {
        Map<String, String> expected = FourLetter.monitor(judge.port());
        Map<String, String> found = FourLetter.monitor(ours.port());
        for (Map<String, String> each : List.of(expected, found)) {
            each.keySet()
                    .removeIf(key ->
                            !key.matches("zk_((sum|cnt|min|max)_.*_(read|write)_per_namespace|.*_quota_exceeded_.*)"));
        }
        assertThat(found).isEqualTo(expected).containsEntry("zk_q_quota_exceeded_error_per_namespace", "2");
        assertThat(found).hasSizeGreaterThan(20);
    }

    @Test
    void toolsFindTheSameBeans() throws Exception {
        Map<String, Map<String, String>> expected = beans(judge);
        AbsentBeans.remove(expected);
        Await.until("the same beans", Duration.ofSeconds(30), () -> beans(ours)
                .keySet()
                .equals(expected.keySet()));
        Map<String, Map<String, String>> found = beans(ours);
        for (String bean : expected.keySet()) {
            assertThat(AbsentBeans.types(found.get(bean))).as(bean).isEqualTo(AbsentBeans.types(expected.get(bean)));
        }
        String first = "name0=StandaloneServer_port,name1=Connections,name2=127.0.0.1,name3=first";
        assertThat(found.get(first))
                .containsEntry("EphemeralNodes", expected.get(first).get("EphemeralNodes"));
        assertThat(found.get("name0=StandaloneServer_port,name1=InMemoryDataTree"))
                .isEqualTo(expected.get("name0=StandaloneServer_port,name1=InMemoryDataTree"));
        assertThat(AbsentBeans.unused()).isEmpty();
    }

    private static Map<String, Map<String, String>> beans(ServerProcess server) throws Exception {
        Map<String, Map<String, String>> result = new TreeMap<>();
        try (Beans beans = Beans.of(server)) {
            beans.all().forEach((name, values) -> result.put(named(name.replaceAll("_port\\d+", "_port")), values));
        }
        return result;
    }

    @Test
    void wordsThatAreNotAllowedAreRefusedAlike() throws Exception {
        ServerSettings closed = new ServerSettings(Map.of(), Map.of(), List.of(), -1)
                .with("tickTime", 500)
                .with("admin.enableServer", false);
        ServerProcess judgeClosed = SANDBOX.apache(closed).launch();
        ServerProcess oursClosed = SANDBOX.subject(closed).launch();
        judgeClosed.awaitServing();
        oursClosed.awaitServing();
        for (String word : List.of("mntr", "ruok", "conf", "envi", "isro", "wchs", "dump", "stmk")) {
            assertThat(FourLetter.ask(oursClosed.port(), word))
                    .as(word)
                    .isEqualTo(FourLetter.ask(judgeClosed.port(), word));
        }
        assertThat(FourLetter.ask(oursClosed.port(), "srvr")).contains("Mode: standalone");
    }

    static Map<String, String> types(Map<String, String> values) {
        Map<String, String> types = new TreeMap<>();
        values.forEach((key, value) -> types.put(key, Shape.type(value)));
        return types;
    }

    private static TreeSet<String> lastOperations(ServerProcess server) throws IOException {
        return Arrays.stream(FourLetter.ask(server.port(), "cons").split("\n"))
                .filter(line -> line.contains("lop="))
                .map(line -> line.replaceAll(".*(lop=[A-Z0-9]+).*(to=\\d+).*(lcxid=0x[0-9a-f]+).*", "$1 $2 $3"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Map<String, String> pairs(String text, String separator) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            int at = line.indexOf(separator);
            pairs.put(at < 0 ? line : line.substring(0, at), at < 0 ? "" : line.substring(at + 1));
        }
        return pairs;
    }

    private static String named(String text) {
        String result = text;
        for (Map.Entry<Long, String> each : names.entrySet()) {
            result = result.replace("0x" + Long.toHexString(each.getKey()), each.getValue());
        }
        return result;
    }

    /** Lines with what is indented below them, in alphabetical order where the order says nothing. */
    static String sorted(String text) {
        List<String> result = new ArrayList<>();
        List<List<String>> groups = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("\t") && !groups.isEmpty()) {
                groups.get(groups.size() - 1).add(line);
            } else if (line.matches("( /|\t|/|0x|first|second).*")) {
                groups.add(new ArrayList<>(List.of(line)));
            } else {
                flush(groups, result);
                result.add(line);
            }
        }
        flush(groups, result);
        return String.join("\n", result);
    }

    private static void flush(List<List<String>> groups, List<String> result) {
        groups.forEach(group -> group.subList(1, group.size()).sort(null));
        // By shape first: the order of ports is chance.
        groups.sort(Comparator.<List<String>, String>comparing(group -> Shape.of(group.toString()))
                .thenComparing(List::toString));
        groups.forEach(result::addAll);
        groups.clear();
    }
}
