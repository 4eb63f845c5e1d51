package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.ZnodePath;
import io.quorate.jute.proto.Stat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows where the bytes are. */
@Command(
        name = "du",
        customSynopsis = "du [-L depth] [path]",
        description =
                "Shows how many bytes of data, and how many znodes, there are from each znode downwards; the largest first.",
        footer = {"du /", "du -L 3 /app"})
final class DuCommand extends ShellCommand {
    @Option(names = "-L", paramLabel = "depth", description = "Show so many levels below the first; default 1.")
    private int depth = 1;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "path",
            defaultValue = "/",
            description = "Of the first; the root if not given.")
    private String path;

    /** What is below a znode, itself included. */
    private static final class Total {
        private final String path;
        private final int depth;
        private long bytes;
        private long znodes;

        Total(String path, int depth) {
            this.path = path;
            this.depth = depth;
        }
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        Subtree subtree = Subtree.read(shell.session(), path, each -> {});
        List<String> paths = subtree.paths();
        List<Optional<Stat>> stats = Bulk.ask(paths, shell.session()::exists).answers();
        Map<String, Total> totals = new HashMap<>();
        for (String each : paths) {
            int at = each.equals(path) ? 0 : totals.get(ZnodePath.parent(each)).depth + 1;
            totals.put(each, new Total(each, at));
        }
        // Children stand behind their parents: backwards, each is complete when it is added to its parent.
        for (int i = paths.size() - 1; i >= 0; i--) {
            Total total = totals.get(paths.get(i));
            total.bytes += stats.get(i).map(Stat::dataLength).orElse(0);
            total.znodes++;
            if (total.depth > 0) {
                Total parent = totals.get(ZnodePath.parent(total.path));
                parent.bytes += total.bytes;
                parent.znodes += total.znodes;
            }
        }
        print(shell, totals);
        return Bulk.tell(shell, subtree.failures());
    }

    private void print(Shell shell, Map<String, Total> totals) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("BYTES", "ZNODES", "PATH")));
        totals.values().stream()
                .filter(total -> total.depth <= depth)
                .sorted((one, other) -> one.bytes == other.bytes
                        ? one.path.compareTo(other.path)
                        : Long.compare(other.bytes, one.bytes))
                .forEach(total ->
                        rows.add(List.of(String.valueOf(total.bytes), String.valueOf(total.znodes), total.path)));
        shell.out().println(Table.of(rows));
    }
}
