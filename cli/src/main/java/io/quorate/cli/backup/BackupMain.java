package io.quorate.cli.backup;

import io.quorate.cli.files.Tool;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code zkBackup.sh}: saves, lists, verifies and restores backups. */
@Command(
        name = "zkBackup.sh",
        description = {
            "Backups of a running ensemble, or of a server of one.",
            "A backup is a directory: whole snapshots, each exactly as of one transaction, and the transactions since."
                    + " It can be restored to any transaction in it."
        },
        commandListHeading = "%nCommands:%n",
        subcommands = {SaveCommand.class, ListCommand.class, VerifyCommand.class, RestoreCommand.class},
        exitCodeList = {"0:done", "1:not done; what there was is as it was", "2:wrong arguments"},
        footer = {
            "Examples:",
            "  export ZK_BACKUP_AUTH='digest super:secret'",
            "  zkBackup.sh save --server http://zk1:8080 --server http://zk2:8080 /backup/zk",
            "  zkBackup.sh verify /backup/zk",
            "  zkBackup.sh restore --time 2026-11-21T09:30:00Z --data-dir /var/lib/zookeeper /backup/zk",
            "",
            "docs/backup.md says more, and what to do step by step."
        })
public final class BackupMain extends Tool {
    static final int WRONG_ARGUMENTS = 2;

    private BackupMain() {}

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(run(new BackupMain(), WRONG_ARGUMENTS, args));
    }

    /** Runs the tool. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new BackupMain(), WRONG_ARGUMENTS, out, err, args);
    }

    @Override
    public Integer call() {
        throw mistake("No command (expected: save, list, verify or restore)");
    }
}
