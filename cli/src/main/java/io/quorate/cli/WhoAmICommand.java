package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.jute.proto.ClientInfo;
import picocli.CommandLine.Command;

/** Prints the identities of the session. */
@Command(
        name = "whoami",
        customSynopsis = "whoami",
        description = "Shows the identities of this session.",
        footer = {"whoami"})
final class WhoAmICommand extends ShellCommand {
    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.out().println("Auth scheme: User");
        for (ClientInfo identity : shell.session().blocking().whoAmI()) {
            shell.out().println(identity.scheme() + ": " + identity.user());
        }
        return ExitCode.OK;
    }
}
