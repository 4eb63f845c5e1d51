package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.server.config.Repository;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultLoggingTest {
    @Test
    void isFoundAndStepsBackForAFile() {
        LoggerContext context = new LoggerContext();
        assertThat(ServiceLoader.load(Configurator.class))
                .singleElement()
                .isInstanceOf(DefaultLogging.class)
                // logback-test.xml is in the class path.
                .satisfies(found -> assertThat(found.configure(context))
                        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY));
        assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext()).isFalse();
    }

    @Test
    void tellsWhatMattersAndNothingElse() {
        LoggerContext context = new LoggerContext();
        DefaultLogging.logToConsole(context);
        assertThat(context.getLogger("io.quorate.server.Storage").isInfoEnabled())
                .isTrue();
        assertThat(context.getLogger("io.quorate.server.Storage").isDebugEnabled())
                .isFalse();
        assertThat(context.getLogger("io.netty.buffer").isWarnEnabled()).isTrue();
        assertThat(context.getLogger("io.netty.buffer").isInfoEnabled()).isFalse();
        assertThat(context.getLogger("ROOT").getAppender("CONSOLE").isStarted()).isTrue();
        context.stop();
    }

    /** The other file that comes with the server: a line is an object, whatever stands in the message. */
    @Test
    void theFileForJsonMakesAnObjectOfEachLine(@TempDir Path directory) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("quorate.log.appender", "ROLLINGFILE");
        context.putProperty("zookeeper.log.dir", directory.toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Repository.root().resolve("conf/logback-json.xml").toFile());
        context.getLogger("io.quorate.Some").warn("a \"{}\"\nand ä", "quoted", new IllegalStateException("the cause"));
        context.getLogger("io.quorate.Some").debug("not told");
        context.stop();
        List<String> lines = Files.readAllLines(directory.resolve("zookeeper.log"), StandardCharsets.UTF_8);
        assertThat(lines).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.get("formattedMessage").textValue()).isEqualTo("a \"quoted\"\nand ä");
        assertThat(line.get("level").textValue()).isEqualTo("WARN");
        assertThat(line.get("loggerName").textValue()).isEqualTo("io.quorate.Some");
        assertThat(line.get("timestamp").longValue()).isPositive();
        assertThat(line.get("throwable").get("message").textValue()).isEqualTo("the cause");
    }
}
