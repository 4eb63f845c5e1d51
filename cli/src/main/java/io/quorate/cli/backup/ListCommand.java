package io.quorate.cli.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.cli.files.Tool;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkBackup.sh list}: what a backup can be restored to. */
@Command(
        name = "list",
        description =
                "Shows the files of a backup, and the ranges of transactions and times that it can be restored to.",
        exitCodeList = {"0:done", "1:the backup cannot be read", "2:wrong arguments, or no backup"})
final class ListCommand extends Tool {
    @Option(
            names = {"--json", "-json"},
            description = "As JSON: an array of the files.")
    private boolean json;

    @Parameters(paramLabel = "DIRECTORY", description = "The backup.")
    private Path directory;

    ListCommand() {}

    @Override
    public Integer call() throws Exception {
        try (BackupDirectory backup = BackupDirectory.read(directory)) {
            if (json) {
                out().println(new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(backup.pieces()));
                return OK;
            }
            out().println(String.format(
                    "%-28s %-20s %-20s %12s  %s", "FILE", "FIRST ZXID", "LAST ZXID", "BYTES", "UNTIL"));
            for (Piece piece : backup.pieces()) {
                out().println(String.format(
                        "%-28s %-20s %-20s %12d  %s",
                        piece.file(), piece.first(), piece.last(), piece.bytes(), time(piece.time())));
            }
            for (Chain chain : Chain.of(backup)) {
                out().println("Can be restored to zxid " + chain.snapshot().last() + " to 0x"
                        + Long.toHexString(chain.lastZxid()) + ", "
                        + time(chain.snapshot().time()) + " to "
                        + time(chain.lastTime()));
            }
        }
        return OK;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
