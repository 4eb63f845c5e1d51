package io.quorate.cli;

import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Stat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces the access control list of a znode, or of all from it downwards. */
@Command(
        name = "setAcl",
        customSynopsis = "setAcl [-s] [-v version] [-R] path acl",
        description =
                "Replaces the access control list of a znode: scheme:id:perms, more than one separated by commas, perms out of cdrwa.",
        footer = {"setAcl /app world:anyone:r", "setAcl -R /app auth::cdrwa"})
final class SetAclCommand extends ShellCommand {
    @Option(names = "-s", description = "Show the stat, too.")
    private boolean printStat;

    @Option(
            names = "-v",
            paramLabel = "version",
            description = "Only if the list has this version, aclVersion in the stat.")
    private int version = -1;

    @Option(names = "-R", description = "All znodes below it, too.")
    private boolean recursive;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", paramLabel = "acl", description = "scheme:id:perms[,scheme:id:perms...]")
    private String acl;

    @Parameters(index = "2", arity = "0..1", hidden = true)
    private String oldVersion;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        int expected = OldForms.version(
                shell, version, oldVersion, "setAcl path acl [version]", "setAcl [-s] [-v version] path acl");
        List<Acl> list = AclText.parse(acl);
        BlockingZooKeeper session = shell.session().blocking();
        List<String> paths =
                recursive ? Subtree.read(shell.session(), path, each -> {}).paths() : List.of(path);
        for (String each : paths) {
            Stat stat = session.setAcl(each, list, expected);
            if (printStat) {
                shell.out().println(StatText.format(stat));
            }
        }
        return ExitCode.OK;
    }
}
