package io.quorate.cli.files;

import io.quorate.tree.DataNode;
import io.quorate.tree.DataTree;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkSnapshotRecursiveSummaryToolkit.sh}: how many znodes and bytes are below each znode. */
@Command(
        name = "zkSnapshotRecursiveSummaryToolkit.sh",
        description = "Shows how many znodes, and how many bytes of data, are below each znode that has children.",
        exitCodeList = {
            "0:done",
            "1:the file is damaged, or no snapshot",
            "2:wrong arguments, no such file, no such znode"
        },
        footer = {
            "Examples:",
            "  zkSnapshotRecursiveSummaryToolkit.sh snapshot.1000002a / 2           what is big",
            "  zkSnapshotRecursiveSummaryToolkit.sh --largest 10 snapshot.1000002a /brokers 0"
        })
public final class SnapshotSummaryMain extends SnapshotTool {
    @Option(
            names = "--largest",
            paramLabel = "N",
            description = "Show of the children of each znode only the N with the most data.")
    private int largest = Integer.MAX_VALUE;

    @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "A snapshot file, .gz or .snappy, too.")
    private Path file;

    @Parameters(index = "1", paramLabel = "ZNODE", description = "Where to begin, such as /.")
    private String start;

    @Parameters(
            index = "2",
            paramLabel = "DEPTH",
            description = "How many levels below it are shown; 0: all. All are counted.")
    private int depthMax;

    private record Line(DataNode node, String path, int depth) {}

    private SnapshotSummaryMain() {}

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(run(new SnapshotSummaryMain(), WRONG_ARGUMENTS, args));
    }

    /** Runs the tool. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new SnapshotSummaryMain(), WRONG_ARGUMENTS, out, err, args);
    }

    @Override
    public Integer call() throws Exception {
        if (depthMax < 0) {
            throw mistake("DEPTH: " + depthMax + " (expected: >= 0)");
        }
        DataTree tree = read(file).tree();
        DataNode first = start.startsWith("/") ? tree.find(start) : null;
        if (first == null) {
            throw new ToolException(WRONG_ARGUMENTS, "There is no znode " + start + " in " + file);
        }
        Deque<Line> lines = new ArrayDeque<>();
        lines.push(new Line(first, start, 0));
        while (!lines.isEmpty()) {
            Line line = lines.pop();
            write(line);
            if (depthMax == 0 || line.depth() < depthMax) {
                pushChildren(line, lines);
            }
        }
        return OK;
    }

    private void write(Line line) {
        String indent = "--".repeat(line.depth());
        out().println(indent + " " + line.path());
        out().println(indent + "   children: " + line.node().descendants());
        out().println(indent + "   data: " + line.node().subtreeDataBytes());
    }

    /** Those that have children themselves, in the order of their names. */
    private void pushChildren(Line parent, Deque<Line> lines) {
        List<DataNode> children = new ArrayList<>();
        for (DataNode child : parent.node().children()) {
            if (child.numChildren() > 0) {
                children.add(child);
            }
        }
        children.sort(Comparator.comparingLong(DataNode::subtreeDataBytes).reversed());
        List<DataNode> shown = new ArrayList<>(children.subList(0, Math.min(largest, children.size())));
        shown.sort(Comparator.comparing(DataNode::name).reversed());
        for (DataNode child : shown) {
            String path = (parent.path().equals("/") ? "" : parent.path()) + "/" + child.name();
            lines.push(new Line(child, path, parent.depth() + 1));
        }
    }
}
