package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the tree of znodes. */
@Command(
        name = "tree",
        customSynopsis = "tree [-L depth] [path]",
        description = "Draws the znodes from one downwards as a tree.",
        footer = {"tree /app", "tree -L 2 /"})
final class TreeCommand extends ShellCommand {
    @Option(names = "-L", paramLabel = "depth", description = "So many levels below the first; all if not given.")
    private int depth = Integer.MAX_VALUE;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "path",
            defaultValue = "/",
            description = "Of the first; the root if not given.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        Subtree subtree = Subtree.read(shell.session(), path, depth);
        Map<String, List<String>> children = new TreeMap<>();
        for (String each : subtree.paths()) {
            if (!each.equals(path)) {
                children.computeIfAbsent(ZnodePath.parent(each), parent -> new ArrayList<>())
                        .add(each);
            }
        }
        shell.out().println(path);
        draw(shell, children, path, "");
        int exitCode = Bulk.tell(shell, subtree.failures());
        shell.out().println("\n" + subtree.paths().size() + " znodes");
        return exitCode;
    }

    private static void draw(Shell shell, Map<String, List<String>> children, String parent, String indent) {
        List<String> below = children.getOrDefault(parent, List.of());
        for (int i = 0; i < below.size(); i++) {
            String child = below.get(i);
            boolean last = i == below.size() - 1;
            shell.out().println(indent + (last ? "└── " : "├── ") + child.substring(child.lastIndexOf('/') + 1));
            draw(shell, children, child, indent + (last ? "    " : "│   "));
        }
    }
}
