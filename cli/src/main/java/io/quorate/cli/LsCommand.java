package io.quorate.cli;

import io.quorate.client.Children;
import io.quorate.client.KeeperException;
import io.quorate.client.Watcher;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the children of a znode, or everything from it downwards. */
final class LsCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean stat;

    @Option(names = "-w")
    private boolean watch;

    @Option(names = "-R")
    private boolean recursive;

    @Parameters(index = "0")
    private String path;

    LsCommand() {
        super("ls", "[-s] [-w] [-R] path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        if (recursive) {
            return list(shell);
        }
        Watcher watcher = watch ? shell.watcher() : null;
        Children children = shell.session().blocking().getChildrenWithStat(path, watcher);
        List<String> names = children.names().stream().sorted().toList();
        shell.out().println(names);
        if (stat) {
            shell.out().println(StatText.format(children.stat()));
        }
        return ExitCode.OK;
    }

    /** One path per line. What may not be read is said, and the rest goes on. */
    private int list(Shell shell) throws KeeperException, InterruptedException {
        Subtree subtree = Subtree.read(shell.session(), path, shell.out()::println);
        subtree.failures().forEach(failure -> shell.err().println(Failures.text(failure)));
        return subtree.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
