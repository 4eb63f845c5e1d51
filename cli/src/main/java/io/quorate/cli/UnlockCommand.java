package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives up a lock or a candidacy. */
@Command(
        name = "unlock",
        customSynopsis = "unlock path",
        description = "Gives up the lock that lock has taken, or the candidacy, or leadership, that elect has begun.",
        footer = "unlock /locks/deploy")
final class UnlockCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the lock or election.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        LineCommand.Held held = shell.held().remove(path);
        if (held == null) {
            throw new CommandException("unlock: this session has taken no lock " + path);
        }
        held.giveBack();
        return ExitCode.OK;
    }
}
