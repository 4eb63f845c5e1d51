package io.quorate.tests.tools;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.tests.harness.Await;
import io.quorate.tests.harness.Beans;
import io.quorate.tests.harness.FourLetter;
import io.quorate.tests.harness.Locations;
import io.quorate.tests.harness.Reaper;
import io.quorate.tests.harness.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
