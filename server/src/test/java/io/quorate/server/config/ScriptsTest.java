package io.quorate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scripts of {@code bin/}. */
class ScriptsTest extends ScriptFixture {
    @Test
    void startsJavaWithTheseArguments() throws IOException {
        Run run = run("zkServer.sh", "start-foreground");
        assertThat(run.lines())
                .containsExactly(
                        "-Xmx1000m",
                        "-Xms1000m",
                        "-XX:+UseSerialGC",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:HeapDumpPath=" + home + "/logs",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:+PerfDisableSharedMem",
                        "-Dfile.encoding=UTF-8",
                        "-Dlogback.configurationFile=" + home + "/conf/logback.xml",
                        "-Dzookeeper.log.dir=" + home + "/logs",
                        "-Dzookeeper.log.file=zookeeper-u-server-h.log",
                        "-Dquorate.log.appender=CONSOLE",
                        "-cp",
                        home + "/lib/a.jar:" + home + "/lib/quorate-server-1.2.3.jar",
                        MAIN,
                        home + "/conf/zoo.cfg");
        assertThat(run.err()).isEqualTo("ZooKeeper JMX enabled by default\nUsing config: " + home + "/conf/zoo.cfg\n");
        assertThat(run.exit()).isZero();
    }

    @Test
    void printsTheCommandReadyToPaste() throws IOException {
        Run printed = run("zkServer.sh", "print-cmd");
        assertThat(printed.exit()).isZero();
        String command = printed.out().strip();
        assertThat(command).endsWith(" 2>&1 < /dev/null").contains("-Dquorate.log.appender=ROLLINGFILE");
        String upToRedirection = command.substring(0, command.lastIndexOf(" > "));
        Run pasted = run(new ProcessBuilder("bash", "-c", upToRedirection));
        assertThat(pasted.lines()).contains("-XX:HeapDumpPath=" + home + "/logs", MAIN, home + "/conf/zoo.cfg");
    }

    @Test
    void takesTheUsersFlags() throws IOException {
        environment.put("SERVER_JVMFLAGS", "-Xmx512m  -Da=1");
        environment.put("JVMFLAGS", "-XX:+UseG1GC\t-Db=2\n-Dglob=*");
        environment.put("CLASSPATH", "/extra.jar");
        environment.put("ZOO_DATADIR_AUTOCREATE_DISABLE", "1");
        Run run = run("zkServer.sh", "start-foreground");
        assertThat(run.lines())
                .containsSubsequence("-Xmx512m", "-Da=1", "-XX:+UseG1GC", "-Db=2", "-Dglob=*", "-cp")
                .contains("-Dzookeeper.datadir.autocreate=false")
                .doesNotContain("-Xmx1000m", "-Xms1000m", "-XX:+UseSerialGC")
                .anyMatch(l -> l.endsWith("/lib/quorate-server-1.2.3.jar:/extra.jar"));
    }

    @Test
    void takesHeapCollectorAndTouching() throws IOException {
        environment.put("ZK_SERVER_HEAP", "64");
        environment.put("ZK_SERVER_GC", "parallel");
        environment.put("ZK_SERVER_PRETOUCH", "true");
        assertThat(run("zkServer.sh", "start-foreground").lines())
                .contains("-Xmx64m", "-Xms64m", "-XX:+UseParallelGC", "-XX:+AlwaysPreTouch");
        environment.put("ZK_SERVER_HEAP", "1g");
        assertThat(run("zkServer.sh", "start-foreground").err())
                .endsWith("Error: ZK_SERVER_HEAP is \"1g\", expected a number of MB\n");
        environment.put("ZK_SERVER_HEAP", "64");
        environment.put("ZK_SERVER_GC", "best");
        Run wrongCollector = run("zkServer.sh", "start-foreground");
        assertThat(wrongCollector.exit()).isEqualTo(1);
        assertThat(wrongCollector.err())
                .endsWith("Error: ZK_SERVER_GC is \"best\", expected auto, serial, parallel, g1 or zgc\n");
    }

