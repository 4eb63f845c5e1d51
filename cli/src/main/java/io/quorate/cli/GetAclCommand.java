package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeAcl;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the access control list of a znode. */
final class GetAclCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean stat;

    @Parameters(index = "0")
    private String path;

    GetAclCommand() {
        super("getAcl", "[-s] path");
    }

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
