package io.quorate.cli;

/** How a command, and with it the program, ends. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int UNKNOWN_COMMAND = 127;

    private ExitCode() {}
}
