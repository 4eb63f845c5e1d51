package io.quorate.cli;

import io.quorate.client.AddWatchMode;
import io.quorate.client.KeeperException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a watch that stays. */
final class AddWatchCommand extends ShellCommand {
    @Option(names = "-m")
    private AddWatchMode mode = AddWatchMode.PERSISTENT_RECURSIVE;

    @Parameters(index = "0")
    private String path;

    AddWatchCommand() {
        super(
                "addWatch",
                "[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE]"
                        + " - default is PERSISTENT_RECURSIVE");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().addWatch(path, shell.watcher(), mode);
        return ExitCode.OK;
    }
}
