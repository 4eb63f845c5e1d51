package io.quorate.txnlog;

import io.quorate.txnlog.sim.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A data directory on a simulated disk, and short ways to use it. */
final class Harness {
    static final Path DATA = Path.of("/data");
    static final Path DIR = Path.of("/data/version-2");
    static final TxnLogOptions SMALL = new TxnLogOptions(8192, 0, true);

    final SimDisk disk;
    final DataDirs dirs;

    Harness(long seed) throws IOException {
        this.disk = new SimDisk(seed);
        this.dirs = DataDirs.open(disk, DATA, null, true);
    }

    static RecoveryOptions options() {
        return options(true);
    }

    static RecoveryOptions options(boolean standalone) {
        RecoveryOptions defaults = RecoveryOptions.defaults(7, standalone);
        return new RecoveryOptions(
                7,
                TxnMaker.OPTIONS,
                defaults.lengthLimit(),
                defaults.commitLogCount(),
                false,
                true,
                standalone,
                SnapOptions.DEFAULT);
    }

    Recovered recover() throws IOException {
        return Recovery.recover(disk, dirs, options());
    }

    FileTxnLog log(long lastZxid) {
        return FileTxnLog.after(disk, dirs, SMALL, lastZxid);
    }

    /** Appends, forces once, and closes. */
    void write(long lastZxid, List<byte[]> txns) throws IOException {
        write(log(lastZxid), txns);
    }

    static void write(FileTxnLog log, List<byte[]> txns) throws IOException {
        try (log) {
            append(log, txns);
        }
    }

    static void append(FileTxnLog log, List<byte[]> txns) throws IOException {
        for (byte[] txn : txns) {
            log.append(zxid(txn), txn);
        }
        log.force();
    }

    static long zxid(byte[] txn) {
        return ByteBuffer.wrap(txn).getLong(LogFormat.ZXID_OFFSET);
    }

    /** A transaction of no meaning but its zxid, 40 bytes long. */
    static byte[] txn(long zxid) {
        return ByteBuffer.allocate(40)
                .putLong(1)
                .putInt(1)
                .putLong(zxid)
                .putLong(5)
                .putInt(-1)
                .putInt(-101)
                .array();
    }

    static List<byte[]> txns(long first, long last) {
        List<byte[]> made = new ArrayList<>();
        for (long zxid = first; zxid <= last; zxid++) {
            made.add(txn(zxid));
        }
        return made;
    }

    List<TxnRecord> read(long from) throws IOException {
        return read(disk, DIR, from, Long.MAX_VALUE);
    }

    static List<TxnRecord> read(Disk disk, Path dir, long from, long to) throws IOException {
        List<TxnRecord> records = new ArrayList<>();
        try (TxnIterator log = TxnIterator.open(disk, dir, from, to)) {
            for (TxnRecord record = log.next(); record != null; record = log.next()) {
                records.add(record);
            }
        }
        return records;
    }

    List<Long> zxids() throws IOException {
        return read(0).stream().map(TxnRecord::zxid).toList();
    }

    Path file(String name) {
        return DIR.resolve(name);
    }

    List<String> names() throws IOException {
        return disk.list(DIR);
    }
}
