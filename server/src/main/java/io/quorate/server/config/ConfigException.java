package io.quorate.server.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A configuration the server must not start with.
 *
 * <p>The message is one line with everything an operator needs: place, key, what was found, what was expected, hint. If
 * there are several mistakes, this is the first and {@link #others()} holds the rest.
 */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ConfigMistake mistake;
    private final transient List<ConfigMistake> others;

    ConfigException(List<ConfigMistake> mistakes) {
        super(mistakes.get(0).toString());
        this.mistake = mistakes.get(0);
        this.others = List.copyOf(mistakes.subList(1, mistakes.size()));
    }

    /** The file, or null if the value is not from a file. */
    public Path file() {
        return mistake.file();
    }

    /** The line, counted from 1, or 0. */
    public int line() {
        return mistake.line();
    }

    /** The key as it was written (a missing one: as it should be), or null. */
    public String key() {
        return mistake.key();
    }

    /** The value that was found (redacted if it is a secret), or null if there was none. */
    public String found() {
        return mistake.found();
    }

    /** What would have been right. */
    public String expected() {
        return mistake.expected();
    }

    /** What to do about it, or null. */
    public String hint() {
        return mistake.hint();
    }

    /** The further mistakes, in the order of the file. */
    public List<ConfigMistake> others() {
        return others;
    }
}
