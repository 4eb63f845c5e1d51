package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeAcl;
import io.quorate.client.NodeData;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a subtree to a file. */
@Command(
        name = "export",
        customSynopsis = "export [-o file] path",
        description =
                "Writes a znode and all below it, with data and access control lists, as lines of JSON. Ephemeral znodes and"
                        + " /zookeeper are left out. Servers do not tell what is a container or has a time to live: such znodes stand there as"
                        + " others do. What changes meanwhile may be there or not.",
        footer = {"export -o app.jsonl /app", "export /app"})
final class ExportCommand extends ShellCommand {
    private static final String SYSTEM = "/zookeeper";
    private static final int BATCH = 1000;

    @Option(
            names = "-o",
            paramLabel = "file",
            description = "A new file of this machine; standard output if not given.")
    private Path file;

    @Parameters(index = "0", paramLabel = "path", description = "Of the first znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        Subtree subtree = Subtree.read(shell.session(), path, each -> {});
        if (file == null) {
            return write(shell, subtree, shell.out());
        }
        try (PrintStream to = new PrintStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                false,
                StandardCharsets.UTF_8)) {
            int exitCode = write(shell, subtree, to);
            if (to.checkError()) {
                throw new CommandException("export: " + file + " cannot be written (is the disk full?)");
            }
            return exitCode;
        } catch (IOException e) {
            throw new CommandException("export: " + file + ": " + Reasons.of(e), e);
        }
    }

    private int write(Shell shell, Subtree subtree, PrintStream to) throws KeeperException, InterruptedException {
        List<String> paths = subtree.paths().stream()
                .filter(each -> path.startsWith(SYSTEM) || !(each + "/").startsWith(SYSTEM + "/"))
                .toList();
        List<KeeperException> refusals = new ArrayList<>(subtree.failures());
        int written = 0;
        to.println(ExportFile.head(path));
        for (int at = 0; at < paths.size(); at += BATCH) {
            List<String> some = paths.subList(at, Math.min(at + BATCH, paths.size()));
            Bulk<NodeData> nodes = Bulk.ask(some, shell.session()::getData);
            Bulk<NodeAcl> acls = Bulk.ask(some, shell.session()::getAcl);
            for (int i = 0; i < some.size(); i++) {
                NodeData node = nodes.answers().get(i);
                NodeAcl acl = acls.answers().get(i);
                if (node != null && acl != null && node.stat().ephemeralOwner() == 0) {
                    to.println(ExportFile.line(ExportFile.Node.of(relative(some.get(i)), node.data(), acl.acl())));
                    written++;
                }
            }
            refusals.addAll(nodes.refusals());
        }
        shell.err().println("Exported " + written + " of " + subtree.paths().size() + " znodes");
        return Bulk.tell(shell, refusals);
    }

    private String relative(String each) {
        return path.equals("/") ? each.equals("/") ? "" : each : each.substring(path.length());
    }
}
