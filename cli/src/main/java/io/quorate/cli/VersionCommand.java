package io.quorate.cli;

/** Prints the version of the shell. */
final class VersionCommand extends ShellCommand {
    VersionCommand() {
        super("version", "");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.out().println("ZooKeeper CLI version: " + Version.text());
        return ExitCode.OK;
    }
}
