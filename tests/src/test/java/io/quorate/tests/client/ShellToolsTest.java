package io.quorate.tests.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.harness.ServerProcess;
import io.quorate.tests.harness.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryNTimes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of our shell that Apache's does not have, as docs/zkcli.md tells of them. */
@Timeout(120)
class ShellToolsTest {
    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    private static ServerProcess server;
    private static Path dir;

    @BeforeAll
    static void start() {
        server = SANDBOX.quorate(ServerSettings.standalone()).start();
        dir = SANDBOX.directory("tools");
    }

    @Test
    void showsAndCopiesSubtrees() throws Exception {
        Path export = dir.resolve("app.jsonl");
        CliRun run = run(
                "# a comment",
                "create /app '{\"a\":[1,2]}'",
                "create /app/lock-1 x",
                "create -e /app/eph y",
                "create /app/other '10.0.0.7 host'",
                "create /app/other/deep z world:anyone:cdrw",
                "create /app/bin",
                "set -b /app/bin AAEC/w==",
                "tree /app",
                "tree -L 1 /app/other",
                "find -name 'lock-?' /app",
                "find -data 10.0.*host /app",
                "find -e /",
                "du -L 1 /app",
                "get -f json /app",
                "get -f auto /app/other",
                "export /app",
                "export -o " + export + " /app",
                "import -n " + export + " /x/copy",
                "import " + export + " /x/copy",
                "import " + export + " /x/copy",
                "import -u " + export + " /x/copy",
                "getAcl /x/copy/other/deep",
                "get -b /x/copy/bin",
                "set /x/copy/other changed",
                "diff -a " + at() + "/x /app /copy",
                "delete /app/eph",
                "edit -e true /app",
                "edit -e 'sed -i s/1/7/' /app",
                "edit /app/bin",
                "get /app");
        assertThat(run.err())
                .endsWith(
                        "Created /app/bin",
                        "Exported 5 of 6 znodes",
                        "Exported 5 of 6 znodes",
                        "Would be 5 znodes created, 0 changed",
                        "5 znodes created, 0 changed",
                        "Node already exists: /x/copy (nothing is changed; import -u replaces the data of what is there)",
                        "0 znodes created, 5 changed",
                        "Differences: 2 in 6 znodes",
                        "Not changed",
                        "Changed /app",
                        "edit: the data of /app/bin is no text (get -x shows it, set -b sets it)");
        assertThat(run.out())
                .containsExactly(
                        "/app",
                        "├── bin",
                        "├── eph",
                        "├── lock-1",
                        "└── other",
                        "    └── deep",
                        "",
                        "6 znodes",
                        "/app/other",
                        "└── deep",
                        "",
                        "2 znodes",
                        "/app/lock-1",
                        "/app/other",
                        "/app/eph",
                        "BYTES  ZNODES  PATH",
                        "31     6       /app",
                        "14     2       /app/other",
                        "4      1       /app/bin",
                        "1      1       /app/eph",
                        "1      1       /app/lock-1",
                        "{",
                        "  \"a\" : [ 1, 2 ]",
                        "}",
                        "10.0.0.7 host",
                        "{\"export\":1,\"path\":\"/app\"}",
                        "{\"path\":\"\",\"text\":\"{\\\"a\\\":[1,2]}\"}",
                        "{\"path\":\"/bin\",\"base64\":\"AAEC/w==\"}",
                        "{\"path\":\"/lock-1\",\"text\":\"x\"}",
                        "{\"path\":\"/other\",\"text\":\"10.0.0.7 host\"}",
                        "{\"path\":\"/other/deep\",\"text\":\"z\",\"acl\":\"world:anyone:cdrw\"}",
                        "'world,'anyone",
                        ": cdrw",
                        "AAEC/w==",
                        "< /app/eph",
                        "! /app/other data: 13 and 7 bytes",
                        "{\"a\":[7,2]}");
        assertThat(Files.readAllLines(export)).hasSize(6);
    }

