package io.quorate.cli;

import io.quorate.client.KeeperException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a quota away, or one limit of it. */
@Command(
        name = "delquota",
        customSynopsis = "delquota [-n|-b|-N|-B] path",
        description = "Takes the quota of a znode away, or one limit of it.",
        footer = {"delquota /app", "delquota -n /app"})
final class DelQuotaCommand extends ShellCommand {
    @ArgGroup
    private QuotaKind kind = new QuotaKind();

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        if (!new Quotas(shell.session().blocking()).delete(path, kind.limit())) {
            shell.out().println("Quota does not exist for " + path);
        }
        return ExitCode.OK;
    }
}
