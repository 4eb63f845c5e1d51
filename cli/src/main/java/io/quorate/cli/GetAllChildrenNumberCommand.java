package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Parameters;

/** Prints how many znodes are below a znode. */
final class GetAllChildrenNumberCommand extends ShellCommand {
    @Parameters(index = "0")
    private String path;

    GetAllChildrenNumberCommand() {
        super("getAllChildrenNumber", "path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.out().println(shell.session().blocking().getAllChildrenNumber(path));
        return ExitCode.OK;
    }
}
