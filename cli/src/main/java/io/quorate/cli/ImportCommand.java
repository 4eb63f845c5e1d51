package io.quorate.cli;

import io.quorate.client.Acls;
import io.quorate.client.BlockingZooKeeper;
import io.quorate.client.CreateMode;
import io.quorate.client.KeeperException;
import io.quorate.client.Op;
import io.quorate.client.ZnodePath;
import io.quorate.jute.proto.Stat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the znodes of an exported file. */
@Command(
        name = "import",
        customSynopsis = "import [-n] [-u] [-a] file path",
        description =
                "Makes the znodes of a file that export has written, at a path of any name; its parents are made, too. Done in"
                        + " transactions of up to 500 znodes or 512 KiB: what fits into one is there in whole or not at all.",
        footer = {"import app.jsonl /app", "import -u -n app.jsonl /copy"})
final class ImportCommand extends ShellCommand {
    private static final int OPS_MAX = 500;
    private static final int BYTES_MAX = 512 << 10;
    private static final int OP_BYTES = 100;

    @Option(names = "-n", description = "Change nothing, only tell what would be done.")
    private boolean dryRun;

    @Option(names = "-u", description = "Replace the data of znodes that are there; their access control lists stay.")
    private boolean update;

    @Option(names = "-a", description = "Allow everybody everything instead of what the file says.")
    private boolean open;

    @Parameters(index = "0", paramLabel = "file", description = "Of this machine.")
    private Path file;

    @Parameters(index = "1", paramLabel = "path", description = "Where its first znode shall be.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        ZnodePath.validate(path);
        List<ExportFile.Node> nodes = read();
        List<String> paths = nodes.stream().map(node -> node.at(path)).toList();
        List<Optional<Stat>> present = Bulk.ask(paths, shell.session()::exists).answers();
        List<Op> ops = new ArrayList<>();
        int there = 0;
        for (int i = 0; i < nodes.size(); i++) {
            if (present.get(i).isEmpty()) {
                ops.add(nodes.get(i).creation(path, open));
            } else if (!paths.get(i).equals("/")) {
                there++;
                if (!update) {
                    throw new CommandException("Node already exists: " + paths.get(i)
                            + " (nothing is changed; import -u replaces the data of what is there)");
                }
                ops.add(Op.setData(paths.get(i), nodes.get(i).data(), -1));
            }
        }
        String summary = (ops.size() - there) + " znodes created, " + there + " changed";
        if (dryRun) {
            shell.err().println("Would be " + summary);
            return ExitCode.OK;
        }
        BlockingZooKeeper session = shell.session().blocking();
        makeParents(session, ZnodePath.parent(path));
        for (List<Op> batch : batches(ops)) {
            session.multi(batch);
        }
        shell.err().println(summary);
        return ExitCode.OK;
    }

    private List<ExportFile.Node> read() throws CommandException {
        List<ExportFile.Node> nodes = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            ExportFile.checkHead(in.readLine());
            int number = 2;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                nodes.add(ExportFile.parse(line, number++));
            }
        } catch (IOException e) {
            throw new CommandException("import: " + file + ": " + Reasons.of(e), e);
        } catch (CommandException e) {
            throw new CommandException("import: " + file + ": " + e.getMessage(), e);
        }
        return nodes;
    }

    private static void makeParents(BlockingZooKeeper session, String path)
            throws KeeperException, InterruptedException {
        if (session.exists(path).isEmpty()) {
            makeParents(session, ZnodePath.parent(path));
            session.create(path, null, Acls.OPEN, CreateMode.PERSISTENT);
        }
    }

    private static List<List<Op>> batches(List<Op> ops) {
        List<List<Op>> batches = new ArrayList<>();
        List<Op> batch = new ArrayList<>();
        int bytes = 0;
        for (Op op : ops) {
            int size = size(op);
            if (!batch.isEmpty() && (batch.size() == OPS_MAX || bytes + size > BYTES_MAX)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(op);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    private static int size(Op op) {
        byte[] data =
                op instanceof Op.Create create ? create.data() : op instanceof Op.SetData change ? change.data() : null;
        return OP_BYTES + op.path().length() + (data == null ? 0 : data.length);
    }
}
