package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a znode without children. */
final class DeleteCommand extends ShellCommand {
    @Option(names = "-v")
    private int version = -1;

    @Parameters(index = "0")
    private String path;

    DeleteCommand() {
        super("delete", "[-v version] path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().delete(path, version);
        return ExitCode.OK;
    }
}
