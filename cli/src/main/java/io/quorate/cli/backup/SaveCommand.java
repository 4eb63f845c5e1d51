package io.quorate.cli.backup;

import io.netty.buffer.Unpooled;
import io.quorate.cli.files.Tool;
import io.quorate.jute.JuteReader;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnHeader;
import io.quorate.txnlog.LogScan;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zkBackup.sh save}: adds to a backup what is new. */
@Command(
        name = "save",
        description = {
            "Adds to a backup what was committed since the last time; a whole snapshot if it is the first time, or if the"
                    + " servers' logs do not reach back so far.",
            "The servers go on serving. Any member will do; the others are asked if it does not answer."
        },
        exitCodeList = {
            "0:the backup has everything that the server had committed when it was asked",
            "1:it has not",
            "2:wrong arguments"
        },
        footer = {
            "The credentials come from the variable ZK_BACKUP_AUTH or from a file: what is on a command line can be read",
            "by everybody on the machine. They are those of the super user, or of somebody to whom the ACL of / gives",
            "all permissions by name. An Apache server gives snapshots only, one in a while, and exact ones only while",
            "nothing is written."
        })
final class SaveCommand extends Tool {
    private static final String AUTH_VARIABLE = "ZK_BACKUP_AUTH";

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "The admin server of a member, such as http://zk1:8080; may be given several times.")
    private List<String> servers;

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "A file with the credentials, such as: digest super:secret")
    private Path authFile;

    @Option(names = "--full", description = "Save a whole snapshot, even if the transactions since would do.")
    private boolean full;

    @Parameters(paramLabel = "DIRECTORY", description = "The backup. Made if it is not there.")
    private Path directory;

    SaveCommand() {}

    @Override
    public Integer call() throws Exception {
        String authorization = authorization();
        ToolException last = null;
        try (BackupDirectory backup = BackupDirectory.write(directory)) {
            for (String server : servers) {
                AdminClient client = new AdminClient(server, authorization);
                try {
                    save(client, backup);
                    return OK;
                } catch (IOException | ToolException e) {
                    last = e instanceof ToolException known
                            ? known
                            : new ToolException(FAILED, client.commands() + ": " + said(e));
                    err().println(last.getMessage());
                }
            }
        }
        throw new ToolException(FAILED, "Not saved: no server gave what is needed.");
    }

    private static String said(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private String authorization() throws IOException, ToolException {
        String text = authFile != null ? Files.readString(authFile) : System.getenv(AUTH_VARIABLE);
        if (text == null || text.isBlank()) {
            throw new ToolException(
                    BackupMain.WRONG_ARGUMENTS,
                    "No credentials: set " + AUTH_VARIABLE + ", such as 'digest super:secret', or use --auth-file");
        }
        return text.strip();
    }

    private void save(AdminClient client, BackupDirectory backup)
            throws IOException, ToolException, InterruptedException {
        boolean leadsOn = backup.newest() != null && saveTransactions(client, backup);
        if (full || !leadsOn) {
            saveSnapshot(client, backup);
        }
    }

    /** Whether the server's log leads on from what there is. */
    private boolean saveTransactions(AdminClient client, BackupDirectory backup)
            throws IOException, ToolException, InterruptedException {
        Path file = backup.unfinished();
        int count = 0;
        while (true) {
            switch (client.transactions(backup.newest().lastZxid(), file)) {
                case NOT_THERE -> {
                    err().println(client.commands() + " cannot lead on from zxid "
                            + backup.newest().last() + "; a whole snapshot is saved.");
                    return false;
                }
                case NOTHING -> {
                    out().println("Saved " + count + " transactions, up to zxid "
                            + backup.newest().last() + ", from " + client.commands());
                    return true;
                }
                default -> count += add(client, backup, file);
            }
        }
    }

    private int add(AdminClient client, BackupDirectory backup, Path file) throws IOException, ToolException {
        TxnHeader first = null;
        TxnHeader last = null;
        int count = 0;
        try (LogScan scan = LogScan.open(new NioDisk(), file)) {
            for (LogScan.Entry record = scan.next(); record != null; record = scan.next()) {
                last = TxnHeader.read(new JuteReader(Unpooled.wrappedBuffer(record.bytes())));
                first = first == null ? last : first;
                count++;
                if (!record.intact()) {
                    throw new ToolException(FAILED, client.commands() + " sent a damaged log");
                }
            }
            if (first == null
                    || scan.torn() != null
                    || first.zxid() <= backup.newest().lastZxid()) {
                throw new ToolException(FAILED, client.commands() + " sent a log that does not lead on");
            }
        }
        String name = "log." + Zxid.toHex(first.zxid());
        backup.add(
                file,
                new Piece(
                        Piece.LOG,
                        name,
                        Zxid.toText(first.zxid()),
                        Zxid.toText(last.zxid()),
                        last.time(),
                        Files.size(file),
                        BackupDirectory.sha256(file),
                        null,
                        client.commands()));
        return count;
    }

    private void saveSnapshot(AdminClient client, BackupDirectory backup)
            throws IOException, ToolException, InterruptedException {
        Path file = backup.unfinished();
        String zxid = client.snapshot(file, err());
        String name = "snapshot." + Zxid.toHex(Long.decode(zxid)) + AdminClient.suffix(file);
        Path named = backup.path().resolve("unfinished." + name);
        // The name tells how to read it.
        new NioDisk().rename(file, named);
        SnapshotCopy copy;
        try {
            copy = SnapshotCopy.read(new NioDisk(), named, reading());
        } catch (IOException e) {
            throw new ToolException(FAILED, client.commands() + " sent a damaged snapshot: " + e.getMessage());
        }
        long held = Math.max(copy.zxid(), Long.decode(zxid));
        if (copy.zxidMax() > held && !copy.isExact()) {
            Files.delete(named);
            throw new ToolException(
                    FAILED,
                    client.commands() + " sent a snapshot with parts of transactions up to "
                            + Zxid.toText(copy.zxidMax())
                            + ": it was taken while transactions went on, and is not exact");
        }
        if (!copy.hasRightDigest()) {
            Files.delete(named);
            throw new ToolException(FAILED, client.commands() + " sent a snapshot whose digest is wrong");
        }
        backup.add(
                named,
                new Piece(
                        Piece.SNAPSHOT,
                        name,
                        zxid,
                        zxid,
                        System.currentTimeMillis(),
                        Files.size(named),
                        BackupDirectory.sha256(named),
                        "0x" + Long.toHexString(copy.tree().digest()),
                        client.commands()));
        out().println("Saved a snapshot of " + copy.tree().nodeCount() + " znodes as of zxid " + zxid + ", from "
                + client.commands());
    }
}