    @Test
    void sourcesTheUsersFiles() throws IOException {
        Files.writeString(
                home.resolve("conf/zookeeper-env.sh"), "ZOO_LOG_DIR=\"" + temp + "/l o g\"\n[ $unset = 1 ]\nfalse\n");
        Files.writeString(home.resolve("conf/java.env"), "export JVMFLAGS=\"-Dx=y $JVMFLAGS\"\n");
        environment.put("JVMFLAGS", "-Dz=1");
        environment.put("ZOO_LOG_FILE", "mine.log");
        assertThat(run("zkServer.sh", "start-foreground").lines())
                .contains("-Dzookeeper.log.dir=" + temp + "/l o g", "-Dzookeeper.log.file=mine.log")
                .containsSubsequence("-Dx=y", "-Dz=1");
    }

    @Test
    void opensJmxAsAsked() throws IOException {
        environment.put("JMXDISABLE", "true");
        environment.put("JMXPORT", "9999");
        Run disabled = run("zkServer.sh", "start-foreground");
        assertThat(disabled.err()).startsWith("JMX disabled by user request\nUsing config: ");
        assertThat(disabled.out()).doesNotContain("jmxremote");
        environment.remove("JMXDISABLE");
        environment.put("JMXHOSTNAME", "name");
        Run remote = run("zkServer.sh", "start-foreground");
        assertThat(remote.lines())
                .contains(
                        "-Dcom.sun.management.jmxremote.port=9999",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false",
                        "-Djava.rmi.server.hostname=name");
        assertThat(remote.err()).startsWith("ZooKeeper remote JMX Port set to 9999\n");
    }

