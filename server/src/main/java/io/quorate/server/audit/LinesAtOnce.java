package io.quorate.server.audit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.pattern.DynamicConverter;
import ch.qos.logback.core.rolling.RollingFileAppender;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Has lines written as the message of one event: between two of them stands what the layout puts after one message and before the next. That
 * gives the bytes of an event per line where the logger leads to one appender, to a file or the console, whose pattern has nothing but the
 * time, the level, the thread, the logger and the message, all as Logback itself makes them, and where no filter looks at events.
 * Used by one thread, for lines of one moment.
 */
final class LinesAtOnce {
    private static final Set<Class<?>> APPENDERS =
            Set.of(ConsoleAppender.class, FileAppender.class, RollingFileAppender.class);
    /** Subclasses may do something with each event, for example sign it. */
    private static final Set<Class<?>> ENCODERS = Set.of(LayoutWrappingEncoder.class, PatternLayoutEncoder.class);

    private static final Set<String> WORDS =
            Set.of("message", "msg", "m", "date", "d", "level", "le", "p", "thread", "t", "logger", "lo", "c", "n");
    /** What ends a word of a pattern. */
    private static final String END = "(?!\\p{javaJavaIdentifierPart})";

    private static final Pattern PLAIN_PATTERN = Pattern.compile(
            "(?:" + noMessage() + ")*" + "%(?:message|msg|m)" + END + "(?!\\{)" + "(?:" + noMessage() + ")*");
    /** A character of private use, which no pattern has. */
    private static final String PLACE = "\uE0A1";

    /** The last layout that was looked at, and whether it is plain. */
    private static PatternLayout known;

    private static String knownPattern;
    private static boolean knownIsPlain;

    private final Logger logger;
    private final Level level;
    private final Appender<ILoggingEvent> appender;
    private final PatternLayout layout;
    private final Instant now = Instant.now();
    private String between;

    private LinesAtOnce(
            Logger logger, Level level, OutputStreamAppender<ILoggingEvent> appender, PatternLayout layout) {
        this.logger = logger;
        this.level = level;
        this.appender = appender;
        this.layout = layout;
    }

    private static String noMessage() {
        return "[^%\\\\(){}]|%-?\\d*(?:\\.-?\\d+)?(?:date|d|level|le|p|thread|t|logger|lo|c|n)" + END
                + "(?:\\{[^}]*\\})?";
    }

    /** A way to write lines now that tell of failures or of successes; null if each has to be an event of its own. */
    static LinesAtOnce of(org.slf4j.Logger log, boolean failures) {
        // Whoever embeds the server may log with something else.
        return log.getClass().getName().equals("ch.qos.logback.classic.Logger") ? find(log, failures) : null;
    }

    private static LinesAtOnce find(org.slf4j.Logger log, boolean failures) {
        Logger logger = (Logger) log;
        Level level = failures ? Level.ERROR : Level.INFO;
        LoggerContext context = logger.getLoggerContext();
        if (!context.getTurboFilterList().isEmpty() || !logger.isEnabledFor(level)) {
            return null;
        }
        Appender<ILoggingEvent> only = onlyAppender(logger);
        return only != null
                        && APPENDERS.contains(only.getClass())
                        && only.isStarted()
                        && only.getCopyOfAttachedFiltersList().isEmpty()
                        && only instanceof OutputStreamAppender<ILoggingEvent> stream
                        && stream.getEncoder() instanceof LayoutWrappingEncoder<ILoggingEvent> encoder
                        && ENCODERS.contains(encoder.getClass())
                        && encoder.getLayout() instanceof PatternLayout layout
                        && layout.getClass() == PatternLayout.class
                        && isPlain(layout)
                ? new LinesAtOnce(logger, level, stream, layout)
                : null;
    }

    /** The one appender that events of the logger come to; null if there are several, or none. */
    private static Appender<ILoggingEvent> onlyAppender(Logger logger) {
        Appender<ILoggingEvent> only = null;
        for (Logger at = logger; at != null; at = at.isAdditive() ? parent(at) : null) {
            for (Iterator<Appender<ILoggingEvent>> i = at.iteratorForAppenders(); i.hasNext(); ) {
                if (only != null) {
                    return null;
                }
                only = i.next();
            }
        }
        return only;
    }

    private static Logger parent(Logger logger) {
        String name = logger.getName();
        if (name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            return null;
        }
        int dot = name.lastIndexOf('.');
        return logger.getLoggerContext()
                .getLogger(dot < 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : name.substring(0, dot));
    }

    private static synchronized boolean isPlain(PatternLayout layout) {
        String pattern = layout.getPattern();
        if (layout != known || !pattern.equals(knownPattern)) {
            known = layout;
            knownPattern = pattern;
            knownIsPlain = isPlain(pattern) && meansWhatItSays(layout);
        }
        return knownIsPlain;
    }

    /** Whether no word of a plain pattern was given another meaning, by a conversion rule of the configuration or otherwise. */
    private static boolean meansWhatItSays(PatternLayout layout) {
        Map<String, Supplier<DynamicConverter>> own = PatternLayout.DEFAULT_CONVERTER_SUPPLIER_MAP;
        Map<String, Supplier<DynamicConverter>> effective = layout.getEffectiveConverterMap();
        return WORDS.stream().allMatch(word -> own.containsKey(word) && own.get(word) == effective.get(word));
    }

    /** Whether a pattern makes the same around any two messages of one moment, level and thread. */
    static boolean isPlain(String pattern) {
        return PLAIN_PATTERN.matcher(pattern).matches();
    }

    /** What stands between two lines. */
    String between() {
        if (between == null) {
            String one = layout.doLayout(event(PLACE));
            int at = one.indexOf(PLACE);
            between = one.substring(at + PLACE.length()) + one.substring(0, at);
        }
        return between;
    }

    /** Writes lines, with {@link #between} between them. */
    void write(String lines) {
        appender.doAppend(event(lines));
    }

    private ILoggingEvent event(String message) {
        return new Event(logger, level, message, now);
    }

    /** An event of a given moment, so that all lines tell the same time. */
    private static final class Event extends LoggingEvent {
        private final Instant instant;

        Event(Logger logger, Level level, String message, Instant instant) {
            super(LinesAtOnce.class.getName(), logger, level, message, null, null);
            this.instant = instant;
        }

        @Override
        public Instant getInstant() {
            return instant;
        }

        @Override
        public long getTimeStamp() {
            return instant.toEpochMilli();
        }
    }
}
