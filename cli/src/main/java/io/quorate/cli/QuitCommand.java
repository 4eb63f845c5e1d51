package io.quorate.cli;

import picocli.CommandLine.Command;

/** Leaves the session and the shell. */
@Command(
        name = "quit",
        customSynopsis = "quit",
        description = "Ends the session and the shell, with the exit code of the line before.",
        footer = {"quit"})
final class QuitCommand extends ShellCommand {
    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.quit();
        return shell.lastExitCode();
    }
}
