package io.quorate.server.config;

import java.util.Objects;

/**
 * A password or the like: never printed by accident, because its text form is a placeholder.
 *
 * @param value the secret itself
 */
public record Secret(String value) {
    /** What is printed instead of a secret. */
    public static final String REDACTED = "*****";

    public Secret {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return REDACTED;
    }
}
