package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.client.CliRun;
import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.EnsembleProcess;
import io.quorate.tests.harness.Member;
import io.quorate.tests.harness.Product;
import io.quorate.tests.harness.RawClient;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A released client changes ensembles of both products while they serve. */
class ReconfigurationTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SESSION_TIMEOUT_MILLIS = 30_000;
    private static final Pattern AUDITED =
            Pattern.compile("(INFO|ERROR) +\\S*Slf4jAuditLogger - (.*operation=reconfig.*)");

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    /** One server becomes three, and then the first one leaves. */
    @ParameterizedTest
    @ValueSource(strings = {"QAQ", "AQQ"})
    void anEnsembleGrowsAndItsFirstLeaderLeaves(String products) throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, products, EnsembleProcess.defaults());
        ensemble.member(1).settings(settings(ensemble, 1)).launch();
        ensemble.awaitServing();
        try (ZooKeeperAdmin admin = admin(ensemble.member(1))) {
            admin.create("/before", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            for (int joining = 2; joining <= 3; joining++) {
                Member member = ensemble.member(joining);
                member.settings(settings(ensemble, 1, joining)).launch().awaitServing();
                String config = text(admin.reconfigure(line(member), null, null, -1, new Stat()));
                assertThat(config).contains("server." + joining + "=");
            }
        }
        ensemble.awaitServing();
        for (Member member : ensemble.members()) {
            Await.until("server " + member.id() + " shows all three", LIMIT, () -> configOf(member)
                    .contains("server.3="));
        }
        Member leader = ensemble.leader();
        Member other = ensemble.learners().get(0);
        theShellShowsAndChangesTheMembers(leader, other);
        assertThat(reconfigurationsAudited(ensemble, Product.QUORATE))
                .hasSize(2)
                .isEqualTo(reconfigurationsAudited(ensemble, Product.APACHE));
        try (ZooKeeperAdmin admin = admin(other)) {
            remove(admin, leader);
            Await.until("server " + leader.id() + " is no member any more", LIMIT, () -> {
                String config = configOf(other);
                return config.contains("version=") && !config.contains("server." + leader.id() + "=");
            });
            leader.stop();
            ensemble.awaitServing();
            Await.until("writes go on without the old leader", LIMIT, () -> writes(admin));
            assertThat(admin.exists("/before", false)).isNotNull();
        }
    }

    /** What a server of this product writes into its audit log of a change that is made, and of one that is refused. */
    private static List<String> reconfigurationsAudited(EnsembleProcess ensemble, Product product) throws Exception {
        Member member = ensemble.members().stream()
                .filter(each -> each.product() == product)
                .findFirst()
                .orElseThrow();
        int logged = member.process().logText().length();
        try (ZooKeeperAdmin admin = admin(member)) {
            admin.reconfigure(line(member), null, null, -1, new Stat());
            assertThatThrownBy(() -> admin.reconfigure(line(member), null, null, 1, new Stat()))
                    .isInstanceOf(KeeperException.BadVersionException.class);
        }
        Supplier<List<String>> lines = () -> AUDITED.matcher(logText(member).substring(logged))
                .results()
                .map(line -> line.group(1) + line.group(2).replaceAll("session=\\S+", "session=#"))
                .toList();
        Await.until(
                "both in the audit log of " + member, LIMIT, () -> lines.get().size() > 1);
        return lines.get();
    }

    private static String logText(Member member) {
        try {
            return member.process().logText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code members}, {@code status} and {@code reconfig} of docs/zkcli.md. */
    private void theShellShowsAndChangesTheMembers(Member leader, Member other) throws Exception {
        CliRun run = CliRun.ofQuorate(
                sandbox.directory("shell"),
                String.join(
                        "\n",
                        "members",
                        "status",
                        "reconfig -v 1 -add " + line(other),
                        "reconfig -s -add " + line(other),
                        "config"),
                "-q",
                "-waitforconnection",
                "-server",
                "127.0.0.1:" + other.port());
        assertThat(run.err()).singleElement().asString().contains("version");
        assertThat(run.out().subList(0, 8).stream().map(row -> row.replaceAll(" +", " ")))
                .anyMatch(row -> row.startsWith("ID ROLE CLIENTS SERVERS"))
                .anyMatch(row -> row.startsWith(other.id() + "* participant 127.0.0.1:" + other.port() + " "))
                .anyMatch(row -> row.startsWith(leader.id() + " participant 127.0.0.1:" + leader.port() + " "))
                .anyMatch(row -> row.startsWith(leader.id() + " 127.0.0.1:" + leader.port() + " leader 0x"))
                .anyMatch(row -> row.startsWith(other.id() + " 127.0.0.1:" + other.port() + " follower 0x"));
        assertThat(run.out().get(8)).isEqualTo("Committed new configuration:");
        assertThat(run.out().subList(9, 12)).allMatch(row -> row.startsWith("server."));
        assertThat(run.out()).anyMatch(row -> row.startsWith("mZxid = 0x"));
        assertThat(run.out().subList(run.out().size() - 4, run.out().size()))
                .as("config, after all")
                .contains(line(other));
    }

    /** A server that is given another client port listens there; who is connected stays so. */
    @Test
    void aServerMovesToAnotherClientPort() throws Exception {
        EnsembleProcess ensemble = EnsembleProcess.of(sandbox, "QQ", EnsembleProcess.defaults());
        Member member = ensemble.member(1).settings(settings(ensemble, 1)).launch();
        member.awaitServing();
        // That of a server that does not run.
        int newPort = ensemble.member(2).port();
        try (ZooKeeperAdmin admin = admin(member)) {
            admin.create("/before", new byte[] {1}, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            String moved = line(member).replace(";127.0.0.1:" + member.port(), ";127.0.0.1:" + newPort);
            String config = text(admin.reconfigure(moved, null, null, -1, new Stat()));
            assertThat(config).contains(";127.0.0.1:" + newPort);
            Await.until("clients are served on port " + newPort, LIMIT, () -> serves(newPort));
            Await.until("port " + member.port() + " is closed", LIMIT, () -> !serves(member.port()));
            assertThat(admin.exists("/before", false))
                    .as("on the old connection")
                    .isNotNull();
        }
    }

    private static boolean serves(int port) {
        try (RawClient client = RawClient.connect(port, SESSION_TIMEOUT_MILLIS)) {
            return client.closeSession();
        } catch (IOException e) {
            return false;
        }
    }

    /** The answer may be lost: servers that look for the next leader close their clients' connections. */
    private static void remove(ZooKeeperAdmin admin, Member leader) throws Exception {
        try {
            String config = text(admin.reconfigure(null, Integer.toString(leader.id()), null, -1, new Stat()));
            assertThat(config).doesNotContain("server." + leader.id() + "=");
        } catch (KeeperException.ConnectionLossException answerLost) {
            assertThat(admin.getState().isAlive()).isTrue();
        }
    }

    private static boolean writes(ZooKeeperAdmin admin) {
        try {
            admin.setData("/before", new byte[] {2}, -1);
            return true;
        } catch (Exception reconnecting) {
            return false;
        }
    }

    private static ZooKeeperAdmin admin(Member member) throws Exception {
        return new ZooKeeperAdmin("127.0.0.1:" + member.port(), SESSION_TIMEOUT_MILLIS, event -> {});
    }

    private static String configOf(Member member) {
        try (ZooKeeperAdmin admin = admin(member)) {
            return text(admin.getConfig(false, new Stat()));
        } catch (KeeperException.ConnectionLossException notServing) {
            return "";
        } catch (Exception e) {
            throw new AssertionError("the configuration of " + member, e);
        }
    }

    private static String text(byte[] config) {
        return new String(config, StandardCharsets.UTF_8);
    }

    private static String line(Member member) {
        return "server." + member.id() + "=127.0.0.1:" + member.quorumPort() + ":" + member.electionPort()
                + ":participant;127.0.0.1:" + member.port();
    }

    /** The configuration of a server that knows these members. */
    private static ServerSettings settings(EnsembleProcess ensemble, int... ids) {
        ServerSettings settings = EnsembleProcess.defaults()
                .with("reconfigEnabled", true)
                .with("standaloneEnabled", false)
                .with("audit.enable", true)
                .withProperty("skipACL", "yes");
        for (int id : ids) {
            String line = line(ensemble.member(id));
            settings = settings.with("server." + id, line.substring(line.indexOf('=') + 1));
        }
        return settings;
    }
}
