package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.Watcher;
import io.quorate.jute.proto.Stat;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the stat of a znode. */
final class StatCommand extends ShellCommand {
    @Option(names = "-w")
    private boolean watch;

    @Parameters(index = "0")
    private String path;

    StatCommand() {
        super("stat", "[-w] path");
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        Watcher watcher = watch ? shell.watcher() : null;
        Optional<Stat> stat = shell.session().blocking().exists(path, watcher);
        if (stat.isEmpty()) {
            throw new CommandException("Node does not exist: " + path);
        }
        shell.out().println(StatText.format(stat.get()));
        return ExitCode.OK;
    }
}
