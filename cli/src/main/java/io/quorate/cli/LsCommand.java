package io.quorate.cli;

import io.quorate.client.Children;
import io.quorate.client.KeeperException;
import io.quorate.client.Watcher;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the children of a znode, or everything from it downwards. */
@Command(
        name = "ls",
        customSynopsis = "ls [-s] [-w] [-R] path",
        description = "Lists the children of a znode, sorted.",
        footer = {"ls /", "ls -R /app"})
final class LsCommand extends ShellCommand {
    @Option(names = "-s", description = "Show the stat, too.")
    private boolean stat;

    @Option(names = "-w", description = "Tell of the next change of the list.")
    private boolean watch;

    @Option(names = "-R", description = "List all znodes below it, a path a line, level by level.")
    private boolean recursive;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String oldWatch;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        boolean watches = OldForms.watches(shell, watch, oldWatch, name(), "ls [-w] path");
        Watcher watcher = watches ? shell.watcher() : null;
        if (recursive) {
            return list(shell, watcher);
        }
        Children children = shell.session().blocking().getChildrenWithStat(path, watcher);
        List<String> names = children.names().stream().sorted().toList();
        shell.out().println(names);
        if (stat) {
            shell.out().println(StatText.format(children.stat()));
        }
        return ExitCode.OK;
    }

    /** One path per line. What may not be read is said, and the rest goes on. */
    private int list(Shell shell, Watcher watcher) throws KeeperException, InterruptedException {
        Subtree subtree = Subtree.read(shell.session(), path, watcher, shell.out()::println);
        subtree.failures().forEach(failure -> shell.err().println(Failures.text(failure)));
        return subtree.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
