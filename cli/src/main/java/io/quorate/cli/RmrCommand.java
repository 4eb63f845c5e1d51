package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** An old form of {@code deleteall}. */
@Command(
        name = "rmr",
        customSynopsis = "rmr path",
        description = "The same as deleteall path.",
        footer = "rmr /app",
        hidden = true)
final class RmrCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        OldForms.tell(shell, name(), "deleteall path");
        DeleteAllCommand all = new DeleteAllCommand();
        all.parse(List.of("--", path));
        return all.run(shell);
    }
}
