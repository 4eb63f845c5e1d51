package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Proves an identity. A refusal ends the session. */
@Command(
        name = "addauth",
        customSynopsis = "addauth scheme auth",
        description =
                "Proves an identity to the server, for access control lists that ask for one. A refusal ends the session.",
        footer = {"addauth digest alice:secret", "addauth ip 10.0.0.1"})
final class AddAuthCommand extends ShellCommand {
    @Parameters(
            index = "0",
            paramLabel = "scheme",
            description = "Such as digest, ip, or one of a plugin of the servers.")
    private String scheme;

    @Parameters(index = "1", paramLabel = "auth", description = "What the scheme wants, such as user:password.")
    private String auth;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().addAuth(scheme, auth.getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }
}
