package io.quorate.ensemble;

/** Text, or a set of members, that describes no ensemble; the message says what was found, what was expected, and where. */
public final class MalformedEnsembleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedEnsembleException(String message) {
        super(message);
    }
}
