package io.quorate.server;

/** A server that cannot start; the message tells the operator what is wrong, where, and what to do. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    StartException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
