package io.quorate.cli;

/** Prints the list of commands. */
final class HelpCommand extends ShellCommand {
    HelpCommand() {
        super("help", "");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.out().println(Commands.usage());
        return ExitCode.OK;
    }
}
