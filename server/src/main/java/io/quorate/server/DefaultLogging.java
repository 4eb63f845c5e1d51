package io.quorate.server;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Logs to the console when nobody has said how: a server started without the scripts would otherwise print the debugging output
 * of every library. Logback finds this class by its service file and asks it before it looks for a configuration file.
 */
public final class DefaultLogging extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{ISO8601} [%thread] %-5level %logger{0} - %msg%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isConfigured(context)) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        logToConsole(context);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void logToConsole(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("CONSOLE");
        console.setEncoder(encoder);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        context.getLogger("io.netty").setLevel(Level.WARN);
    }

    /** Whether there is a file for Logback itself, as named by its system property or found in the class path. */
    private static boolean isConfigured(LoggerContext context) {
        DefaultJoranConfigurator files = new DefaultJoranConfigurator();
        files.setContext(context);
        return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
                || files.findURLOfDefaultConfigurationFile(false) != null;
    }
}
