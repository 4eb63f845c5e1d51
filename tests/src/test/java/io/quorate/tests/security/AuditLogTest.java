package io.quorate.tests.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The lines of the audit log, held against those of a released server for the same operations. */
class AuditLogTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern LINE = Pattern.compile("(INFO|ERROR) +\\S*Slf4jAuditLogger - (.*)");

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    @Test
    void saysWhatApachesSays() throws Exception {
        ServerSettings settings =
                ServerSettings.standalone().with("audit.enable", true).withProperty("extendedTypesEnabled", true);
        ServerProcess apache = SANDBOX.apache(settings).launch();
        ServerProcess quorate = SANDBOX.quorate(settings).launch();
        List<String> expected = linesOf(apache.awaitServing());
        List<String> actual = linesOf(quorate.awaitServing());
        assertThat(actual).containsExactlyElementsOf(expected);
        assertThat(actual).hasSizeGreaterThan(30);
    }

    private static List<String> linesOf(ServerProcess server) throws Exception {
        act(server);
        Await.until("the ephemerals are gone", LIMIT, () -> server.logText().contains("znode=/second/e"));
        server.stop();
        List<String> lines = new ArrayList<>();
        List<String> deletions = new ArrayList<>();
        Matcher matcher = LINE.matcher(server.logText());
        while (matcher.find()) {
            String line = matcher.group(1) + " " + normal(matcher.group(2));
            (line.contains("ephemeralZNodeDeletion") ? deletions : lines).add(line);
        }
        // The order in which a session's znodes go is nobody's promise.
        Collections.sort(deletions);
        lines.addAll(deletions);
        return lines;
    }

    /** The order of a client's ids is nobody's promise, either. */
    private static String normal(String line) {
        return Arrays.stream(line.split("\t"))
                .map(field -> field.startsWith("session=")
                        ? "session=#"
                        : field.startsWith("user=")
                                ? "user="
                                        + Arrays.stream(field.substring(5).split(","))
                                                .sorted()
                                                .collect(Collectors.joining(","))
                                : field)
                .collect(Collectors.joining("\t"));
    }

    private static void act(ServerProcess server) throws Exception {
        List<ACL> open = ZooDefs.Ids.OPEN_ACL_UNSAFE;
        try (ZooKeeper zk = connect(server)) {
            for (CreateMode mode : CreateMode.values()) {
                zk.create("/" + mode, bytes("x"), open, mode, new Stat(), mode.isTTL() ? 100_000 : -1);
            }
            zk.create("/a", null, open, CreateMode.PERSISTENT);
            failing(() -> zk.create("/a", null, open, CreateMode.PERSISTENT));
            failing(() -> zk.create("/no/parent", null, open, CreateMode.EPHEMERAL));
            zk.setData("/a", bytes("y"), -1);
            failing(() -> zk.setData("/a", bytes("y"), 7));
            failing(() -> zk.setData("/nope", bytes("y"), -1));
            zk.setACL("/a", open, -1);
            zk.addAuthInfo("digest", bytes("bob:secret"));
            zk.addAuthInfo("digest", bytes("eve:secret"));
            zk.setACL(
                    "/a",
                    Arrays.asList(
                            new ACL(ZooDefs.Perms.ALL, ZooDefs.Ids.AUTH_IDS),
                            new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE)),
                    -1);
            failing(() -> zk.setACL("/a", Collections.singletonList(new ACL(1, new Id("nosuch", "x"))), -1));
            zk.multi(List.of(
                    Op.create("/m", null, open, CreateMode.PERSISTENT),
                    Op.create("/m/s", null, open, CreateMode.PERSISTENT_SEQUENTIAL),
                    Op.setData("/m", bytes("z"), -1),
                    Op.check("/m", -1),
                    Op.delete("/PERSISTENT", -1)));
            failing(() -> zk.multi(List.of(Op.delete("/m", -1), Op.delete("/nope", -1))));
            zk.delete("/CONTAINER", -1);
            failing(() -> zk.delete("/m", -1));
            failing(() -> zk.delete("/nope", -1));
            zk.create("/second", null, open, CreateMode.PERSISTENT);
            zk.getData("/a", false, null);
        }
        try (ZooKeeper zk = connect(server)) {
            failing(() -> zk.setData("/a", bytes("stranger"), -1));
            zk.create("/second/e", null, open, CreateMode.EPHEMERAL);
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void failing(Action action) {
        assertThatThrownBy(action::run).isInstanceOf(KeeperException.class);
    }

    private static ZooKeeper connect(ServerProcess server) throws IOException {
        ZooKeeper zk = new ZooKeeper("127.0.0.1:" + server.port(), 10_000, event -> {});
        Await.until("connected", LIMIT, () -> zk.getState().isConnected());
        return zk;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
