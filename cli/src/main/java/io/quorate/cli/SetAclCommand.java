package io.quorate.cli;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Stat;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces the access control list of a znode, or of all from it downwards. */
final class SetAclCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean printStat;

    @Option(names = "-v")
    private int version = -1;

    @Option(names = "-R")
    private boolean recursive;

    @Parameters(index = "0")
    private String path;

    @Parameters(index = "1")
    private String acl;

    SetAclCommand() {
        super("setAcl", "[-s] [-v version] [-R] path acl");
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        List<Acl> list = AclText.parse(acl);
        BlockingZooKeeper session = shell.session().blocking();
        List<String> paths =
                recursive ? Subtree.read(shell.session(), path, each -> {}).paths() : List.of(path);
        for (String each : paths) {
            Stat stat = session.setAcl(each, list, version);
            if (printStat) {
                shell.out().println(StatText.format(stat));
            }
        }
        return ExitCode.OK;
    }
}
