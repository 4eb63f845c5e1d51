package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

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
}
