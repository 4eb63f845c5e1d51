package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens the data of a znode in an editor. */
@Command(
        name = "edit",
        customSynopsis = "edit [-e editor] path",
        description =
                "Opens the data of a znode in an editor, and stores it when the editor ends. If the znode has changed meanwhile,"
                        + " nothing is stored, and the text is kept in a file.",
        footer = {"edit /app/settings", "edit -e nano /app/settings"})
final class EditCommand extends ShellCommand {
    @Option(
            names = "-e",
            paramLabel = "editor",
            description = "The editor; if not given, that of the environment: VISUAL, EDITOR, or else vi.")
    private String editor;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        NodeData node = shell.session().blocking().getData(path);
        byte[] before = node.data() == null ? new byte[0] : node.data();
        if (DataFormat.text(before) == null) {
            throw new CommandException("edit: the data of " + path + " is no text (get -x shows it, set -b sets it)");
        }
        Path file = null;
        try {
            file = Files.createTempFile("zkcli-", ".txt");
            Files.write(file, before);
            List<String> command = new ArrayList<>(Arrays.asList(editor().split(" +")));
            command.add(file.toString());
            int exitCode = new ProcessBuilder(command).inheritIO().start().waitFor();
            byte[] after = Files.readAllBytes(file);
            if (exitCode != 0 || Arrays.equals(before, after)) {
                Files.delete(file);
                shell.err().println(exitCode == 0 ? "Not changed" : "Not changed: the editor ended with " + exitCode);
                return exitCode == 0 ? ExitCode.OK : ExitCode.FAILED;
            }
            shell.session().blocking().setData(path, after, node.stat().version());
            Files.delete(file);
            shell.err().println("Changed " + path);
            return ExitCode.OK;
        } catch (KeeperException e) {
            throw new CommandException(Failures.text(e) + " (not stored; your text is in " + file + ")", e);
        } catch (IOException e) {
            throw new CommandException("edit: " + Reasons.of(e) + " (-e names another editor)", e);
        }
    }

    private String editor() {
        if (editor != null) {
            return editor;
        }
        String visual = System.getenv("VISUAL");
        String plain = System.getenv("EDITOR");
        return visual != null && !visual.isBlank() ? visual : plain != null && !plain.isBlank() ? plain : "vi";
    }
}
