package io.quorate.cli;

import io.quorate.client.KeeperException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Parameters;

/** Proves an identity. A refusal ends the session. */
final class AddAuthCommand extends ShellCommand {
    @Parameters(index = "0")
    private String scheme;

    @Parameters(index = "1")
    private String auth;

    AddAuthCommand() {
        super("addauth", "scheme auth");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        shell.session().blocking().addAuth(scheme, auth.getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK;
    }
}
