package io.quorate.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects mistakes and warnings while a configuration is read, so that one start shows all of them. */
final class Findings {
    private final List<ConfigMistake> mistakes = new ArrayList<>();
    private final List<ConfigWarning> warnings = new ArrayList<>();

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
        warnings.add(new ConfigWarning(ConfigWarning.Severity.WARNING, where(source), key, text));
    }

    void note(Source source, String key, String text) {
        warnings.add(new ConfigWarning(ConfigWarning.Severity.NOTE, where(source), key, text));
    }

    private static String where(Source source) {
        return source == null ? null : source.toString();
    }

    List<ConfigWarning> warnings() {
        return List.copyOf(warnings);
    }

    /** Ends the reading if there was any mistake. */
    void throwIfAny() throws ConfigException {
        if (!mistakes.isEmpty()) {
            // What is missing has no line, and is easier to understand behind what was misspelt.
            mistakes.sort(Comparator.comparingInt(m -> m.line() == 0 ? Integer.MAX_VALUE : m.line()));
            throw new ConfigException(mistakes);
        }
    }
}
