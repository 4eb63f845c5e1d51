package io.quorate.testkit.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.testkit.InstanceSpec;
import io.quorate.testkit.TestingCluster;
import io.quorate.testkit.TestingServer;
import io.quorate.testkit.junit.QuorateExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of {@code docs/testkit.md}. */
@Timeout(120)
class ExamplesTest {
    @RegisterExtension
    static final QuorateExtension ZK = QuorateExtension.ofEnsemble(3);

    @Test
    void writes() throws Exception {
        try (CuratorFramework client = newClient(ZK.getConnectString())) {
            client.create().forPath("/config", "v1".getBytes(UTF_8));
            ZK.getCluster().killServer(ZK.getCluster().awaitLeader());
            assertThat(client.getData().forPath("/config")).asString().isEqualTo("v1");
        }
    }

    private static CuratorFramework newClient(String connectString) {
        CuratorFramework client = CuratorFrameworkFactory.newClient(connectString, new RetryNTimes(300, 100));
        client.start();
        return client;
    }

    @Test
    void oneServer() throws Exception {
        try (TestingServer server = new TestingServer()) {
            CuratorFramework client = newClient(server.getConnectString());
            client.create().forPath("/a");
            server.restart();
            assertThat(client.checkExists().forPath("/a")).isNotNull();
            client.close();
        }
    }

    @Test
    void partition() throws Exception {
        try (TestingCluster cluster = new TestingCluster(3)) {
            cluster.start();
            InstanceSpec leader = cluster.awaitLeader();
            cluster.isolate(leader);
            // ... the others elect one of themselves, and the application has to go on there ...
            cluster.heal();
            cluster.awaitServing();
        }
    }

    @Test
    void expiry() throws Exception {
        try (TestingServer server = new TestingServer();
                CuratorFramework client = newClient(server.getConnectString())) {
            client.blockUntilConnected();
            server.expireSession(client.getZookeeperClient().getZooKeeper().getSessionId());
            // ... the client is told LOST, and what was ephemeral is gone ...
        }
    }

    @Test
    void time() throws Exception {
        try (TestingServer server = new TestingServer()) {
            // ... a client with a session ...
            server.blockClients();
            server.advanceClock(Duration.ofMinutes(2));
            server.unblockClients();
            // ... had no sign of life for two minutes: expired ...
        }
    }

    /** What the document shows is what is run here. */
    @Test
    void theDocumentShowsThese() throws Exception {
        String source = squeezed(
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java")));
        Matcher blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/testkit.md")));
        List<String> shown = new ArrayList<>();
        while (blocks.find()) {
            shown.add(squeezed(blocks.group(1)));
        }
        assertThat(shown).hasSizeGreaterThan(3).allSatisfy(block -> assertThat(source)
                .contains(block));
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
