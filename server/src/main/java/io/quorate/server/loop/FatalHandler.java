package io.quorate.server.loop;

/** Ends the process when going on could lose or corrupt data. Callable from any thread; the first call counts. */
@FunctionalInterface
public interface FatalHandler {
    /**
     * Ends the process.
     *
     * @param kind what went wrong, which decides the exit code
     * @param what one sentence for the operator: what happened and what to do
     * @param cause the error behind it, or null
     */
    void fatal(Kind kind, String what, Throwable cause);

    /** What went wrong. */
    enum Kind {
        /** The transaction log or a snapshot cannot be written. */
        STORAGE,
        /** An invariant of the protocol does not hold. */
        INVARIANT
    }
}
