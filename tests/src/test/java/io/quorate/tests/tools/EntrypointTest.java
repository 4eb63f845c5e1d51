package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The entrypoint of the image, run here with directories of its own: what it makes of the variables of the official image. */
@Timeout(60)
class EntrypointTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final Sandbox sandbox = Sandbox.perTest();

    private Path home;
    private Path conf;
    private Path data;

    @BeforeEach
    void directories() throws IOException {
        home = sandbox.directory("container");
        conf = Files.createDirectories(home.resolve("conf"));
        data = Files.createDirectories(home.resolve("data"));
        Files.createDirectories(home.resolve("datalog"));
    }

    private ProcessBuilder entrypoint(Map<String, String> variables, String... command) {
        ProcessBuilder builder = new ProcessBuilder();
        builder.command()
                .add(Locations.projectRoot()
                        .resolve("packaging/docker/docker-entrypoint.sh")
                        .toString());
        builder.command().addAll(List.of(command));
        builder.environment().keySet().removeIf(name -> name.startsWith("ZOO") || name.startsWith("ZK_"));
        builder.environment().put("ZOO_CONF_DIR", conf.toString());
        builder.environment().put("ZOO_DATA_DIR", data.toString());
        builder.environment().put("ZOO_DATA_LOG_DIR", home.resolve("datalog").toString());
        builder.environment().putAll(variables);
        return builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
    }

    private int run(Map<String, String> variables) throws Exception {
        Process process = entrypoint(variables, "true").start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String said() throws IOException {
        return Files.readString(home.resolve("out"));
    }

    @Test
    void withoutVariablesItIsAServerOfOne() throws Exception {
        assertThat(run(Map.of())).as(said()).isZero();
        assertThat(Files.readString(data.resolve("myid"))).isEqualTo("1\n");
        assertThat(Files.readAllLines(conf.resolve("zoo.cfg")))
                .containsExactly(
                        "dataDir=" + data,
                        "dataLogDir=" + home.resolve("datalog"),
                        "tickTime=2000",
                        "initLimit=5",
                        "syncLimit=2",
                        "autopurge.snapRetainCount=3",
                        "autopurge.purgeInterval=0",
                        "maxClientCnxns=60",
                        "standaloneEnabled=true",
                        "admin.enableServer=true",
                        "4lw.commands.whitelist=srvr",
                        "server.1=localhost:2888:3888;2181");
    }

    @Test
    void everyVariableOfTheOfficialImageCounts() throws Exception {
        assertThat(run(Map.ofEntries(
                        Map.entry("ZOO_MY_ID", "2"),
                        Map.entry("ZOO_SERVERS", "server.1=a:1:2;3 server.2=b:1:2;3  server.3=c:1:2:observer;3"),
                        Map.entry("ZOO_TICK_TIME", "500"),
                        Map.entry("ZOO_INIT_LIMIT", "11"),
                        Map.entry("ZOO_SYNC_LIMIT", "12"),
                        Map.entry("ZOO_MAX_CLIENT_CNXNS", "13"),
                        Map.entry("ZOO_STANDALONE_ENABLED", "false"),
                        Map.entry("ZOO_ADMINSERVER_ENABLED", "false"),
                        Map.entry("ZOO_AUTOPURGE_PURGEINTERVAL", "14"),
                        Map.entry("ZOO_AUTOPURGE_SNAPRETAINCOUNT", "15"),
                        Map.entry("ZOO_4LW_COMMANDS_WHITELIST", "mntr,ruok"),
                        Map.entry("ZOO_CFG_EXTRA", "extendedTypesEnabled=true globalOutstandingLimit=500"))))
                .as(said())
                .isZero();
        assertThat(Files.readString(data.resolve("myid"))).isEqualTo("2\n");
        assertThat(Files.readAllLines(conf.resolve("zoo.cfg")))
                .contains(
                        "tickTime=500",
                        "initLimit=11",
                        "syncLimit=12",
                        "maxClientCnxns=13",
                        "standaloneEnabled=false",
                        "admin.enableServer=false",
                        "autopurge.purgeInterval=14",
                        "autopurge.snapRetainCount=15",
                        "4lw.commands.whitelist=mntr,ruok",
                        "extendedTypesEnabled=true",
                        "globalOutstandingLimit=500")
                .endsWith("server.1=a:1:2;3", "server.2=b:1:2;3", "server.3=c:1:2:observer;3");
    }

    @Test
    void whatIsThereStays() throws Exception {
        Files.writeString(conf.resolve("zoo.cfg"), "mine\n");
        Files.writeString(data.resolve("myid"), "7\n");
        assertThat(run(Map.of("ZOO_MY_ID", "2", "ZOO_TICK_TIME", "1"))).isZero();
        assertThat(conf.resolve("zoo.cfg")).hasContent("mine");
        assertThat(data.resolve("myid")).hasContent("7");
    }

    @Test
    void mistakesAreTold() throws Exception {
        assertThat(run(Map.of("ZOO_SERVERS", "server.1=a:1:2"))).isEqualTo(2);
        assertThat(said()).contains("has no port for clients");
        assertThat(run(Map.of("ZOO_SERVERS", "a:1:2;3"))).isEqualTo(2);
        assertThat(said()).contains("expected: such as server.1=");
        assertThat(run(Map.of("ZOO_CFG_EXTRA", "a=b c"))).isEqualTo(2);
        assertThat(said()).contains("\"c\" is not key=value");
        assertThat(conf.resolve("zoo.cfg")).doesNotExist();
        assertThat(run(Map.of("ZOO_MY_ID", "zk-1"))).isEqualTo(2);
        assertThat(said()).contains("ZOO_MY_ID: \"zk-1\"");
    }

    @Test
    void aServerStartsFromWhatItWrites() throws Exception {
        int port = sandbox.freePort();
        Process server = entrypoint(
                        Map.of(
                                "ZOO_SERVERS", "server.1=127.0.0.1:2888:3888;127.0.0.1:" + port,
                                "ZOO_ADMINSERVER_ENABLED", "false",
                                "ZOO_4LW_COMMANDS_WHITELIST", "*",
                                "ZOO_TICK_TIME", "1234",
                                "ZOO_CFG_EXTRA", "preAllocSize=64 globalOutstandingLimit=77",
                                "ZK_SERVER_HEAP", "64",
                                "ZK_SERVER_PRETOUCH", "false",
                                "ZOO_CDS_ARCHIVE", "none",
                                "JMXDISABLE", "true"),
                        Locations.layout().resolve("bin/zkServer.sh").toString(),
                        "start-foreground")
                .start();
        try {
            Await.until("the server: " + said(), LIMIT, () -> {
                assertThat(server.isAlive()).as(said()).isTrue();
                return FourLetter.ask(port, "srvr").contains("Mode: standalone");
            });
            assertThat(FourLetter.ask(port, "conf")).contains("tickTime=1234", "maxClientCnxns=60");
        } finally {
            server.destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }
}
