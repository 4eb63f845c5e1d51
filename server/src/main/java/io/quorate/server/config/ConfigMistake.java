package io.quorate.server.config;

import java.nio.file.Path;

/**
 * One mistake in a configuration; see {@link ConfigException} for the parts.
 *
 * @param where the place in words when it is not a line of a file, e.g. {@code -Dzookeeper.snapCount}; else null
 */
public record ConfigMistake(Path file, int line, String where, String key, String found, String expected, String hint) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (where != null) {
            text.append(where).append(": ");
        } else if (file != null) {
            text.append(file).append(line > 0 ? ":" + line : "").append(": ");
        }
        if (key != null && (where == null || !where.endsWith(key))) {
            text.append(key).append(": ");
        }
        text.append(found == null ? "missing" : "found \"" + found + "\"");
        text.append(", expected ").append(expected).append('.');
        if (hint != null) {
            text.append(' ').append(hint);
        }
        return text.toString();
    }
}
