package io.quorate.cli;

import io.quorate.client.KeeperException;
import io.quorate.jute.proto.Stat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Replaces the data of a znode. */
@Command(
        name = "set",
        customSynopsis = "set path data [-s] [-v version] [-b]",
        description = "Replaces the data of a znode.",
        footer = {"set /app \"new data\"", "set /app x -v 3"})
final class SetCommand extends ShellCommand {
    @Option(names = "-s", description = "Show the stat, too.")
    private boolean printStat;

    @Option(
            names = "-v",
            paramLabel = "version",
            description = "Only if the data has this version, dataVersion in the stat.")
    private int version = -1;

    @Option(names = "-b", description = "The data is given in base64.")
    private boolean base64;

    @Parameters(index = "0", paramLabel = "path", description = "Of the znode.")
    private String path;

    @Parameters(index = "1", paramLabel = "data", description = "Put data with blanks in quotes.")
    private String data;

    @Parameters(index = "2", arity = "0..1", hidden = true)
    private String oldVersion;

    @Override
    int run(Shell shell) throws KeeperException, CommandException, InterruptedException {
        byte[] bytes = base64 ? Data.ofBase64(data) : Data.ofText(data);
        int expected = OldForms.version(
                shell, version, oldVersion, "set path data [version]", "set [-s] [-v version] path data");
        Stat stat = shell.session().blocking().setData(path, bytes, expected);
        if (printStat) {
            shell.out().println(StatText.format(stat));
        }
        return ExitCode.OK;
    }
}
