package io.quorate.server;

/** How the process ends, for scripts and supervisors (spec: admin-interfaces §3). */
enum ExitCode {
    /** The server was asked to stop. */
    OK(0),
    /** Something unexpected, a damaged log included. */
    UNEXPECTED_ERROR(1),
    /** The arguments or the configuration are wrong. */
    INVALID_INVOCATION(2),
    /** The data directory cannot be used. */
    DATA_DIR_UNUSABLE(3),
    /** The transaction log or a snapshot cannot be written. */
    STORAGE_FAILED(10),
    /** A port cannot be listened on. */
    CANNOT_BIND(14);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
