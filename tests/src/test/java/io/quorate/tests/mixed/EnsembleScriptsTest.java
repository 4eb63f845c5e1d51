package io.quorate.tests.mixed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.election.FastLeaderElection;
import io.quorate.ensemble.EnsembleView;
import io.quorate.quorum.QuorumPeer;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code zkEnsemble.sh} and, for its servers, {@code zkServer.sh status}, as the layout has them. */
class EnsembleScriptsTest {
    private static final long LIMIT_SECONDS = 120;

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private Path dir;

    private final Map<String, String> environment = new HashMap<>();

    private record Run(int exit, List<String> lines) {}

    @BeforeEach
    void choose() {
        dir = sandbox.directory("local").resolve("ensemble");
    }

    @AfterEach
    void end() throws Exception {
        if (Files.exists(dir)) {
            run("zkEnsemble.sh", "stop");
        }
    }

    @Test
    void anEnsembleIsStartedWatchedHurtAndStopped() throws Exception {
        Run start = run("zkEnsemble.sh", "start");
        assertThat(start.exit()).as(start.toString()).isZero();
        assertThat(start.lines()).contains("Server 1: Starting zookeeper ... STARTED");
        List<String> roles = roles(start);
        assertThat(roles).containsExactlyInAnyOrder("follower", "follower", "leader");
        for (int id = 1; id <= 3; id++) {
            Run status = run(
                    "zkServer.sh",
                    "--config",
                    dir.resolve("server-" + id + "/conf").toString(),
                    "status");
            assertThat(status.exit()).isZero();
            assertThat(status.lines()).contains("Mode: " + roles.get(id - 1));
        }
        int leader = roles.indexOf("leader") + 1;
        assertThat(run("zkEnsemble.sh", "kill", Integer.toString(leader)).exit())
                .isZero();
        Run hurt = run("zkEnsemble.sh", "status");
        assertThat(hurt.exit()).as("a server is down").isEqualTo(1);
        assertThat(roles(hurt).get(leader - 1)).isEqualTo("down");

        int other = leader % 3 + 1;
        assertThat(run("zkEnsemble.sh", "stop", Integer.toString(other)).exit()).isZero();
        int left = 6 - leader - other;
        Run alone = run(
                "zkServer.sh",
                "--config",
                dir.resolve("server-" + left + "/conf").toString(),
                "status");
        assertThat(alone.exit()).as(alone.toString()).isEqualTo(1);
        assertThat(alone.lines())
                .contains("Error contacting service. It is probably not running.")
                .noneMatch(line -> line.startsWith("Mode:"));

        Run again = run("zkEnsemble.sh", "start");
        assertThat(again.exit()).as(again.toString()).isZero();
        assertThat(roles(again)).containsExactlyInAnyOrder("follower", "follower", "leader");
        assertThat(run("zkEnsemble.sh", "restart", Integer.toString(left)).exit())
                .isZero();
        assertThat(run("zkEnsemble.sh", "status", "--wait", "60").exit()).isZero();
        Run stop = run("zkEnsemble.sh", "stop");
        assertThat(stop.exit()).isZero();
        assertThat(stop.lines()).hasSize(3).allMatch(line -> line.endsWith("Stopping zookeeper ... STOPPED"));
        assertThat(run("zkEnsemble.sh", "status").exit()).isEqualTo(1);
    }

    /** A server that is elected a moment after its start does not read a leader's classes from the jars then. */
    @Test
    void theClassArchiveHasTheClassesOfEveryRole() throws Exception {
        Path conf = Files.createDirectories(dir.resolve("conf"));
        Files.write(conf.resolve("zoo.cfg"), List.of("dataDir=" + dir.resolve("data"), "clientPort=0"));
        environment.put("ZOO_CDS_ARCHIVE", dir.resolve("classes.jsa").toString());
        Run made = run("zkServer.sh", "--config", conf.toString(), "archive");
        assertThat(made.exit()).as(made.toString()).isZero();
        environment.put("ZK_SERVER_HEAP", "64");
        environment.put("SERVER_JVMFLAGS", "-Xlog:class+load=info");
        // This main class loads all, and ends because the server behind it is not told its configuration.
        Run printed = run("zkServer.sh", "--config", conf.toString(), "print-cmd");
        String command = printed.lines().get(printed.lines().size() - 1);
        Process process = new ProcessBuilder("bash", "-c", withoutServer(command))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("loaded").toFile())
                .start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> loaded = Files.readAllLines(dir.resolve("loaded"));
        for (Class<?> role : List.of(QuorumPeer.class, FastLeaderElection.class, EnsembleView.class)) {
            assertThat(loaded).anyMatch(line -> line.contains(" " + role.getName() + " source: shared objects file"));
        }
        for (String role : List.of("Leader", "Follower", "Observer", "LearnerSet")) {
            assertThat(loaded)
                    .anyMatch(line -> line.contains(" io.quorate.quorum." + role + " source: shared objects file"));
        }
    }

    private static String withoutServer(String command) {
        int main = command.indexOf("io.quorate.server.QuorumPeerMain");
        assertThat(main).as(command).isPositive();
        return command.substring(0, main) + "io.quorate.server.ClassArchiveMain";
    }

    /** The second column of the table. */
    private static List<String> roles(Run run) {
        List<String> roles = new ArrayList<>();
        for (String line : run.lines()) {
            if (line.matches("\\d +[a-z]+ .*")) {
                roles.add(line.split(" +")[1]);
            }
        }
        return roles;
    }

    private Run run(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Locations.layout().resolve("bin").resolve(script).toString());
        command.addAll(List.of(arguments));
        File out = sandbox.directory("out").resolve("out").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out)
                .redirectInput(new File("/dev/null"));
        builder.environment().put("ZK_ENSEMBLE_DIR", dir.toString());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as(script + " ends")
                .isTrue();
        return new Run(process.exitValue(), Files.readAllLines(out.toPath()));
    }
}
