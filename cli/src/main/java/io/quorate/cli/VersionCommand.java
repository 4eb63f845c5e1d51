package io.quorate.cli;

import picocli.CommandLine.Command;

/** Prints the version of the shell. */
@Command(
        name = "version",
        customSynopsis = "version",
        description = "Shows the version of the shell.",
        footer = {"version"})
final class VersionCommand extends ShellCommand {
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
