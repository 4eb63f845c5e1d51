package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets the server catch up with what is committed. */
@Command(
        name = "sync",
        customSynopsis = "sync path",
        description = "Lets the server catch up with what is committed: later reads show it.",
        footer = {"sync /"})
final class SyncCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().sync(path);
        shell.out().println("Sync is OK");
        return ExitCode.OK;
    }
}
