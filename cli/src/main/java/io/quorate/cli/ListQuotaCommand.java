package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a quota and what counts towards it. */
@Command(
        name = "listquota",
        customSynopsis = "listquota path",
        description = "Shows the quota of a znode, -1 for what is not limited, and what the servers have counted.",
        footer = "listquota /app")
final class ListQuotaCommand extends ShellCommand {
    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        shell.err().println("absolute path is " + Quotas.limitsPath(path));
        Quotas quotas = new Quotas(shell.session().blocking());
        Optional<QuotaLimits> limits = quotas.limits(path);
        if (limits.isEmpty()) {
            throw new CommandException("quota for " + path + " does not exist.");
        }
        shell.out().println("Output quota for " + path + " " + limits.get());
        quotas.counted(path)
                .ifPresent(counted -> shell.out().println("Output stat for " + path + " " + counted.soft()));
        return ExitCode.OK;
    }
}
