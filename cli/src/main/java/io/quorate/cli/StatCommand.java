package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.Watcher;
import io.quorate.jute.proto.Stat;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the stat of a znode. */
@Command(
        name = "stat",
        customSynopsis = "stat [-w] path",
        description = "Shows the stat of a znode.",
        footer = {"stat /app"})
final class StatCommand extends ShellCommand {
    @Option(names = "-w", description = "Tell of the next change, also of a znode that is not there yet.")
    private boolean watch;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String oldWatch;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        boolean watches = OldForms.watches(shell, watch, oldWatch, name(), "stat [-w] path");
        Watcher watcher = watches ? shell.watcher() : null;
        Optional<Stat> stat = shell.session().blocking().exists(path, watcher);
        if (stat.isEmpty()) {
            throw new CommandException("Node does not exist: " + path);
        }
        shell.out().println(StatText.format(stat.get()));
        return ExitCode.OK;
    }
}
