package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeAcl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the access control list of a znode. */
@Command(
        name = "getAcl",
        customSynopsis = "getAcl [-s] path",
        description = "Shows the access control list of a znode.",
        footer = {"getAcl /app"})
final class GetAclCommand extends ShellCommand {
    @Option(names = "-s", description = "Show the stat, too.")
    private boolean stat;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        NodeAcl node = shell.session().blocking().getAcl(path);
        shell.out().println(AclText.format(node.acl()));
        if (stat) {
            shell.out().println(StatText.format(node.stat()));
        }
        return ExitCode.OK;
    }
}
