package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.Watcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the data of a znode. */
@Command(
        name = "get",
        customSynopsis = "get [-s] [-w] [-b] [-x] path",
        description = "Shows the data of a znode.",
        footer = {"get /app", "get -s /app", "get -f json /app/settings"})
final class GetCommand extends ShellCommand {
    @Option(names = "-s", description = "Show the stat, too.")
    private boolean stat;

    @Option(names = "-w", description = "Tell of the next change.")
    private boolean watch;

    @Option(names = "-b", description = "Show the data in base64.")
    private boolean base64;

    @Option(names = "-x", description = "Show the data as a dump of hexadecimal numbers.")
    private boolean hexDump;

    @Option(
            names = "-f",
            paramLabel = "format",
            description = "text, hex, base64, json (indented), or auto: whichever of json, text and hex it is.")
    private DataFormat format;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", arity = "0..1", hidden = true)
    private String oldWatch;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        boolean watches = OldForms.watches(shell, watch, oldWatch, name(), "get [-s] [-w] path");
        Watcher watcher = watches ? shell.watcher() : null;
        NodeData node = shell.session().blocking().getData(path, watcher);
        shell.out().println(node.data() == null ? "null" : text(node.data()));
        if (stat) {
            shell.out().println(StatText.format(node.stat()));
        }
        return ExitCode.OK;
    }

    private String text(byte[] data) throws CommandException {
        if (format != null) {
            return format.show(data);
        }
        return (hexDump ? DataFormat.HEX : base64 ? DataFormat.BASE64 : DataFormat.TEXT).show(data);
    }
}
