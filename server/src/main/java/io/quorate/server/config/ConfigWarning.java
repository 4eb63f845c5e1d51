package io.quorate.server.config;

/**
 * Something in the configuration that does not stop the server but that its operator should know.
 *
 * @param severity WARNING if the server does something else than was probably meant, NOTE if only the text is odd
 * @param where the place, e.g. {@code /etc/zoo.cfg:12} or {@code -Dzookeeper.snapCount}; null for the whole
 * @param key as it was written, or null
 * @param text one sentence without the place
 */
public record ConfigWarning(Severity severity, String where, String key, String text) {
    /** How much it matters. */
    public enum Severity {
        /** Worth a line at level WARN. */
        WARNING,
        /** Worth a line at level INFO. */
        NOTE
    }

    @Override
    public String toString() {
        return where == null ? text : where + ": " + text;
    }
}
