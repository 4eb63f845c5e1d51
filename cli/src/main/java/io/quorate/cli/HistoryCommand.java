package io.quorate.cli;

/** Prints the last lines. */
final class HistoryCommand extends ShellCommand {
    HistoryCommand() {
        super("history", "");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.history().latest().forEach(shell.out()::println);
        return ExitCode.OK;
    }
}
