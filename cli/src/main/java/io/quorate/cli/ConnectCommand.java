package io.quorate.cli;

import picocli.CommandLine.Parameters;

/** Leaves the session and starts another. */
final class ConnectCommand extends ShellCommand {
    @Parameters(index = "0")
    private String servers;

    ConnectCommand() {
        super("connect", "host:port");
    }

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.connect(servers);
        return ExitCode.OK;
    }
}
