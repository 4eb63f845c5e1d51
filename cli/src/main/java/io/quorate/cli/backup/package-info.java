/**
 * Backups of a running ensemble, {@code zkBackup.sh}: a snapshot that is exact, and pieces of the log behind it, fetched from the admin
 * server of any member; restored to any transaction in between while the servers are stopped. docs/backup.md is for operators.
 *
 * <p>Starting points: {@link io.quorate.cli.backup.BackupMain}; {@link io.quorate.cli.backup.BackupDirectory} is what is kept.
 */
package io.quorate.cli.backup;
