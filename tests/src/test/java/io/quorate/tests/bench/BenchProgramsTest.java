package io.quorate.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.bench.ClientMain;
import io.quorate.bench.CompareMain;
import io.quorate.bench.LoadMain;
import io.quorate.bench.SoakMain;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BenchProgramsTest {
    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void startServer() throws Exception {
        server = SANDBOX.apache(ServerSettings.standalone()).start();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--op set",
                "--op get",
                "--op mixed",
                "--op churn --root /churn",
                "--op create --keys 3000 --root /create",
                "--op create --keys 3000 --multi 10 --root /creates",
                "--op delete --keys 500 --root /delete",
                "--op set --multi 5",
                "--op get --multi 5",
                "--op set --rate 200"
            })
    void everyKindOfLoadIsAnsweredRightly(String load) {
        int code = load(load + " --sessions 3 --outstanding 8 --warmup 0 --seconds 0.4 --pid " + server.pid());

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("requests/s", "CPU-µs/request").doesNotContain("WRONG");
    }

    @Test
    void wrongRepliesAreSeen() {
        assertThat(load("--op create --keys 50 --root /twice --warmup 0 --seconds 5"))
                .isZero();

        assertThat(load("--op create --keys 50 --root /twice --warmup 0 --seconds 5"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("WRONG", "50 replies with NODE_EXISTS");
    }

    @Test
    void theComparisonPrintsItsTablesAndLeavesNothingBehind() throws Exception {
        Path directory = SANDBOX.directory("compare");
        String arguments =
                "set-1x1 locks bulk coldstart --only apache --rounds 1 --server-warmup 0.2 --warmup 0 --seconds 0.3"
                        + " --znodes 2000 --cold-starts 1 --heap 128m --jvm-flags=-XX:TieredStopAtLevel=1 --project "
                        + Locations.projectRoot() + " --dir "
                        + directory;

        int code = run(CompareMain.commandLine(), arguments);

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString())
                .contains(
                        "| set-1x1 | apache |",
                        "cold start",
                        "in line for one lock",
                        "live heap per 100-byte znode",
                        "from a snapshot");
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void bothClientsAreMeasuredAgainstTheSameServer() throws Exception {
        String arguments =
                "--only quorate --rounds 1 --warmup 0 --seconds 0.1 --idle-sessions 40 --apache-idle-sessions 0"
                        + " --hold 0.1 --heap 96m --jvm-flags=-XX:TieredStopAtLevel=1 --client-flags=-XX:TieredStopAtLevel=1 --project "
                        + Locations.projectRoot() + " --dir " + SANDBOX.directory("clients");

        int code = run(ClientMain.commandLine(), arguments);

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString())
                .containsPattern("\\| quorate, get-64 +\\| apache ")
                .containsPattern("\\| quorate, set-wait +\\| ratio ")
                .containsPattern("\\| quorate \\| quorate \\| +40 \\|");
    }

    @Test
    void anEnsembleIsRestartedAndJoinedUnderLoad() throws Exception {
        String arguments = "rolling join --servers 3 --only quorate --rounds 1 --bulk-rounds 1 --server-warmup 0.2"
                + " --znodes 2000 --heap 96m --jvm-flags=-XX:TieredStopAtLevel=1 --quiet-wait 0 --project "
                + Locations.projectRoot() + " --dir "
                + SANDBOX.directory("maintenance");

        int code = run(CompareMain.commandLine(), arguments);

        assertThat(code).as(out + "\n" + err).isZero();
        assertThat(out.toString())
                .contains("| rolling restart: longest time without", "sum of such times", "| blank follower started");
    }

    @Test
    void theSoakLooksAtWhatTheServersHold() throws Exception {
        String arguments = "--stretches 4 --stretch 0.2 --rate 100 --only quorate --heap 96m"
                + " --jvm-flags=-XX:TieredStopAtLevel=1 --project " + Locations.projectRoot() + " --dir "
                + SANDBOX.directory("soak");

        run(SoakMain.commandLine(), arguments);

        assertThat(out.toString())
                .as(err.toString())
                .containsPattern("quorate +4 +\\d+\\.\\d +\\d+ +\\d\\d +\\d\\d")
                .contains("quorate, first and last quarter: heap ")
                .containsPattern("quorate(: nothing has grown| HAS GROWN: )");
        assertThat(run(SoakMain.commandLine(), "--stretches 3")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaderkill", "rolling --servers 2", "join --servers 1", "walzing"})
    void whatNeedsAnEnsembleSaysSo(String arguments) {
        assertThat(run(CompareMain.commandLine(), arguments)).isEqualTo(2);
        assertThat(err.toString()).contains("expected");
    }

    private int load(String arguments) {
        return run(LoadMain.commandLine(), "--server 127.0.0.1:" + server.port() + " " + arguments);
    }

    private int run(CommandLine command, String arguments) {
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments.split(" ", -1));
    }
}
