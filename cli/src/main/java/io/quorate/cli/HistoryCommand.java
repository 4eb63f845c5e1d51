package io.quorate.cli;

import picocli.CommandLine.Command;

/** Prints the last lines. */
@Command(
        name = "history",
        customSynopsis = "history",
        description = "Shows the last eleven lines with their numbers, for redo.",
        footer = {"history"})
final class HistoryCommand extends ShellCommand {
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
