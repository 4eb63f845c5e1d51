package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Parameters;

/** Lets the server catch up with what is committed. */
final class SyncCommand extends ShellCommand {
    @Parameters(index = "0")
    private String path;

    SyncCommand() {
        super("sync", "path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().sync(path);
        shell.out().println("Sync is OK");
        return ExitCode.OK;
    }
}
