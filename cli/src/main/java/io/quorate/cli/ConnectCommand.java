package io.quorate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Leaves the session and starts another. */
@Command(
        name = "connect",
        customSynopsis = "connect host:port",
        description = "Ends the session and starts another, at the same servers unless others are named.",
        footer = {"connect zk1:2181,zk2:2181/app"})
final class ConnectCommand extends ShellCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "servers", description = "host:port[,host:port...][/chroot]")
    private String servers;

    @Override
    boolean needsSession() {
        return false;
    }

    @Override
    int run(Shell shell) {
        shell.connect(servers == null ? shell.servers() : servers);
        return ExitCode.OK;
    }
}
