package io.quorate.tls;

import java.util.Objects;

/** A password; its text form is a placeholder, so that it is never printed by accident. Immutable. */
public final class Password {
    private final String value;

    /** A password, which may be empty. */
    public Password(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    char[] chars() {
        return value.toCharArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Password password && password.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "*****";
    }
}
