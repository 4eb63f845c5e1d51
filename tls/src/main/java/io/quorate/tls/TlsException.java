package io.quorate.tls;

/** Settings of which no encrypted connection can be made; the message names the key and the file, and says what to do. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator. */
    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
