package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the ephemeral znodes of the session. */
@Command(
        name = "getEphemerals",
        customSynopsis = "getEphemerals path",
        description = "Lists the ephemeral znodes of this session, all or those below a path.",
        footer = {"getEphemerals /app"})
final class GetEphemeralsCommand extends ShellCommand {
    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "/",
            paramLabel = "prefix",
            description = "All if not given.")
    private String prefix;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        List<String> paths = shell.session().blocking().getEphemerals(prefix);
        shell.out().println(paths.stream().sorted().toList());
        return ExitCode.OK;
    }
}
