package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a znode without children. */
@Command(
        name = "delete",
        customSynopsis = "delete [-v version] path",
        description = "Deletes a znode that has no children.",
        footer = {"delete /app/lock", "delete -v 3 /app/lock"})
final class DeleteCommand extends ShellCommand {
    @Option(names = "-v", paramLabel = "version", description = "Only if its data has this version.")
    private int version = -1;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String oldVersion;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        int expected =
                OldForms.version(shell, version, oldVersion, "delete path [version]", "delete [-v version] path");
        shell.session().blocking().delete(path, expected);
        return ExitCode.OK;
    }
}
