package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.client.NodeData;
import io.quorate.client.Watcher;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the data of a znode. */
final class GetCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean stat;

    @Option(names = "-w")
    private boolean watch;

    @Option(names = "-b")
    private boolean base64;

    @Option(names = "-x")
    private boolean hexDump;

    @Parameters(index = "0")
    private String path;

    GetCommand() {
        super("get", "[-s] [-w] [-b] [-x] path");
    }

    @Override
    int run(Shell shell) throws KeeperException, InterruptedException {
        Watcher watcher = watch ? shell.watcher() : null;
        NodeData node = shell.session().blocking().getData(path, watcher);
        shell.out().println(node.data() == null ? "null" : text(node.data()));
        if (stat) {
            shell.out().println(StatText.format(node.stat()));
        }
        return ExitCode.OK;
    }

    private String text(byte[] data) {
        if (hexDump) {
            return HexDump.of(data);
        }
        return base64 ? Base64.getEncoder().encodeToString(data) : new String(data, StandardCharsets.UTF_8);
    }
}
