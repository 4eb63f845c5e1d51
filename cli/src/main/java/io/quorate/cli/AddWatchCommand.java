package io.quorate.cli;

import io.quorate.client.AddWatchMode;
import io.quorate.client.KeeperException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a watch that stays. */
@Command(
        name = "addWatch",
        customSynopsis =
                "addWatch [-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE",
        description = "Adds a watch that stays until it is removed. Its events are printed while printwatches is on.",
        footer = {"addWatch -m PERSISTENT /app"})
final class AddWatchCommand extends ShellCommand {
    @Option(
            names = "-m",
            paramLabel = "mode",
            description =
                    "PERSISTENT: the znode and the list of its children. PERSISTENT_RECURSIVE, the default: the znode and all below it.")
    private AddWatchMode mode = AddWatchMode.PERSISTENT_RECURSIVE;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().addWatch(path, shell.watcher(), mode);
        return ExitCode.OK;
    }
}
