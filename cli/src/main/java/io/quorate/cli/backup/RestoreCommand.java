package io.quorate.cli.backup;

import io.quorate.cli.files.Tool;
import io.quorate.jute.Zxid;
import io.quorate.txnlog.DataDirs;
import io.quorate.txnlog.EpochFile;
import io.quorate.txnlog.FileSnap;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapOptions;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkBackup.sh restore}: makes the data directory of a server from a backup. */
@Command(
        name = "restore",
        description = {
            "Makes the data directory of a stopped server as it was after one transaction.",
            "In an ensemble: stop all servers, move all their version-2 directories away, restore every one of them to the"
                    + " same transaction, then start them."
        },
        exitCodeList = {"0:done, and read again to make sure", "1:not done", "2:wrong arguments, or no backup"})
final class RestoreCommand extends Tool {
    @Option(names = "--data-dir", required = true, paramLabel = "DIR", description = "dataDir of the server.")
    private Path dataDir;

    @Option(names = "--log-dir", paramLabel = "DIR", description = "dataLogDir of the server, if it has one.")
    private Path logDir;

    @Option(
            names = "--zxid",
            paramLabel = "ZXID",
            description =
                    "The last transaction to be there, such as 0x100000005; the newest in the backup unless told.")
    private String zxid;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            description =
                    "Restore to the last transaction up to a time, such as 2026-11-21T09:30:00Z, by the leader's clock.")
    private String time;

    @Option(
            names = "--epoch",
            paramLabel = "N",
            description =
                    "The newest epoch that clients may have seen (first 8 digits of the newest zxid, in decimal), if"
                            + " the backup does not know of it: later transactions get a higher one, so that clients that have"
                            + " seen lost ones take them for newer.")
    private long epoch;

    @Parameters(paramLabel = "DIRECTORY", description = "The backup.")
    private Path directory;

    /**
     * Where to.
     *
     * @param zxid the last transaction to be there; {@link Long#MAX_VALUE} for any
     * @param millis the time that no transaction is to be later than; {@link Long#MAX_VALUE} for any
     */
    private record Point(long zxid, long millis) {}

    RestoreCommand() {}

    @Override
    public Integer call() throws Exception {
        Point point = point();
        for (Path each : logDir == null ? List.of(dataDir) : List.of(dataDir, logDir)) {
            refuseIfUsed(each.resolve("version-2"));
        }
        try (BackupDirectory backup = BackupDirectory.read(directory)) {
            Chain chain = chainTo(backup, point);
            chain.checkFiles();
            Chain.Result result = chain.replay(
                    entry -> entry.header().zxid() <= point.zxid()
                            && entry.header().time() <= point.millis(),
                    err());
            if (point.zxid() != Long.MAX_VALUE && result.tree().lastZxid() != point.zxid()) {
                throw new ToolException(FAILED, "There is no transaction " + zxid + " in " + directory);
            }
            if (!result.lastIsRight()) {
                throw new ToolException(FAILED, "The digest of the tree is wrong; zkBackup.sh verify says more.");
            }
            write(result, newestEpoch(backup));
        }
        return OK;
    }

    private Point point() {
        if (zxid != null && time != null) {
            throw mistake("--zxid and --time (expected: one of them)");
        }
        try {
            return new Point(
                    zxid == null ? Long.MAX_VALUE : Long.decode(zxid),
                    time == null
                            ? Long.MAX_VALUE
                            : OffsetDateTime.parse(time).toInstant().toEpochMilli());
        } catch (NumberFormatException e) {
            throw mistake("--zxid: " + zxid + " (expected: decimal, or hex after 0x)");
        } catch (DateTimeParseException e) {
            throw mistake("--time: " + time + " (expected: such as 2026-11-21T09:30:00Z or 2026-11-21T09:30:00+01:00)");
        }
    }

    private static void refuseIfUsed(Path versionDir) throws IOException, ToolException {
        if (!Files.isDirectory(versionDir)) {
            return;
        }
        try (Stream<Path> files = Files.list(versionDir)) {
            if (files.findAny().isPresent()) {
                throw new ToolException(
                        FAILED, versionDir + " is not empty. Stop the server and move the directory away first");
            }
        }
    }

    /** The newest one that begins at or before the point. */
    private Chain chainTo(BackupDirectory backup, Point point) throws ToolException {
        Chain found = null;
        for (Chain chain : Chain.of(backup)) {
            if (chain.snapshot().lastZxid() <= point.zxid() && chain.snapshot().time() <= point.millis()) {
                found = chain;
            }
        }
        if (found == null || (point.zxid() != Long.MAX_VALUE && found.lastZxid() < point.zxid())) {
            throw new ToolException(
                    FAILED,
                    "The backup does not lead to " + (zxid == null ? time : "zxid " + zxid)
                            + "; zkBackup.sh list shows what it leads to");
        }
        return found;
    }

    private long newestEpoch(BackupDirectory backup) {
        long newest = epoch;
        for (Piece piece : backup.pieces()) {
            newest = Math.max(newest, Zxid.epoch(piece.lastZxid()));
        }
        return newest;
    }

    private void write(Chain.Result result, long newestEpoch) throws IOException, ToolException {
        NioDisk disk = new NioDisk();
        DataDirs dirs = DataDirs.open(disk, dataDir, logDir, true);
        FileSnap.Saved saved = new FileSnap(disk, dirs, SnapOptions.DEFAULT).save(result.tree());
        EpochFile.current(disk, dirs).write(Zxid.epoch(saved.zxid()));
        EpochFile.accepted(disk, dirs).write(newestEpoch);
        SnapshotCopy written = SnapshotCopy.read(disk, saved.path(), reading());
        if (written.tree().digest() != result.tree().digest()) {
            throw new ToolException(FAILED, saved.path() + " reads differently than it was written. See to the disk");
        }
        out().println("Restored zxid " + Zxid.toText(saved.zxid()) + " (" + Instant.ofEpochMilli(result.time()) + "), "
                + saved.nodes() + " znodes, " + written.tree().sessionCount() + " sessions, digest 0x"
                + Long.toHexString(written.tree().digest()) + ", to " + saved.path());
    }
}
