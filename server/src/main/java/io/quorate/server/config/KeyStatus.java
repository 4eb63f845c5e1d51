package io.quorate.server.config;

import java.util.List;

/**
 * What the server does with a key.
 *
 * @param reason why the key has no effect; null where it has one
 * @param inEffect values that describe what the server does anyway, so that setting them is no matter
 */
record KeyStatus(Kind kind, String reason, List<String> inEffect) {
    /** The answers, as shown in the reference. */
    enum Kind {
        /** It has its effect. */
        HONOURED("honoured"),
        /** What it tunes does not exist here. */
        ACCEPTED_NO_EFFECT("no effect"),
        /** What it turns on is not there yet; a warning at start. */
        NOT_YET("not yet"),
        /** What it turns on is not there yet, and to run without would be unsafe; the server does not start. */
        NOT_YET_UNSAFE("not yet: refused"),
        /** What it turns on is a danger; the server does not start. */
        REFUSED("refused");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    KeyStatus {
        inEffect = List.copyOf(inEffect);
    }

    /** Whether a value asks for nothing but what the server does anyway. */
    boolean isInEffect(String value) {
        return inEffect.stream().anyMatch(value::equalsIgnoreCase);
    }

    /** Whether the value ends up in the record. */
    boolean parsed() {
        return kind == Kind.HONOURED;
    }
}
