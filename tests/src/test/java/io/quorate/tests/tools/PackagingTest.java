package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Locations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What can be said of the files in {@code packaging/} without a cluster: they parse, and they fit together and the image. */
class PackagingTest {
    private static final Path PACKAGING = Locations.projectRoot().resolve("packaging");

    private static List<Map<String, Object>> documents(String file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object each : new Yaml().loadAll(Files.readString(PACKAGING.resolve(file)))) {
            @SuppressWarnings("unchecked")
            Map<String, Object> document = (Map<String, Object>) each;
            documents.add(document);
        }
        return documents;
    }

    /** What is behind keys and positions in a document. */
    private static Object at(Object document, Object... path) {
        Object found = document;
        for (Object step : path) {
            found = step instanceof Integer index ? ((List<?>) found).get(index) : ((Map<?, ?>) found).get(step);
            assertThat(found).as(step + " in " + List.of(path)).isNotNull();
        }
        return found;
    }

    @Test
    void kubernetesManifestsFitTogether() throws IOException {
        Map<String, Object> byName = new HashMap<>();
        for (Object file :
                (List<?>) at(documents("kubernetes/kustomization.yaml").get(0), "resources")) {
            for (Map<String, Object> document : documents("kubernetes/" + file)) {
                assertThat(document).containsKeys("apiVersion", "kind", "metadata");
                byName.put(document.get("kind") + " " + at(document, "metadata", "name"), document);
            }
        }
        assertThat(byName)
                .containsOnlyKeys(
                        "Namespace zookeeper",
                        "Service zk-headless",
                        "Service zk-client",
                        "PodDisruptionBudget zk",
                        "StatefulSet zk");
        Object set = byName.get("StatefulSet zk");
        Object labels = at(set, "spec", "template", "metadata", "labels");
        assertThat(at(set, "spec", "selector", "matchLabels")).isEqualTo(labels);
        assertThat(at(byName.get("Service zk-headless"), "spec", "selector")).isEqualTo(labels);
        assertThat(at(byName.get("Service zk-client"), "spec", "selector")).isEqualTo(labels);
        assertThat(at(byName.get("PodDisruptionBudget zk"), "spec", "selector", "matchLabels"))
                .isEqualTo(labels);
        assertThat(at(byName.get("PodDisruptionBudget zk"), "spec", "maxUnavailable"))
                .isEqualTo(1);
        assertThat(at(set, "spec", "serviceName")).isEqualTo("zk-headless");
        assertThat(at(byName.get("Service zk-headless"), "spec", "publishNotReadyAddresses"))
                .isEqualTo(true);

        Object container = at(set, "spec", "template", "spec", "containers", 0);
        assertThat(at(container, "livenessProbe", "httpGet", "path")).isEqualTo("/livez");
        assertThat(at(container, "readinessProbe", "httpGet", "path")).isEqualTo("/readyz");
        List<String> ports = names(at(container, "ports"));
        assertThat(ports).contains("client", "quorum", "election", "admin");
        assertThat(at(container, "readinessProbe", "httpGet", "port")).isEqualTo("admin");
        List<String> volumes = new ArrayList<>(names(at(set, "spec", "template", "spec", "volumes")));
        for (Object claim : (List<?>) at(set, "spec", "volumeClaimTemplates")) {
            volumes.add((String) at(claim, "metadata", "name"));
        }
        assertThat(volumes).containsExactlyInAnyOrderElementsOf(names(at(container, "volumeMounts")));
        assertMembers(
                environment(container).get("ZOO_SERVERS"),
                (Integer) at(set, "spec", "replicas"),
                "zk-%d.zk-headless",
                0);
    }

    private static List<String> names(Object list) {
        return ((List<?>) list).stream().map(each -> (String) at(each, "name")).toList();
    }

    private static Map<String, String> environment(Object container) {
        Map<String, String> environment = new HashMap<>();
        for (Object each : (List<?>) at(container, "env")) {
            environment.put((String) at(each, "name"), (String) at(each, "value"));
        }
        return environment;
    }

    private static void assertMembers(String servers, int count, String host, int first) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expected.add("server." + (i + 1) + "=" + host.formatted(i + first) + ":2888:3888;2181");
        }
        assertThat(servers.strip().split(" +")).containsExactlyElementsOf(expected);
    }

    @Test
    void composeStartsThreeMembers() throws IOException {
        Map<String, Object> compose = documents("docker/compose.yaml").get(0);
        Map<?, ?> services = (Map<?, ?>) at(compose, "services");
        assertThat(services).hasSize(3);
        for (int id = 1; id <= 3; id++) {
            Object service = at(services, "zk" + id);
            assertThat(at(service, "environment", "ZOO_MY_ID")).isEqualTo(Integer.toString(id));
            assertThat(at(service, "hostname")).isEqualTo("zk" + id);
            assertMembers((String) at(service, "environment", "ZOO_SERVERS"), 3, "zk%d", 1);
            assertThat(at(service, "volumes").toString()).contains("data" + id + ":/data");
        }
        Path context = PACKAGING.resolve("docker").resolve((String) at(services, "zk1", "build", "context"));
        assertThat(context.resolve((String) at(services, "zk1", "build", "dockerfile")))
                .isRegularFile();
    }

    @Test
    void theImageHasWhatTheOthersExpect() throws IOException {
        String image = Files.readString(PACKAGING.resolve("docker/Dockerfile"));
        assertThat(image)
                .contains("1001", "ENTRYPOINT [\"/docker-entrypoint.sh\"]", "packaging/docker/docker-entrypoint.sh");
        assertThat(Files.isExecutable(PACKAGING.resolve("docker/docker-entrypoint.sh")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quorate.service", "quorate@.service"})
    void unitsRunScriptsThatThereAre(String unit) throws IOException {
        List<String> lines = Files.readAllLines(PACKAGING.resolve("systemd").resolve(unit));
        for (String key : List.of("ExecStartPre", "ExecStart")) {
            String command = lines.stream()
                    .filter(line -> line.startsWith(key + "="))
                    .findFirst()
                    .orElseThrow();
            assertThat(Locations.projectRoot().resolve(command.replaceAll(".*=/opt/quorate/([^ ]*) .*", "$1")))
                    .isRegularFile();
        }
        assertThat(lines)
                .contains("SuccessExitStatus=143", "RestartPreventExitStatus=2 3", "WantedBy=multi-user.target");
    }
}
