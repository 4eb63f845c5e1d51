package io.quorate.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Beans;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Prometheus;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The four-letter words of members of an ensemble, of leader, follower and observer each, and of a server without a quorum: as
 * those of a live Apache ensemble in which the same has happened.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EnsembleFourLetterTest {
    private static final List<String> MODES = List.of("leader", "follower", "observer");
    private static final int TXNS = 140;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static final String PROVIDER = "org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider";
    private static final Map<Member, Integer> METRICS = new HashMap<>();

    private static EnsembleProcess exporting;
    private static EnsembleProcess judge;
    private static EnsembleProcess ours;

    @BeforeAll
    static void startAndUse() throws Exception {
        judge = EnsembleProcess.of(SANDBOX, "AAAa", EnsembleProcess.defaults());
        ours = EnsembleProcess.of(SANDBOX, "QQQq", EnsembleProcess.defaults());
        withMetrics(ours);
        // With metrics for Prometheus, Apache's mntr is another one.
        exporting = EnsembleProcess.of(SANDBOX, "AAa", EnsembleProcess.defaults());
        withMetrics(exporting);
        exporting.launch();
        judge.launch();
        ours.launch();
        use(judge);
        use(ours);
        exporting.awaitServing();
    }

    /** Each member tells Prometheus its metrics, at a port of its own. */
    private static void withMetrics(EnsembleProcess ensemble) {
        for (Member member : ensemble.members()) {
            int port = SANDBOX.freePort();
            METRICS.put(member, port);
            member.settings(member.settings()
                    .with("metricsProvider.className", PROVIDER)
                    .with("metricsProvider.httpHost", "127.0.0.1")
                    .with("metricsProvider.httpPort", port)
                    .with("metricsProvider.exportJvmInfo", true)
                    .with("jvm.pause.monitor", true));
        }
    }

    /** A session with an ephemeral on every kind of member, and transactions enough for a line of digests. */
    private static void use(EnsembleProcess ensemble) throws Exception {
        ensemble.awaitServing();
        for (String mode : MODES) {
            RawClient client =
                    SANDBOX.closing(RawClient.connect(member(ensemble, mode).port(), 100_000));
            client.call(OpCode.CREATE, new CreateRequest("/" + mode, new byte[3], Acl.OPEN, 0));
            client.call(OpCode.CREATE, new CreateRequest("/e-" + mode, null, Acl.OPEN, 1));
            for (int txn = 0; txn < TXNS / MODES.size(); txn++) {
                client.call(OpCode.SET_DATA, new SetDataRequest("/" + mode, new byte[txn], -1));
            }
        }
        ensemble.awaitEqualZxids();
    }

    private static Member member(EnsembleProcess ensemble, String mode) {
        return ensemble.members().stream()
                .filter(member -> mode.equals(member.mode()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + mode + ": " + ensemble.describe()));
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(strings = {"srvr", "stat", "cons", "dump", "dirs", "hash"})
    void sameLines(String word) throws Exception {
        for (String mode : MODES) {
            assertThat(shape(member(ours, mode), word))
                    .as(word + " of a " + mode)
                    .isEqualTo(shape(member(judge, mode), word));
        }
    }

    /** Which sessions expire together is chance: every set of sessions counts as one. */
    private static List<String> shape(Member member, String word) throws Exception {
        String answer =
                FourLetter.ask(member.port(), word).replaceAll("(?m)(^\\d+ expire at .*\n(?:\t0x.*\n)*)+", "expire\n");
        return Shape.ofText(FourLetterTest.sorted(answer));
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"ruok", "isro", "gtmk", "crst", "wchs"})
    void sameText(String word) throws Exception {
        for (String mode : MODES) {
            assertThat(FourLetter.ask(member(ours, mode).port(), word))
                    .as(word + " of a " + mode)
                    .isEqualTo(FourLetter.ask(member(judge, mode).port(), word));
        }
    }

    @Test
    @Order(3)
    void modeAndZxid() throws Exception {
        for (String mode : MODES) {
            assertThat(FourLetter.srvr(member(ours, mode).port(), "Mode")).isEqualTo(mode);
            assertThat(FourLetter.srvr(member(ours, mode).port(), "Zxid")).matches("0x[1-9][0-9a-f]{8}");
            assertThat(FourLetter.srvr(member(ours, mode).port(), "Node count"))
                    .isEqualTo(FourLetter.srvr(member(judge, mode).port(), "Node count"));
        }
    }

    @Test
    @Order(4)
    void confHasTheSameLines() throws Exception {
        for (String mode : MODES) {
            assertThat(Shape.ofText(
                            withoutDirectories(FourLetter.ask(member(ours, mode).port(), "conf"))))
                    .as("conf of a " + mode)
                    .isEqualTo(Shape.ofText(withoutDirectories(
                            FourLetter.ask(member(judge, mode).port(), "conf"))));
            assertThat(settings(member(ours, mode))).isEqualTo(settings(member(judge, mode)));
        }
    }

    private static String withoutDirectories(String conf) {
        return conf.replaceAll("(?m)^(data(?:Log)?Dir)=.*$", "$1=");
    }

    private static Map<String, String> settings(Member member) throws Exception {
        Map<String, String> settings = FourLetterTest.pairs(FourLetter.ask(member.port(), "conf"), "=");
        assertThat(settings).containsEntry("serverId", Integer.toString(member.id()));
        settings.keySet().removeIf(key -> key.matches("data.*|.*Port|server\\.\\d+|serverId"));
        return settings;
    }

    /** We may know more than Apache does, never less. */
    @Test
    @Order(5)
    void mntrHasEveryKeyWithTheSameKindOfValue() throws Exception {
        for (String mode : MODES) {
            Map<String, String> expected = monitor(judge, mode);
            Map<String, String> found = monitor(ours, mode);
            TreeSet<String> missing = new TreeSet<>(expected.keySet());
            missing.removeAll(found.keySet());
            assertThat(missing).as("keys that a " + mode + " lacks").isEmpty();
            Map<String, String> expectedTypes = FourLetterTest.types(expected);
            Map<String, String> foundTypes = FourLetterTest.types(found);
            foundTypes.keySet().retainAll(expectedTypes.keySet());
            assertThat(foundTypes).as("kinds of values of a " + mode).isEqualTo(expectedTypes);
            assertThat(same(found)).as("values of a " + mode).isEqualTo(same(expected));
        }
        assertThat(FourLetter.monitor(member(ours, "leader").port()))
                .containsEntry("zk_synced_followers", "2")
                .containsEntry("zk_synced_observers", "1")
                .containsEntry(
                        "zk_leader_id", Integer.toString(member(ours, "leader").id()));
    }

    /** Ids of members are replaced: who leads is chance. */
    private static Map<String, String> monitor(EnsembleProcess ensemble, String mode) throws Exception {
        Map<String, String> named = new TreeMap<>();
        int leader = member(ensemble, "leader").id();
        FourLetter.monitor(member(ensemble, mode).port()).forEach((key, value) -> {
            boolean isLeader = key.equals("zk_observer_master_id") && value.equals(Integer.toString(leader));
            named.put(key.replaceAll("_\\d+_(learner_handler|ack_latency)", "_N_$1"), isLeader ? "leader" : value);
        });
        named.keySet().removeIf(AbsentMetrics::has);
        // A leader of Apache's writes the configuration into the tree when it begins, outside of any transaction.
        named.keySet().removeIf(key -> key.endsWith("_zookeeper_write_per_namespace"));
        return named;
    }

    private static Map<String, String> same(Map<String, String> values) {
        Map<String, String> same = new TreeMap<>();
        for (String key : List.of(
                "server_state",
                "peer_state",
                "observer_master_id",
                "quorum_size",
                "learners",
                "synced_followers",
                "synced_non_voting_followers",
                "synced_observers",
                "pending_syncs",
                "ephemerals_count",
                "znode_count",
                "global_sessions",
                "local_sessions",
                "approximate_data_size",
                "outstanding_requests")) {
            same.put(key, values.getOrDefault("zk_" + key, "none"));
        }
        return same;
    }

    /** Names, types and quantiles as Apache's, of each kind of member; and what we lack is written down, no less and no more. */
    @Test
    @Order(5)
    void prometheusIsToldTheSameMetrics() throws Exception {
        TreeSet<String> lacking = new TreeSet<>();
        TreeSet<String> all = new TreeSet<>();
        for (String mode : MODES) {
            Map<String, Prometheus.Metric> expected = scrape(exporting, mode).metrics();
            Map<String, Prometheus.Metric> found = scrape(ours, mode).metrics();
            all.addAll(found.keySet());
            for (Map.Entry<String, Prometheus.Metric> each : expected.entrySet()) {
                Prometheus.Metric same = found.get(each.getKey());
                if (same == null && each.getValue().samples().isEmpty()) {
                    // It has a name and no value: nothing was counted.
                    continue;
                }
                if (same == null) {
                    lacking.add(each.getKey());
                } else {
                    assertThat(same.type())
                            .as(each.getKey())
                            .isEqualTo(each.getValue().type());
                    assertThat(labels(same)).as(each.getKey()).containsAll(labels(each.getValue()));
                }
            }
        }
        // A member tells of quotas where there are some, and of observers if it serves some.
        lacking.remove("synced_observers");
        lacking.removeIf(name -> name.matches("quota_.*_(limit|usage)_per_namespace"));
        assertThat(lacking).isEqualTo(AbsentMetrics.names());
        exporting.killAll();
        assertThat(all).doesNotContainAnyElementsOf(AbsentMetrics.names());
        assertThat(Files.readString(Locations.projectRoot().resolve("docs/divergence.md")))
                .contains(AbsentMetrics.names().stream()
                        .map(name -> "`" + name + "`")
                        .toList());
    }

    private static Prometheus scrape(EnsembleProcess ensemble, String mode) throws Exception {
        return Prometheus.scrape(METRICS.get(member(ensemble, mode)));
    }

    /** Which labels there are: values that are quantiles count, those that are names of this and that do not. */
    private static TreeSet<String> labels(Prometheus.Metric metric) {
        TreeSet<String> labels = new TreeSet<>();
        metric.samples()
                .keySet()
                .forEach(
                        series -> labels.add(series.replaceAll("(key|pool|gc|version|vendor|runtime)=[^,\\]]*", "$1")));
        return labels;
    }

    /** What must have happened was measured: not a name of ours stands for nothing. */
    @Test
    @Order(5)
    void whatHappensIsMeasured() throws Exception {
        Prometheus leader = scrape(ours, "leader");
        Prometheus follower = scrape(ours, "follower");
        Prometheus observer = scrape(ours, "observer");
        for (String everywhere : List.of(
                "propagation_latency_count",
                "request_commit_queued",
                "updatelatency_count",
                "prep_processor_request_queued",
                "election_time_count",
                "unavailable_time_count",
                "looking_count",
                "bytes_received_count",
                "fsynctime_count",
                "sync_processor_queue_and_flush_time_ms_count",
                "server_write_committed_time_ms_count",
                "dbinittime_count")) {
            for (Prometheus member : List.of(leader, follower, observer)) {
                assertThat(member.value(everywhere)).as(everywhere).isPositive();
            }
        }
        assertThat(leader.value("quorum_ack_latency_count")).isGreaterThan(TXNS);
        assertThat(leader.value("commit_count")).isGreaterThan(TXNS);
        for (Member voter : ours.members().subList(0, 3)) {
            assertThat(leader.value("ack_latency_count[key=" + voter.id() + "]"))
                    .as("acks of " + voter)
                    .isGreaterThan(TXNS);
        }
        for (Prometheus member : List.of(leader, follower, observer)) {
            assertThat(member.value("write_per_namespace_count[key=follower]")).isEqualTo(1 + TXNS / MODES.size());
        }
        assertThat(leader.value("prep_process_time_count")).isPositive();
        assertThat(leader.value("learner_lag[key=" + member(ours, "follower").id() + "]"))
                .isNotNegative();
        assertThat(leader.value("diff_count") + leader.value("snap_count")).isGreaterThanOrEqualTo(3);
        assertThat(follower.value("learner_proposal_received_count")).isGreaterThan(TXNS);
        assertThat(follower.value("learner_commit_received_count")).isGreaterThan(TXNS);
        assertThat(follower.value("proposal_latency_count")).isGreaterThan(TXNS);
        assertThat(follower.value("proposal_ack_creation_latency_count")).isPositive();
        assertThat(follower.value("commit_propagation_latency_count")).isGreaterThan(TXNS);
        assertThat(follower.value("follower_sync_time_count")).isEqualTo(1);
        assertThat(observer.value("observer_sync_time_count")).isEqualTo(1);
        assertThat(follower.value("commit_count")).isZero();
    }

    /** The dashboard and the alerts ask for nothing that a server does not tell, and what it tells is explained. */
    @Test
    @Order(6)
    void dashboardsAskForWhatIsTold() throws Exception {
        try (RawClient client = RawClient.connect(ours.leader().port(), 100_000)) {
            client.call(OpCode.CREATE, new CreateRequest("/zookeeper/quota/leader", null, Acl.OPEN, 0));
            byte[] limits = "count=100,bytes=1000".getBytes(StandardCharsets.UTF_8);
            client.call(
                    OpCode.CREATE, new CreateRequest("/zookeeper/quota/leader/zookeeper_limits", limits, Acl.OPEN, 0));
            client.closeSession();
        }
        ours.awaitEqualZxids();
        Map<String, Prometheus.Metric> told = scrape(ours, "leader").metrics();
        TreeSet<String> series = new TreeSet<>();
        told.values()
                .forEach(metric -> metric.samples().keySet().forEach(each -> series.add(each.replaceAll("\\[.*", ""))));
        series.add("up");
        for (String file : List.of("grafana.json", "alerts.yml")) {
            TreeSet<String> asked = Files.readString(Locations.projectRoot().resolve("dashboards/" + file))
                    .lines()
                    .filter(line -> line.matches("\\s*(\"expr\"|expr):.*"))
                    .flatMap(line ->
                            Pattern.compile("([a-z_0-9]+)\\{").matcher(line).results())
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(asked).as(file).hasSizeGreaterThan(15);
            assertThat(series).as(file).containsAll(asked);
        }
        String explained = Files.readString(Locations.projectRoot().resolve("docs/monitoring.md"));
        told.forEach((name, metric) -> {
            assertThat(metric.help()).as(name).isNotEqualTo(name);
            if (!name.matches("(jvm|process)_.*")) {
                assertThat(explained).contains("| `" + name + "` | " + metric.help() + " |");
            }
        });
    }

    /** Beans, attributes and types as Apache's, of each kind of member; what we lack is written down. */
    @Test
    @Order(5)
    void toolsFindTheSameBeans() throws Exception {
        for (String mode : MODES) {
            Map<String, Map<String, String>> expected = beans(judge, mode);
            AbsentBeans.remove(expected);
            Await.until("the same beans of a " + mode, LIMIT, () -> beans(ours, mode)
                    .keySet()
                    .equals(expected.keySet()));
            Map<String, Map<String, String>> found = beans(ours, mode);
            for (String bean : expected.keySet()) {
                assertThat(AbsentBeans.types(found.get(bean)))
                        .as(bean + " of a " + mode)
                        .isEqualTo(AbsentBeans.types(expected.get(bean)));
            }
            String role = mode.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + mode.substring(1);
            String own = "name0=ReplicatedServer_id,name1=replica." + mode + ",name2=" + role;
            assertThat(found.get(own + ",name3=InMemoryDataTree"))
                    .containsEntry(
                            "NodeCount",
                            expected.get(own + ",name3=InMemoryDataTree").get("NodeCount"));
            assertThat(found.get(own))
                    .containsEntry("TickTime", expected.get(own).get("TickTime"));
        }
    }

    /** Who leads is chance: members are named by what they are. */
    private static Map<String, Map<String, String>> beans(EnsembleProcess ensemble, String mode) throws Exception {
        Map<String, Map<String, String>> named = new TreeMap<>();
        String leader = Integer.toString(ensemble.leader().id());
        Member asked = member(ensemble, mode);
        try (Beans beans = Beans.of(asked.process())) {
            beans.all()
                    .forEach((name, values) -> named.put(
                            name.replaceAll("ReplicatedServer_id\\d", "ReplicatedServer_id")
                                    .replace("replica." + asked.id(), "replica." + mode)
                                    .replace("replica." + leader, "replica.leader")
                                    .replaceAll("replica\\.[123]", "replica.other")
                                    .replaceAll("0x[0-9a-f]+", "session"),
                            values));
        }
        return named;
    }

    @Test
    @Order(7)
    void sameTextWithoutAQuorum() throws Exception {
        for (EnsembleProcess ensemble : List.of(judge, ours)) {
            ensemble.member(2).kill();
            ensemble.member(3).kill();
        }
        for (EnsembleProcess ensemble : List.of(judge, ours)) {
            Member left = ensemble.member(1);
            Await.until(left + " does not serve", LIMIT, () -> FourLetter.ask(left.port(), "srvr")
                    .contains("not currently serving"));
        }
        for (String word : List.of(
                "conf", "cons", "crst", "dirs", "dump", "gtmk", "hash", "isro", "mntr", "ruok", "srst", "srvr", "stat",
                "wchc", "wchp", "wchs")) {
            assertThat(FourLetter.ask(ours.member(1).port(), word))
                    .as(word)
                    .isEqualTo(FourLetter.ask(judge.member(1).port(), word));
        }
    }
}
