package io.quorate.bench.load;

/** A load could not be run to its end; the message says which wait failed and what was seen. */
public final class LoadFailedException extends Exception {
    private static final long serialVersionUID = 1;

    public LoadFailedException(String message) {
        super(message);
    }

    public LoadFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
