package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints how many znodes are below a znode. */
@Command(
        name = "getAllChildrenNumber",
        customSynopsis = "getAllChildrenNumber path",
        description = "Shows how many znodes are below a znode, at any depth.",
        footer = {"getAllChildrenNumber /app"})
final class GetAllChildrenNumberCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.out().println(shell.session().blocking().getAllChildrenNumber(path));
        return ExitCode.OK;
    }
}
