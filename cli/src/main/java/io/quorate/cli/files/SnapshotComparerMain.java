package io.quorate.cli.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zkSnapshotComparer.sh}: where two snapshots differ in size. */
@Command(
        name = "zkSnapshotComparer.sh",
        description = "Shows the znodes under which two snapshots differ by more than so many bytes or znodes.",
        exitCodeList = {
            "0:done, whether they differ or not",
            "1:a file is damaged, or no snapshot",
            "2:wrong arguments, or no such file"
        },
        footer = {
            "Example, what has grown since the day before:",
            "  zkSnapshotComparer.sh -l snapshot.10000123 -r snapshot.1000abcd -b 1000000 -n 1000"
        })
public final class SnapshotComparerMain extends SnapshotTool {
    private static final String HELP = String.join(
            System.lineSeparator(),
            "- Press enter to move to print current depth layer;",
            "- Type a number to jump to and print all nodes at a given depth;",
            "- Enter an ABSOLUTE path to print the immediate subtree of a node. Path must start with '/'.");

    @Option(
            names = {"-l", "--left"},
            required = true,
            paramLabel = "SNAPSHOT",
            description = "The one, say the older.")
    private Path left;

    @Option(
            names = {"-r", "--right"},
            required = true,
            paramLabel = "SNAPSHOT",
            description = "The other.")
    private Path right;

    @Option(
            names = {"-b", "--bytes"},
            required = true,
            paramLabel = "N",
            description = "Show nodes under which there are more than N bytes more or less.")
    private long bytes;

    @Option(
            names = {"-n", "--nodes"},
            required = true,
            paramLabel = "N",
            description = "Show nodes under which there are more than N nodes more or less.")
    private int nodes;

    @Option(
            names = {"-d", "--debug"},
            description = "Show also what is compared and not shown.")
    private boolean debug;

    @Option(
            names = {"-i", "--interactive"},
            description = "Ask which part to compare, again and again.")
    private boolean interactive;

    private final InputStream in;

    private SnapshotComparerMain(InputStream in) {
        this.in = in;
    }

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(run(new SnapshotComparerMain(System.in), WRONG_ARGUMENTS, args));
    }

    /** Runs the tool. */
    public static int run(InputStream in, PrintWriter out, PrintWriter err, String... args) {
        return run(new SnapshotComparerMain(in), WRONG_ARGUMENTS, out, err, args);
    }

    @Override
    public Integer call() throws Exception {
        out().println("Successfully parsed options!");
        SizeTree leftSizes = sizes(left);
        SizeTree rightSizes = sizes(right);
        describe(leftSizes);
        describe(rightSizes);
        SizeComparison comparison = new SizeComparison(
                leftSizes, rightSizes, new SizeComparison.Limits(bytes, nodes), debug, interactive, line());
        if (interactive) {
            ask(comparison);
        } else {
            announce();
            for (int depth = 0; depth < comparison.depths(); depth++) {
                comparison.layer(depth);
            }
        }
        out().println("All layers compared.");
        return OK;
    }

    private Consumer<String> line() {
        PrintWriter out = out();
        return out::println;
    }

    private SizeTree sizes(Path file) throws IOException, ToolException {
        long start = System.nanoTime();
        var snapshot = read(file);
        out().println("Deserialized snapshot in " + file.getFileName() + " in " + seconds(start) + " seconds");
        long read = System.nanoTime();
        SizeTree sizes = SizeTree.of(snapshot.tree());
        out().println("Processed data tree in " + seconds(read) + " seconds");
        return sizes;
    }

    private static String seconds(long startNanos) {
        return String.format(Locale.ROOT, "%f", (System.nanoTime() - startNanos) / 1e9);
    }

    private void describe(SizeTree sizes) {
        out().println("Node count: " + sizes.nodeCount());
        out().println("Total size: " + sizes.bytes());
        out().println("Max depth: " + sizes.depths());
        for (int depth = 0; depth < sizes.depths(); depth++) {
            out().println("Count of nodes at depth " + depth + ": "
                    + sizes.layer(depth).size());
        }
        out().println();
    }

    private void announce() {
        out().println("Printing analysis for nodes difference larger than " + bytes
                + " bytes or node count difference larger than " + nodes + ".");
    }

    private void ask(SizeComparison comparison) throws IOException {
        BufferedReader answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        int depth = 0;
        while (depth < comparison.depths()) {
            List.of("Current depth is " + depth, HELP).forEach(out()::println);
            out().flush();
            String answer = answers.readLine();
            if (answer == null) {
                return;
            }
            announce();
            if (answer.isEmpty()) {
                comparison.layer(depth++);
            } else if (answer.startsWith("/")) {
                comparison.below(answer);
            } else if (isDepth(answer, comparison.depths())) {
                depth = Integer.parseInt(answer);
                comparison.layer(depth);
            } else if (answer.matches("-?[0-9]{1,9}")) {
                out().println("Depth must be in range [0, " + (comparison.depths() - 1) + "]");
                continue;
            } else {
                out().println("Input " + answer + " is not valid. Depth must be in range [0, "
                        + (comparison.depths() - 1) + "]. Path must be an absolute path which starts with '/'.");
            }
            out().println();
        }
    }

    private static boolean isDepth(String answer, int depths) {
        return answer.matches("[0-9]{1,9}") && Integer.parseInt(answer) < depths;
    }
}
