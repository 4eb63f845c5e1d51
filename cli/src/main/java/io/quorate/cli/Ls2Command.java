package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** An old form of {@code ls -s}. */
@Command(
        name = "ls2",
        customSynopsis = "ls2 path [watch]",
        description = "The same as ls -s path.",
        footer = "ls2 /",
        hidden = true)
final class Ls2Command extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", arity = "0..1", paramLabel = "watch", description = "Any word: tell of the next change.")
    private String watch;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        OldForms.tell(shell, name(), "ls [-s] path");
        List<String> words = new ArrayList<>(List.of("-s"));
        if (watch != null) {
            words.add("-w");
        }
        words.addAll(List.of("--", path));
        LsCommand ls = new LsCommand();
        ls.parse(words);
        return ls.run(shell);
    }
}
