package io.quorate.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes and warnings while a configuration is read, so that one start shows all of them. */
final class Findings {
    /** What has no line comes last: it is easier to understand behind what was misspelt. */
    private static final int NO_LINE = Integer.MAX_VALUE;

    private record Warned(int line, ConfigWarning warning) {}

    private final List<ConfigMistake> mistakes = new ArrayList<>();
    private final List<Warned> warnings = new ArrayList<>();

    /** A value that is wrong; {@code found} must be redacted already. */
    void wrong(Source source, String key, String found, String expected, String hint) {
        boolean inFile = source.file() != null;
        add(new ConfigMistake(
                source.file(), source.line(), inFile ? null : source.toString(), key, found, expected, hint));
    }

    /** A value that is not there. */
    void missing(Path file, String key, String expected, String hint) {
        add(new ConfigMistake(file, 0, null, key, null, expected, hint));
    }

    void add(ConfigMistake mistake) {
        mistakes.add(mistake);
    }

    void warn(Source source, String key, String text) {
        add(ConfigWarning.Severity.WARNING, source, key, text);
    }

    void note(Source source, String key, String text) {
        add(ConfigWarning.Severity.NOTE, source, key, text);
    }

    private void add(ConfigWarning.Severity severity, Source source, String key, String text) {
        String where = source == null ? null : source.toString();
        int line = source == null || source.line() == 0 ? NO_LINE : source.line();
        warnings.add(new Warned(line, new ConfigWarning(severity, where, key, text)));
    }

    /** In the order of the lines. */
    List<ConfigWarning> warnings() {
        return warnings.stream()
                .sorted(Comparator.comparingInt(Warned::line))
                .map(Warned::warning)
                .toList();
    }

    /** Ends the reading if there was any mistake. */
    void throwIfAny() throws ConfigException {
        if (!mistakes.isEmpty()) {
            mistakes.sort(Comparator.comparingInt(m -> m.line() == 0 ? NO_LINE : m.line()));
            throw new ConfigException(mistakes);
        }
    }
}
