package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Beans;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Reaper;
import io.quorate.tests.harness.Sandbox;
import io.quorate.tests.tls.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The variables of {@code zkServer.sh} for JMX, with a server that it starts, and a console that connects to it. */
class JmxVariablesTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @RegisterExtension
    static final Sandbox SANDBOX = Sandbox.perClass();

    @Test
    void aConsoleFindsTheBeansAtTheGivenPort() throws Exception {
        int jmx = SANDBOX.freePort();
        int port = SANDBOX.freePort();
        Process server = start(
                "remote",
                port,
                Map.of("JMXPORT", Integer.toString(jmx), "JMXLOCALONLY", "true", "JMXHOSTNAME", "127.0.0.1"));
        try {
            Await.until("it serves", LIMIT, () -> isServing(port));
            try (Beans beans = Beans.at(jmx)) {
                Await.until("the beans are there", LIMIT, () -> beans.all().keySet().stream()
                        .anyMatch(name -> name.startsWith("name0=StandaloneServer_port")));
            }
        } finally {
            server.destroyForcibly();
        }
    }

    /** Files as the JDK wants them: who is who, who may what, and the key that the server shows. */
    @Test
    void withPasswordsAndTlsOnlyThoseWhoKnowOneGetIn() throws Exception {
        Path files = SANDBOX.directory("access");
        Authority authority = new Authority("Quorate test authority");
        Path trusted = Authority.trustStore(files.resolve("trusted.p12"), authority);
        Path keys = Authority.keyStore(files.resolve("keys.p12"), authority.issue("CN=server", null, "127.0.0.1"));
        Path passwords = Files.writeString(files.resolve("jmxremote.password"), "operator right\nwatcher other\n");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Path access = Files.writeString(files.resolve("jmxremote.access"), "operator readwrite\nwatcher readonly\n");
        int jmx = SANDBOX.freePort();
        int port = SANDBOX.freePort();
        Process server = start(
                "secured",
                port,
                Map.of(
                        "JMXPORT", Integer.toString(jmx),
                        "JMXAUTH", "true",
                        "JMXSSL", "true",
                        "JMXHOSTNAME", "127.0.0.1",
                        "JVMFLAGS",
                                "-Dcom.sun.management.jmxremote.password.file=" + passwords
                                        + " -Dcom.sun.management.jmxremote.access.file=" + access
                                        + " -Djavax.net.ssl.keyStore=" + keys
                                        + " -Djavax.net.ssl.keyStorePassword=" + Authority.PASSWORD));
        try {
            Await.until("it serves", LIMIT, () -> isServing(port));
            String told = Await.value("the bean", LIMIT, () -> {
                String out =
                        console(jmx, trusted, "operator:right", "watcher:other", "operator:other", "nobody:right", "-");
                return out.contains("ClientPort=") ? out : null;
            });
            assertThat(told.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).isEqualTo("operator:right ClientPort=" + port + " and may reset"),
                            line -> assertThat(line)
                                    .isEqualTo("watcher:other ClientPort=" + port + " and may not reset"),
                            line -> assertThat(line)
                                    .startsWith("operator:other refused: ")
                                    .contains("Invalid username or password"),
                            line -> assertThat(line)
                                    .startsWith("nobody:right refused: ")
                                    .contains("Invalid username or password"),
                            line -> assertThat(line).startsWith("- refused: ").contains("Credentials required"));
            // The password goes to nobody whose certificate is not believed.
            assertThat(console(jmx, null, "operator:right")).contains("refused: ", "certification path");
        } finally {
            server.destroyForcibly();
        }
    }

    private static String console(int jmx, Path trusted, String... attempts) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        if (trusted != null) {
            command.add("-Djavax.net.ssl.trustStore=" + trusted);
            command.add("-Djavax.net.ssl.trustStorePassword=" + Authority.PASSWORD);
        }
        command.add("-cp");
        command.add(Path.of(RemoteConsole.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        command.add(RemoteConsole.class.getName());
        command.add(Integer.toString(jmx));
        command.addAll(List.of(attempts));
        Path out = SANDBOX.directory("console").resolve("out");
        Process console = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        Reaper.watch(console);
        assertThat(console.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return Files.readString(out);
    }

    @Test
    void withoutJmxNobodyListensForIt() throws Exception {
        int jmx = SANDBOX.freePort();
        int port = SANDBOX.freePort();
        Process server = start("none", port, Map.of("JMXDISABLE", "true", "JMXPORT", Integer.toString(jmx)));
        try {
            Await.until("it serves", LIMIT, () -> isServing(port));
            assertThatThrownBy(() -> Beans.at(jmx)).isInstanceOf(IOException.class);
        } finally {
            server.destroyForcibly();
        }
    }

    private static boolean isServing(int port) {
        try {
            return FourLetter.ask(port, "ruok").equals("imok");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Process start(String name, int port, Map<String, String> variables) throws IOException {
        Path home = SANDBOX.directory(name);
        Path config = Files.writeString(
                home.resolve("zoo.cfg"),
                "dataDir=" + home.resolve("data") + "\nclientPort=" + port
                        + "\nadmin.enableServer=false\n4lw.commands.whitelist=*\n");
        ProcessBuilder builder = new ProcessBuilder(
                        Locations.layout().resolve("bin/zkServer.sh").toString(), "start-foreground", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("out").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ZOO_LOG_DIR", home.toString());
        builder.environment().put("ZK_SERVER_HEAP", "64");
        builder.environment().putAll(variables);
        Process process = builder.start();
        Reaper.watch(process);
        return process;
    }
}