    @Test
    void findsTheConfiguration() throws IOException {
        Path other = temp.resolve("other conf");
        Files.createDirectories(other);
        Files.copy(home.resolve("conf/zoo.cfg"), other.resolve("zoo.cfg"));
        Files.copy(home.resolve("conf/zoo.cfg"), other.resolve("second.cfg"));
        assertThat(configOf("--config", other.toString(), "start-foreground")).isEqualTo(other + "/zoo.cfg");
        assertThat(configOf("--config", other.toString(), "start-foreground", "second.cfg"))
                .isEqualTo(other + "/second.cfg");
        assertThat(configOf("start-foreground", other + "/second.cfg")).isEqualTo(other + "/second.cfg");
        environment.put("ZOOCFGDIR", other.toString());
        environment.put("ZOOCFG", "second.cfg");
        assertThat(configOf("start-foreground")).isEqualTo(other + "/second.cfg");
        Run wrong = run("zkServer.sh", "--config", temp + "/nowhere", "start");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).isEqualTo("Error: --config needs a directory, found \"" + temp + "/nowhere\".\n");
    }

    private String configOf(String... args) throws IOException {
        List<String> lines = run("zkServer.sh", args).lines();
        return lines.get(lines.size() - 1);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.delete(home.resolve("conf/zoo.cfg"));
        Run noConfig = run("zkServer.sh", "start");
        assertThat(noConfig.exit()).isEqualTo(1);
        assertThat(noConfig.err())
                .endsWith("Error: " + home + "/conf/zoo.cfg cannot be read. Copy " + home
                        + "/conf/zoo.cfg.sample to it to begin with\n");
        Files.delete(temp.resolve("fake bin/java"));
        environment.put("JAVA_HOME", "/nowhere");
        environment.put("PATH", temp.resolve("fake bin") + ":" + toolsWithoutJava());
        Run noJava = run("zkServer.sh", "start");
        assertThat(noJava.exit()).isEqualTo(1);
        assertThat(noJava.err())
                .isEqualTo("Error: JAVA_HOME is not set and java could not be found in PATH. Quorate needs Java 17 or"
                        + " newer.\n");
    }

    private Path toolsWithoutJava() throws IOException {
        Path tools = temp.resolve("tools");
        Files.createDirectories(tools);
        for (String tool : List.of("bash", "dirname", "readlink")) {
            Path found = Stream.of("/usr/bin", "/bin")
                    .map(d -> Path.of(d, tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nexec " + found + " \"$@\"\n");
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return tools;
    }

    @Test
    void worksFromACheckoutOnceItIsBuilt() throws IOException {
        Files.delete(home.resolve("lib/a.jar"));
        Files.delete(home.resolve("lib/quorate-server-1.2.3.jar"));
        Files.delete(home.resolve("lib"));
        Files.createFile(home.resolve("pom.xml"));
        Run unbuilt = run("zkServer.sh", "version");
        assertThat(unbuilt.exit()).isEqualTo(1);
        assertThat(unbuilt.err())
                .isEqualTo("Error: there are no jars in " + home + "/lib, nor in " + home
                        + "/target/dist. In a source checkout, build them first: mvn -DskipTests package (in " + home
                        + ")\n");
        Path lib = home.resolve("target/dist/quorate-9.9/lib");
        Files.createDirectories(lib);
        Files.createFile(lib.resolve("quorate-server-9.9.jar"));
        assertThat(run("zkServer.sh", "start-foreground").lines())
                .contains(lib + "/quorate-server-9.9.jar", "-Dzookeeper.log.dir=" + home + "/target/logs");
    }

    @Test
    void worksThroughALink() throws IOException {
        Path link = temp.resolve("zkServer");
        Files.createSymbolicLink(link, home.resolve("bin/zkServer.sh"));
        Run run = run(new ProcessBuilder(link.toString(), "version"));
        assertThat(run.out()).isEqualTo("Quorate, version 1.2.3, for clients of Apache ZooKeeper, version 3.9.5\n");
        assertThat(run.exit()).isZero();
    }

    @Test
    void explainsItself() throws IOException {
        Run run = run("zkServer.sh", "nonsense");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .endsWith("Usage: " + home + "/bin/zkServer.sh [--config <conf-dir>]"
                        + " {start|start-foreground|stop|version|restart|status|print-cmd|check|archive}"
                        + " [<config-file>]\n");
    }

    @Test
    void checksWithTheFlagsOfTheServer() throws IOException {
        environment.put("SERVER_JVMFLAGS", "-Dzookeeper.snapCount=5");
        assertThat(run("zkServer.sh", "check").lines())
                .contains("-Dzookeeper.snapCount=5", "io.quorate.server.config.CheckCommand", home + "/conf/zoo.cfg");
    }

    @Test
    void startsAndStops() throws IOException {
        fakeServer("Zookeeper version: x\nMode: standalone\n");
        Run before = run("zkServer.sh", "status");
        assertThat(before.exit()).isEqualTo(1);
        assertThat(before.out())
                .isEqualTo("Client port found: " + port + ". Client address: 127.0.0.1. Client SSL: false.\n"
                        + "Error contacting service. It is probably not running.\n");
        Run nothing = run("zkServer.sh", "stop");
        assertThat(nothing.exit()).isZero();
        assertThat(nothing.out())
                .isEqualTo("Stopping zookeeper ... no zookeeper to stop (could not find file " + data
                        + "/zookeeper_server.pid)\n");

        Run start = run("zkServer.sh", "start");
        assertThat(start.out()).isEqualTo("Starting zookeeper ... STARTED\n");
        assertThat(start.exit()).isZero();
        String pid = Files.readString(data.resolve("zookeeper_server.pid")).strip();
        Run again = run("zkServer.sh", "start");
        assertThat(again.out()).isEqualTo("Starting zookeeper ... already running as process " + pid + ".\n");
        assertThat(again.exit()).isEqualTo(1);
        Run status = run("zkServer.sh", "status");
        assertThat(status.lines()).last().isEqualTo("Mode: standalone");
        assertThat(status.exit()).isZero();
        Run restart = run("zkServer.sh", "restart");
        assertThat(restart.out()).isEqualTo("Stopping zookeeper ... STOPPED\nStarting zookeeper ... STARTED\n");
        assertThat(Files.readString(data.resolve("zookeeper_server.pid")).strip())
                .isNotEqualTo(pid);
        Run stop = run("zkServer.sh", "stop");
        assertThat(stop.out()).isEqualTo("Stopping zookeeper ... STOPPED\n");
        assertThat(stop.exit()).isZero();
        assertThat(data.resolve("zookeeper_server.pid")).doesNotExist();
    }

    @Test
    void saysWhyAStartFailed() throws IOException {
        fakeServer("fail");
        Files.createDirectories(log().getParent());
        Files.writeString(log(), "2026 [main] ERROR Main - of an earlier start\n", StandardCharsets.UTF_8);
        Run run = run("zkServer.sh", "start");
        assertThat(run.out()).isEqualTo("Starting zookeeper ... FAILED TO START\n");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("2026 [main] ERROR Main - no good\n").doesNotContain("earlier", "hello");
        assertThat(data.resolve("zookeeper_server.pid")).doesNotExist();

        fakeServer("crash");
        Run crash = run("zkServer.sh", "start");
        assertThat(crash.out()).isEqualTo("Starting zookeeper ... FAILED TO START\n");
        assertThat(crash.err()).contains("Error: Could not find or load main class\n");
    }

    @Test
    void doesNotStartOnATakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Run run = run("zkServer.sh", "start");
            assertThat(run.out()).isEqualTo("Starting zookeeper ... FAILED TO START\n");
            assertThat(run.err())
                    .endsWith("Another program listens on 127.0.0.1 port " + taken.getLocalPort() + " already.\n");
            assertThat(run.exit()).isEqualTo(1);
        }
    }

    @Test
    void doesNotWaitForOthersOfAnEnsemble() throws IOException {
        config("dataDir=" + data + "\nserver.7=127.0.0.1:1:2;127.0.0.1:" + port + "\nserver.8=127.0.0.2:1:2\n");
        Files.createDirectories(data);
        Files.writeString(data.resolve("myid"), "7\n");
        fakeServer("This ZooKeeper instance is not currently serving requests\n");
        assertThat(run("zkServer.sh", "start").out()).isEqualTo("Starting zookeeper ... STARTED\n");
        Run status = run("zkServer.sh", "status");
        assertThat(status.exit()).isEqualTo(1);
        assertThat(status.out())
                .isEqualTo("Client port found: " + port + ". Client address: 127.0.0.1. Client SSL: false.\n"
                        + "Error contacting service. It is probably not running.\n");
        assertThat(status.err()).contains("The server runs but does not serve");
        assertThat(run("zkServer.sh", "stop").out()).isEqualTo("Stopping zookeeper ... STOPPED\n");
    }

    @Test
    void doesNotTakeAnotherProcessForTheServer() throws IOException {
        Files.createDirectories(data);
        Files.writeString(data.resolve("zookeeper_server.pid"), own() + "\n");
        Run stop = run("zkServer.sh", "stop");
        assertThat(stop.out()).isEqualTo("Stopping zookeeper ... STOPPED\n");
        assertThat(data.resolve("zookeeper_server.pid")).doesNotExist();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void findsThePortWhereverItIs() throws IOException {
        assertThat(port("dataDir=/d\nclientPort = 5\n")).isEqualTo("5 localhost false");
        assertThat(port("dataDir=/d\nclientPort=5\nclientPort:6\n")).isEqualTo("6 localhost false");
        assertThat(port("dataDir=/d\n#clientPort=5\nzookeeper.clientPort 7\n")).isEqualTo("7 localhost false");
        assertThat(port("dataDir=/d\nclientPort=5\nclientPortAddress=0.0.0.0\n"))
                .isEqualTo("5 localhost false");
        assertThat(port("dataDir=/d\nclientPort=5\nclientPortAddress=host\n")).isEqualTo("5 host false");
        assertThat(port("dataDir=/d\nserver.3=a:1:2;8\n")).isEqualTo("8 localhost false");
        assertThat(port("dataDir=/d\nserver.3=a:1:2:participant;[::1]:9\n")).isEqualTo("9 ::1 false");
        assertThat(port("dataDir=/d\nsecureClientPort=10\n")).isEqualTo("10 localhost true");
        Path dynamic = temp.resolve("zoo.cfg.dynamic");
        Files.writeString(dynamic, "server.3=a:1:2;b:11");
        assertThat(port("dataDir=/d\ndynamicConfigFile=" + dynamic + "\n")).isEqualTo("11 b false");
    }

    private String port(String text) throws IOException {
        config(text);
        String first = run("zkServer.sh", "status").lines().get(0);
        return first.replaceAll("Client port found: (.*)\\. Client address: (.*)\\. Client SSL: (.*)\\.", "$1 $2 $3");
    }

    /** The scripts read the few keys that they need as the server does. */
    @Test
    void readsValuesAsTheServerDoes() throws IOException {
        Path file = temp.resolve("strange.cfg");
        Files.writeString(
                file,
                "  a = 1 2 \n#b=0\n! b=0\nb:x:y=z\nc\\=no\nd    blank\ne\nf=one\\\n   two\ng=C\\:\\\\dir\nh=\r\ni=x\r\n"
                        + "a.b=dots\nj==eq\nlast=end");
        Properties java = new Properties();
        java.load(Files.newBufferedReader(file));
        for (String key : List.of("a", "b", "d", "e", "f", "g", "h", "i", "a.b", "j", "last", "none")) {
            ProcessBuilder builder = new ProcessBuilder(
                    "bash",
                    "-c",
                    "set -euo pipefail; . \"$1\"; zk_config_value \"$2\" \"$3\"",
                    "bash",
                    home.resolve("bin/zkEnv.sh").toString(),
                    file.toString(),
                    key);
            Run run = run(builder);
            assertThat(run.out())
                    .as(key + run.err())
                    .isEqualTo(java.getProperty(key, "").strip() + "\n");
        }
    }

    @Test
    void startsTheClient() throws IOException {
        environment.put("CLIENT_JVMFLAGS", "-Dc=1");
        environment.put("ZK_CLIENT_HEAP", "99");
        Run run = run("zkCli.sh", "-server", "h:1", "get", "/a b");
        assertThat(run.exit()).isZero();
        assertThat(run.lines())
                .containsSubsequence("-Xmx99m", "-Dquorate.log.console=System.err", "-Dc=1", "-cp")
                .endsWith("io.quorate.cli.ZooKeeperMain", "-server", "h:1", "get", "/a b");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void preparesDirectories() throws IOException {
        Path logs = temp.resolve("my logs");
        config("dataDir=" + data + "\ndataLogDir=" + logs + "\nclientPort=1\n");
        Run run = run("zkServer-initialize.sh", "--myid", "12");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(Files.readString(data.resolve("myid"))).isEqualTo("12\n");
        assertThat(data.resolve("version-2")).isDirectory();
        assertThat(logs.resolve("version-2")).isDirectory();
        assertThat(logs.resolve("initialize")).isEmptyFile();

        Files.createFile(data.resolve("version-2/snapshot.0"));
        Run again = run("zkServer-initialize.sh", "--myid=13");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err())
                .isEqualTo("Error: " + data + "/version-2 exists already; --force would delete the data in it\n");
        assertThat(data.resolve("version-2/snapshot.0")).exists();
        assertThat(run("zkServer-initialize.sh", "--force", "--myid=13").exit()).isZero();
        assertThat(data.resolve("version-2/snapshot.0")).doesNotExist();
        assertThat(Files.readString(data.resolve("myid"))).isEqualTo("13\n");
        assertThat(run("zkServer-initialize.sh", "--myid", "x").err())
                .isEqualTo("Error: the id is \"x\", expected a number from 0 to 255\n");
        assertThat(run("zkServer-initialize.sh", "--myid").err()).startsWith("Usage: ");
    }

    @Test
    void samplesAreGood() throws Exception {
        Path conf = Repository.root().resolve("conf");
        assertThat(conf.resolve("zoo_sample.cfg")).hasSameTextualContentAs(conf.resolve("zoo.cfg.sample"));
        ParsedConfig parsed = ConfigParser.parse(conf.resolve("zoo.cfg.sample"), new Properties());
        assertThat(parsed.warnings()).isEmpty();
        String uncommented = Files.readString(conf.resolve("zoo.cfg.sample")).replaceAll("(?m)^#(?=\\S+=)", "");
        Path file = temp.resolve("zoo.cfg");
        Files.writeString(file, uncommented.replace("/var/lib/zookeeper", temp.toString()));
        Files.writeString(temp.resolve("myid"), "1");
        ParsedConfig all = ConfigParser.parse(file, new Properties());
        assertThat(all.warnings()).isEmpty();
        assertThat(all.config().ensemble().members()).hasSize(3);
        assertThat(all.config().fourLetterWords().whitelist()).containsExactly("conf", "mntr", "ruok", "srvr");
    }

    @Test
    void cleansUpWhatTheConfigurationNames() throws IOException {
        assertThat(run("zkCleanup.sh", "-n", "5").lines())
                .endsWith("io.quorate.server.PurgeMain", data.toString(), data.toString(), "5");
        config("dataDir=" + data + "\ndataLogDir=/my logs\n");
        assertThat(run("zkCleanup.sh", "-n", "3").lines()).endsWith(data.toString(), "/my logs", "3");
        assertThat(run("zkCleanup.sh", "/l", "/d", "-n", "3").lines()).endsWith("/d", "/l", "3");
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("-n"),
                List.of("-n", "2"),
                List.of("-n", "x"),
                List.of("/l"),
                List.of("-x"))) {
            Run refused = run("zkCleanup.sh", wrong.toArray(String[]::new));
            assertThat(refused.exit()).as(wrong.toString()).isEqualTo(1);
            assertThat(refused.err()).contains("Usage: ", "3 or more");
            assertThat(refused.out()).isEmpty();
        }
    }
}
