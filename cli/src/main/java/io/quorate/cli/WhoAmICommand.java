package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.jute.proto.ClientInfo;

/** Prints the identities of the session. */
final class WhoAmICommand extends ShellCommand {
    WhoAmICommand() {
        super("whoami", "");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.out().println("Auth scheme: User");
        for (ClientInfo identity : shell.session().blocking().whoAmI()) {
            shell.out().println(identity.scheme() + ": " + identity.user());
        }
        return ExitCode.OK;
    }
}
