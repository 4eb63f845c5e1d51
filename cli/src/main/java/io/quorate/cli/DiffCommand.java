package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeAcl;
import io.quorate.client.NodeData;
import io.quorate.client.ZooKeeper;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the znodes of two servers. */
@Command(
        name = "diff",
        customSynopsis = "diff [-a] servers path [otherpath]",
        description =
                "Compares a znode and all below it with what other servers have: < is here only, > there only, ! differs. Exit code"
                        + " 0: all is the same, 1: there are differences, 2: it cannot be told.",
        footer = {"diff zk2:2181 /app", "diff -a other:2181/prod /app /copy"})
final class DiffCommand extends ShellCommand {
    private static final int DIFFERENT = 1;
    private static final int TROUBLE = 2;

    @Option(names = "-a", description = "Compare access control lists, too.")
    private boolean acls;

    @Parameters(index = "0", paramLabel = "servers", description = "host:port[,host:port...][/chroot]")
    private String servers;

    @Parameters(index = "1", paramLabel = "path", description = "Of the first znode.")
    private String path;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "otherpath",
            description = "Of the first znode there; the same if not given.")
    private String otherPath;

    @Override
    int failureCode() {
        return TROUBLE;
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        try (ZooKeeper other = shell.open(servers)) {
            Map<String, Side> here = read(shell, shell.session(), path);
            Map<String, Side> there = read(shell, other, otherPath == null ? path : otherPath);
            int differences = 0;
            TreeMap<String, Side> all = new TreeMap<>(there);
            all.putAll(here);
            for (String each : all.keySet()) {
                String line = difference(each, here.get(each), there.get(each));
                if (line != null) {
                    shell.out().println(line);
                    differences++;
                }
            }
            shell.err().println("Differences: " + differences + " in " + all.size() + " znodes");
            return differences == 0 ? ExitCode.OK : DIFFERENT;
        }
    }

    /** A znode; the list is null if it does not matter. */
    private record Side(NodeData node, NodeAcl acl) {}

    private String difference(String relative, Side here, Side there) {
        String name = relative.isEmpty() ? path : path.equals("/") ? relative : path + relative;
        if (there == null || here == null) {
            return (there == null ? "< " : "> ") + name;
        }
        if (!Arrays.equals(here.node().data(), there.node().data())) {
            return "! " + name + " data: " + length(here) + " and " + length(there) + " bytes";
        }
        if (acls && !here.acl().acl().equals(there.acl().acl())) {
            return "! " + name + " acl: " + AclText.parsable(here.acl().acl()) + " and "
                    + AclText.parsable(there.acl().acl());
        }
        return null;
    }

    private static int length(Side side) {
        return side.node().stat().dataLength();
    }

    private Map<String, Side> read(Shell shell, ZooKeeper session, String root)
            throws KeeperException, CommandException, InterruptedException {
        session.blocking().sync(root);
        Subtree subtree = Subtree.read(session, root, each -> {});
        Bulk<NodeData> nodes = Bulk.ask(subtree.paths(), session::getData);
        Bulk<NodeAcl> lists = acls ? Bulk.ask(subtree.paths(), session::getAcl) : null;
        Bulk.tell(shell, subtree.failures());
        if (Bulk.tell(shell, nodes.refusals()) != ExitCode.OK
                || !subtree.failures().isEmpty()) {
            throw new CommandException("diff: not everything may be read (try: addauth)");
        }
        Map<String, Side> sides = new TreeMap<>();
        for (int i = 0; i < subtree.paths().size(); i++) {
            String each = subtree.paths().get(i);
            String relative = root.equals("/") ? each.equals("/") ? "" : each : each.substring(root.length());
            NodeAcl list = lists == null ? null : lists.answers().get(i);
            if (nodes.answers().get(i) != null && (lists == null || list != null)) {
                sides.put(relative, new Side(nodes.answers().get(i), list));
            }
        }
        return sides;
    }
}
