package io.quorate.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class AuditLinesTest {
    private static final String DEFAULT = "%d{ISO8601} [%thread] %-5level %logger{0} - %msg%n";

    @TempDir
    private Path directory;

    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    private Counting counting;

    /** Counts the events whose bytes it is given. */
    private static final class Counting extends FilterOutputStream {
        private int events;

        private Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] event) throws IOException {
            events++;
            out.write(event);
        }
    }

    /** Might sign what it encodes. */
    public static final class OtherEncoder extends PatternLayoutEncoder {}

    /** Makes one line of a message. */
    public static final class OneLine extends MessageConverter {
        @Override
        public String convert(ILoggingEvent event) {
            return super.convert(event).replaceAll("[\r\n]", "_");
        }
    }

    @BeforeEach
    void alone() {
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void asBefore() {
        logger.detachAndStopAllAppenders();
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void manyLinesAreOneEventAndLookLikeMany() throws IOException {
        write(DEFAULT);
        List<String> lines = Files.readAllLines(directory.resolve("audit.log"), UTF_8);
        assertThat(lines)
                .hasSize(6)
                .allSatisfy(
                        line -> assertThat(line)
                                .matches(
                                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} \\[\\w+] (INFO |ERROR) Slf4jAuditLogger - n=\\d\tö=ö\\?n"));
        assertThat(lines.stream().map(line -> line.charAt(line.indexOf("n=") + 2)))
                .containsExactly('0', '1', '2', '3', '4', '5');
        assertThat(lines.subList(2, 4)).allSatisfy(line -> assertThat(line).contains("ERROR"));
        // Two that succeeded, two that did not, two that did.
        assertThat(counting.events).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DEFAULT,
                "%d{ISO8601} %p %c{2}: %m%n",
                "%date{HH} %le|%t|%lo{5}|%-30.40logger [%message]%n",
                "%m%n"
            })
    void patternsOfTimeLevelThreadAndLoggerDoNotLookAtTheMessage(String pattern) throws IOException {
        assertThat(LinesAtOnce.isPlain(pattern)).isTrue();
        write(pattern);
        assertThat(counting.events).isEqualTo(3);
        assertThat(Files.readAllLines(directory.resolve("audit.log"), UTF_8)).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%.20m%n",
                "%m%n%m",
                "%replace(%m){'a','b'}%n",
                "%r %m%n",
                "%X{user} %m%n",
                "%caller %m%n",
                "%d%n",
                "%m2%n",
                "%d_%m%n",
                "\\%m %m"
            })
    void anyOtherIsGivenEachLine(String pattern) throws IOException {
        assertThat(LinesAtOnce.isPlain(pattern)).isFalse();
        write(pattern);
        assertThat(counting.events).isEqualTo(6);
    }

    @Test
    void eachOfTwoAppendersIsGivenEachLine() throws IOException {
        ListAppender<ILoggingEvent> second = new ListAppender<>();
        second.start();
        logger.addAppender(second);
        write(DEFAULT);
        assertThat(second.list).hasSize(6).first().satisfies(event -> assertThat(event.getFormattedMessage())
                .isEqualTo("n=0\tö=ö?n"));
        assertThat(counting.events).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ch.qos.logback.classic.encoder.PatternLayoutEncoder, true",
        "shout, ch.qos.logback.classic.encoder.PatternLayoutEncoder, true",
        "msg, ch.qos.logback.classic.encoder.PatternLayoutEncoder, false",
        "'', io.quorate.server.audit.AuditLinesTest$OtherEncoder, false"
    })
    void wordsAndEncodersOfOthersAreGivenEachLine(String redefined, String encoder, boolean atOnce)
            throws JoranException {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        String rule = redefined.isEmpty()
                ? ""
                : "<conversionRule conversionWord='%s' class='%s'/>".formatted(redefined, OneLine.class.getName());
        configurator.doConfigure(new ByteArrayInputStream(
                """
                <configuration>
                  %s
                  <appender name='file' class='ch.qos.logback.core.FileAppender'>
                    <file>%s</file>
                    <encoder class='%s'><pattern>%s</pattern></encoder>
                  </appender>
                  <root level='INFO'><appender-ref ref='file'/></root>
                </configuration>
                """
                        .formatted(rule, directory.resolve("other.log"), encoder, DEFAULT)
                        .getBytes(UTF_8)));
        try {
            assertThat(LinesAtOnce.of(context.getLogger(AuditLog.LOGGER), false) != null)
                    .isEqualTo(atOnce);
        } finally {
            context.stop();
        }
    }

    private void write(String pattern) throws IOException {
        LoggerContext context = logger.getLoggerContext();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.setCharset(UTF_8);
        encoder.start();
        FileAppender<ILoggingEvent> file = new FileAppender<>();
        file.setContext(context);
        file.setFile(directory.resolve("audit.log").toString());
        file.setEncoder(encoder);
        file.start();
        counting = new Counting(Files.newOutputStream(directory.resolve("audit.log")));
        file.setOutputStream(counting);
        logger.addAppender(file);
        AuditLines lines = new AuditLines();
        for (int i = 0; i < 6; i++) {
            lines.begin(i / 2 == 1).plain("n=" + i).with("ö", "ö\nn");
            lines.end();
        }
        lines.flush();
    }
}
