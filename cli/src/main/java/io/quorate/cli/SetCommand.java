package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Stat;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces the data of a znode. */
final class SetCommand extends ShellCommand {
    @Option(names = "-s")
    private boolean printStat;

    @Option(names = "-v")
    private int version = -1;

    @Option(names = "-b")
    private boolean base64;

    @Parameters(index = "0")
    private String path;

    @Parameters(index = "1")
    private String data;

    SetCommand() {
        super("set", "path data [-s] [-v version] [-b]");
    }

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        byte[] bytes = base64 ? Data.ofBase64(data) : Data.ofText(data);
        Stat stat = shell.session().blocking().setData(path, bytes, version);
        if (printStat) {
            shell.out().println(StatText.format(stat));
        }
        return ExitCode.OK;
    }
}
