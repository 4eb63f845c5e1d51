package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Prints the ephemeral znodes of the session. */
final class GetEphemeralsCommand extends ShellCommand {
    @Parameters(index = "0", arity = "0..1", defaultValue = "/")
    private String prefix;

    GetEphemeralsCommand() {
        super("getEphemerals", "path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        List<String> paths = shell.session().blocking().getEphemerals(prefix);
        shell.out().println(paths.stream().sorted().toList());
        return ExitCode.OK;
    }
}
