package io.quorate.cli;

import picocli.CommandLine.Command;

/** Leaves the session; the shell stays. */
@Command(
        name = "close",
        customSynopsis = "close",
        description = "Ends the session; the shell stays, for connect.",
        footer = {"close"})
final class CloseCommand extends ShellCommand {
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
