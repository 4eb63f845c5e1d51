package io.quorate.cli.backup;

import io.quorate.cli.files.Progress;
import io.quorate.cli.files.Tool;
import io.quorate.cli.files.Tool.ToolException;
import io.quorate.jute.MalformedRecordException;
import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.tree.DataTree;
import io.quorate.txnlog.LogScan;
import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A snapshot of a backup and the logs that lead on from it. */
record Chain(BackupDirectory directory, Piece snapshot, List<Piece> logs) {
    private static final int LENGTH_LIMIT = Integer.MAX_VALUE;

    /** Up to where transactions are wanted. */
    interface Until {
        boolean wants(TxnEntry entry);
    }

    /**
     * What the chain leads to.
     *
     * @param time of the last transaction that was applied, ms since 1970; that of the snapshot if none was
     * @param mismatches how often the digest of the tree was not the one that the leader had written into the log
     * @param lastIsRight whether the last digest that could be compared was
     */
    record Result(DataTree tree, long time, int transactions, int compared, int mismatches, boolean lastIsRight) {}

    /** One for each snapshot, in the order in which they were saved. */
    static List<Chain> of(BackupDirectory directory) {
        List<Chain> chains = new ArrayList<>();
        for (Piece piece : directory.pieces()) {
            if (piece.isSnapshot()) {
                chains.add(new Chain(directory, piece, new ArrayList<>()));
            } else if (!chains.isEmpty()) {
                chains.get(chains.size() - 1).logs().add(piece);
            }
        }
        return chains;
    }

    /** The last transaction in it. */
    long lastZxid() {
        return logs.isEmpty() ? snapshot.lastZxid() : logs.get(logs.size() - 1).lastZxid();
    }

    /** The time of that. */
    long lastTime() {
        return logs.isEmpty() ? snapshot.time() : logs.get(logs.size() - 1).time();
    }

    /** Checks the bytes of all files. */
    void checkFiles() throws IOException, ToolException {
        checkFile(snapshot);
        for (Piece log : logs) {
            checkFile(log);
        }
    }

    private void checkFile(Piece piece) throws IOException, ToolException {
        String found = BackupDirectory.sha256(directory.path(piece));
        if (!found.equals(piece.sha256())) {
            throw new ToolException(
                    1,
                    directory.path(piece) + " is damaged: its SHA-256 is " + found + " (expected: " + piece.sha256()
                            + ")");
        }
    }

    /** Applies the transactions to the tree, as long as they are wanted. */
    Result replay(Until until, PrintWriter err) throws IOException, ToolException {
        SnapshotCopy copy = SnapshotCopy.read(new NioDisk(), directory.path(snapshot), Tool.reading());
        check(copy);
        DataTree tree = copy.tree();
        long time = snapshot.time();
        int transactions = 0;
        int compared = 0;
        int mismatches = 0;
        boolean lastIsRight = true;
        long bytes = logs.stream().mapToLong(Piece::bytes).sum();
        long done = 0;
        try (Progress progress = new Progress(err, "Replaying", bytes)) {
            for (Piece log : logs) {
                try (LogScan scan = LogScan.open(new NioDisk(), directory.path(log))) {
                    for (LogScan.Entry record = scan.next(); record != null; record = scan.next()) {
                        TxnEntry entry = decode(log, record, tree.lastZxid());
                        if (!until.wants(entry)) {
                            return new Result(tree, time, transactions, compared, mismatches, lastIsRight);
                        }
                        tree = tree.applyLenient(entry.header(), entry.txn()).after();
                        time = entry.header().time();
                        transactions++;
                        if (entry.digest() != null && entry.digest().isComparable()) {
                            lastIsRight = entry.digest().treeDigest() == tree.digest();
                            compared++;
                            mismatches += lastIsRight ? 0 : 1;
                        }
                        progress.at(done + scan.position());
                    }
                    if (scan.torn() != null) {
                        throw new ToolException(1, directory.path(log) + ": " + scan.torn());
                    }
                }
                if (tree.lastZxid() != log.lastZxid()) {
                    throw new ToolException(
                            1,
                            directory.path(log) + " ends with zxid " + Zxid.toText(tree.lastZxid()) + " (expected: "
                                    + log.last() + ")");
                }
                done += log.bytes();
            }
        }
        return new Result(tree, time, transactions, compared, mismatches, lastIsRight);
    }

    private void check(SnapshotCopy copy) throws ToolException {
        String digest = "0x" + Long.toHexString(copy.tree().digest());
        if (copy.zxid() != snapshot.lastZxid() || !copy.hasRightDigest() || !digest.equals(snapshot.digest())) {
            throw new ToolException(
                    1,
                    directory.path(snapshot) + " holds zxid " + Zxid.toText(copy.zxid()) + ", digest " + digest
                            + " (expected: " + snapshot.last() + ", " + snapshot.digest() + ")");
        }
    }

    private TxnEntry decode(Piece log, LogScan.Entry record, long last) throws ToolException {
        TxnEntry entry;
        try {
            entry = TxnEntry.decode(record.bytes(), LENGTH_LIMIT);
        } catch (MalformedRecordException e) {
            throw new ToolException(1, directory.path(log) + " at byte " + record.offset() + ": " + e.getMessage());
        }
        long zxid = entry.header().zxid();
        boolean follows = Zxid.epoch(zxid) == Zxid.epoch(last)
                ? zxid == last + 1
                : Zxid.epoch(zxid) > Zxid.epoch(last) && Zxid.counter(zxid) == 1;
        if (!record.intact() || !follows) {
            throw new ToolException(
                    1,
                    directory.path(log) + " at byte " + record.offset()
                            + (follows
                                    ? ": wrong checksum"
                                    : ": zxid " + Zxid.toText(zxid) + " does not follow " + Zxid.toText(last)));
        }
        return entry;
    }
}
