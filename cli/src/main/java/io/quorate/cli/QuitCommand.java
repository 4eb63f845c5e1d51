package io.quorate.cli;

/** Leaves the session and the shell. */
final class QuitCommand extends ShellCommand {
    QuitCommand() {
        super("quit", "");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.quit();
        return ExitCode.OK;
    }
}