    @Test
    void standsInLineForLocksAndElections() throws Exception {
        CliRun run = run(
                "lock /locks/a",
                "lock -w 0 /locks/a",
                "unlock /locks/a",
                "unlock /locks/a",
                "lock /locks/a echo has the lock",
                "ls /locks/a",
                "elect -i me /leader",
                "elect -l /leader",
                "unlock /leader",
                "lock /locks/a sh -c 'exit 7'");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out().stream().map(line -> line.replaceAll("_c_.*-latch", "_c_UUID-latch")))
                .containsExactly("has the lock", "[]", "leader    me _c_UUID-latch-0000000000");
        assertThat(run.err().stream().map(line -> line.replaceAll("_c_.*-l", "_c_UUID-l")))
                .containsExactly(
                        "Locked /locks/a by /locks/a/_c_UUID-lock-0000000000",
                        "lock: this session stands in line at /locks/a already (unlock /locks/a)",
                        "unlock: this session has taken no lock /locks/a",
                        "Leading /leader as me");
    }

    @Test
    void aLockThatIsTakenIsWaitedForOrGivenUp() throws Exception {
        String other = "lock -w 0 /locks/b echo never";
        CliRun run = run("lock /locks/b " + command("-q " + other), "lock /locks/b echo free");
        assertThat(run.out()).containsExactly("free");
        assertThat(run.err()).containsExactly("lock: /locks/b is taken by others, for 0 s now");
        CliRun single = CliRun.ofQuorate(dir, "", "-q", "-server", at(), "lock", "/locks/b");
        assertThat(single.exitCode()).isEqualTo(1);
        assertThat(single.err())
                .containsExactly("lock: name a program: without one it ends with this command, at once");
    }

    @Test
    void standsInOneLineWithCurator() throws Exception {
        try (CuratorFramework curator = CuratorFrameworkFactory.newClient(at(), new RetryNTimes(100, 50))) {
            curator.start();
            LeaderLatch latch = new LeaderLatch(curator, "/shared/leader", "curator");
            latch.start();
            latch.await();
            InterProcessMutex mutex = new InterProcessMutex(curator, "/shared/lock");
            mutex.acquire();
            CompletableFuture<CliRun> shell = CompletableFuture.supplyAsync(() -> shared(
                    "elect -l /shared/leader",
                    "elect -i me /shared/leader echo leads",
                    "lock -w 0 /shared/lock echo never",
                    "lock /shared/lock echo has it",
                    "elect -l /shared/leader"));
            Await.until(
                    "the shell stands for election",
                    Duration.ofSeconds(40),
                    () -> latch.getParticipants().size() == 2);
            assertThat(latch.getLeader().getId()).isEqualTo("curator");
            latch.close();
            // Of the two tries only the second stays in line.
            Await.until(
                    "the shell waits for the lock",
                    Duration.ofSeconds(40),
                    () -> curator.getChildren().forPath("/shared/leader").isEmpty()
                            && mutex.getParticipantNodes().size() == 2);
            mutex.release();
            CliRun run = shell.get(40, TimeUnit.SECONDS);
            assertThat(run.out().stream().map(line -> line.replaceAll("[^ ]*-latch", "UUID-latch")))
                    .containsExactly("leader    curator UUID-latch-0000000000", "leads", "has it");
            assertThat(run.err()).containsExactly("lock: /shared/lock is taken by others, for 0 s now");
            mutex.acquire();
            mutex.release();
        }
    }

    private static CliRun shared(String... lines) {
        try {
            return run(lines);
        } catch (Exception e) {
            throw new AssertionError("the shell failed", e);
        }
    }

    @Test
    void whoEndsTheShellEndsItsProgramAndThenItsLock() throws Exception {
        Path started = dir.resolve("started");
        String program = "echo $$ > " + started + ".new; mv " + started + ".new " + started + "; exec sleep 100";
        List<String> words =
                new ArrayList<>(List.of(command("-q lock /locks/c sh -c").split(" ")));
        words.add(program);
        Process shell = new ProcessBuilder(words).start();
        try {
            Await.until("the program runs", Duration.ofSeconds(40), () -> Files.exists(started));
            shell.destroy();
            assertThat(shell.waitFor(40, TimeUnit.SECONDS)).isTrue();
            long pid = Long.parseLong(Files.readString(started).trim());
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(run("ls /locks/c").out()).containsExactly("[]");
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    @Test
    void tellsOfTheServersAndTheirSpeed() throws Exception {
        CliRun run = run("members", "status", "check -t 1 -m 100000 perf", "watch -n 0 /", "help watch");
        assertThat(run.err()).isEmpty();
        assertThat(run.out().get(0)).isEqualTo("No list of members: the server is alone");
        assertThat(run.out().get(1)).startsWith("ID  ADDRESS").endsWith("VERSION");
        assertThat(run.out().get(2)).contains(at(), "standalone", "3.9.5-quorate");
        assertThat(run.out().get(3))
                .matches("Writes +[1-9]\\d*/s  50% within .* ms, 99% within .* ms, all within .* ms");
        assertThat(run.out().get(4)).startsWith("Reads ");
        assertThat(run.out().get(5)).startsWith("PASS: 99 of 100 writes within");
        assertThat(run.out().get(6)).isEqualTo("watch [-o] [-d] [-n count] path");
    }

    @Test
    void aPipeCanEndWithTheFirstFailure() throws Exception {
        CliRun run =
                CliRun.ofQuorate(dir, "ls /zookeeper\nls /nope\nls /zookeeper\n", "-q", "-failfast", "-server", at());
        assertThat(run).isEqualTo(new CliRun(1, List.of("[config, quota]"), List.of("Node does not exist: /nope")));
    }

    @Test
    void diffHasExitCodesOfItsOwn() throws Exception {
        assertThat(diff("/zookeeper", "/zookeeper")).isZero();
        assertThat(diff("/zookeeper", "/zookeeper/config")).isEqualTo(1);
        assertThat(diff("/zookeeper", "/nope")).isEqualTo(2);
    }

    private static int diff(String path, String otherPath) throws Exception {
        return CliRun.ofQuorate(dir, "", "-q", "-server", at(), "diff", at(), path, otherPath)
                .exitCode();
    }

    /** A line that runs our shell. */
    private static String command(String arguments) {
        return Path.of(System.getProperty("java.home"), "bin", "java") + " -cp " + System.getProperty("java.class.path")
                + " io.quorate.cli.ZooKeeperMain -server " + at() + " " + arguments;
    }

    private static CliRun run(String... lines) throws Exception {
        return CliRun.ofQuorate(dir, String.join("\n", lines) + "\n", "-q", "-waitforconnection", "-server", at());
    }

    private static String at() {
        return "127.0.0.1:" + server.port();
    }
}
