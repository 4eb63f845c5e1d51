package io.quorate.cli;

/** Leaves the session; the shell stays. */
final class CloseCommand extends ShellCommand {
    CloseCommand() {
        super("close", "");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.close();
        return ExitCode.OK;
    }
}
