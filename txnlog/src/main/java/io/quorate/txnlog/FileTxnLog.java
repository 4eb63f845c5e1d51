package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;

/**
 * Appends transactions to the log of a server (spec: storage-format §2).
 *
 * <p>{@link #append} collects records in memory, {@link #force} writes all of them at once and makes them durable:
 * whoever calls it after a batch has group commit. A log is made at the first append and named by it. Each start of a
 * server begins a new one, so nothing is ever written behind a torn record. Steps of a new log, each durable before the
 * next: file with its header, its name, the {@link DurableMark} at its beginning; only then records.
 *
 * <p>After any failure every further call fails with the same cause: what is durable is then unknown, and repeating a
 * force would say nothing (hazard D2). The caller ends the process. For one thread, which must not be interrupted: that
 * would close the file.
 */
public final class FileTxnLog implements Closeable {
    private static final int STAGING_BYTES = 1 << 20;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Disk disk;
    private final DataDirs dirs;
    private final TxnLogOptions options;
    private final ByteBuffer staging = ByteBuffer.allocate(STAGING_BYTES);
    private final Adler32 adler = new Adler32();
    private LogSegment segment;
    private DurableMark mark;
    private long appendedZxid;
    private long forcedZxid;
    private long recordsSinceRoll;
    private long bytesSinceRoll;
    private Exception failure;

    private FileTxnLog(Disk disk, DataDirs dirs, TxnLogOptions options, long lastZxid) {
        this.disk = disk;
        this.dirs = dirs;
        this.options = options;
        this.appendedZxid = lastZxid;
        this.forcedZxid = lastZxid;
    }

    /** A log that goes on after the last zxid that recovery found. Touches no file yet. */
    public static FileTxnLog after(Disk disk, DataDirs dirs, TxnLogOptions options, long lastZxid) {
        return new FileTxnLog(disk, dirs, options, lastZxid);
    }

    /**
     * Adds a transaction, which is durable only after {@link #force}.
     *
     * @param txn header, transaction and digest: the data of the PROPOSAL. Not kept
     * @throws IllegalStateException if the zxid is not the next one, or differs from the one in the bytes: recovery
     *     would refuse such a log
     */
    public void append(long zxid, byte[] txn) throws IOException {
        checkUsable();
        checkZxid(zxid, txn);
        try {
            if (segment == null) {
                start(zxid);
            }
            stage(txn);
        } catch (IOException | RuntimeException e) {
            fail(e);
            throw e;
        }
        appendedZxid = zxid;
        recordsSinceRoll++;
        bytesSinceRoll += txn.length + LogFormat.FRAME_BYTES;
    }

    /** Writes what was appended and makes it durable, if it is not yet. */
    public void force() throws IOException {
        checkUsable();
        try {
            if (forcedZxid != appendedZxid) {
                forceSegment();
                if (options.sizeLimitBytes() > 0 && segment.position() > options.sizeLimitBytes()) {
                    closeSegment();
                }
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    /** Forces, and ends the current log: the next append begins another. Done with each snapshot. */
    public void roll() throws IOException {
        force();
        try {
            closeSegment();
        } catch (IOException e) {
            fail(e);
            throw e;
        }
        recordsSinceRoll = 0;
        bytesSinceRoll = 0;
    }

    /**
     * Drops all transactions after a zxid, and the snapshots that contain them, durably (TRUNC). The tree must then be
     * recovered from the files. See {@link LogTruncation} for what a crash in the middle leaves.
     *
     * @throws TxnLogException if a recovery would not come to that zxid; nothing was changed then, and this server
     *     needs a snapshot from the leader
     */
    public void truncate(long zxid) throws IOException {
        roll();
        LogTruncation.checkReachable(disk, dirs, zxid);
        try {
            closeMark();
            LogTruncation.truncate(disk, dirs, zxid);
        } catch (IOException | RuntimeException e) {
            fail(e);
            throw e;
        }
        appendedZxid = Math.min(appendedZxid, zxid);
        forcedZxid = appendedZxid;
    }

    /**
     * Goes on after a snapshot that came from the leader (SNAP) and is durable here: drops what the log has beyond it,
     * and lets the next transaction follow it although the log may end long before.
     */
    public void continueAfter(long zxid) throws IOException {
        if (appendedZxid > zxid) {
            truncate(zxid);
        }
        roll();
        appendedZxid = zxid;
        forcedZxid = zxid;
    }

    /** Whether the next append begins a new file. */
    public boolean isBetweenFiles() {
        return segment == null;
    }

    /** The zxid appended last, or the one that this log goes on after. */
    public long appendedZxid() {
        return appendedZxid;
    }

    /** All up to this zxid are durable. */
    public long forcedZxid() {
        return forcedZxid;
    }

    /** Records appended since {@link #roll}: what {@code snapCount} is compared with. */
    public long recordsSinceRoll() {
        return recordsSinceRoll;
    }

    /** Bytes appended since {@link #roll}: what {@code snapSizeLimitInKb} is compared with. */
    public long bytesSinceRoll() {
        return bytesSinceRoll;
    }

    /** Forces, unless the log has failed, and closes. */
    @Override
    public void close() throws IOException {
        try {
            if (failure == null) {
                force();
            }
        } finally {
            closeSegment();
            closeMark();
        }
    }

    private void start(long zxid) throws IOException {
        segment = LogSegment.create(disk, DataFileName.log(zxid).in(dirs.logDir()), options.preAllocBytes());
        closeMark();
        mark = DurableMark.moveTo(
                disk, dirs.logDir(), new DurableMark.Position(zxid, LogFormat.HEADER_BYTES, appendedZxid));
    }

    private void stage(byte[] txn) throws IOException {
        int needed = txn.length + LogFormat.FRAME_BYTES;
        if (needed > staging.remaining()) {
            write();
        }
        if (needed <= staging.capacity()) {
            put(txn, staging);
            return;
        }
        ByteBuffer large = ByteBuffer.allocate(needed);
        put(txn, large);
        segment.write(large.flip());
    }

    private void put(byte[] txn, ByteBuffer out) {
        adler.reset();
        adler.update(txn, 0, txn.length);
        out.putLong(adler.getValue()).putInt(txn.length).put(txn).put(LogFormat.END_BYTE);
    }

    private void write() throws IOException {
        if (staging.position() > 0) {
            segment.write(staging.flip());
            staging.clear();
        }
    }

    private void forceSegment() throws IOException {
        write();
        if (options.forceSync()) {
            segment.force();
            mark.advance(segment.position(), appendedZxid);
        }
        forcedZxid = appendedZxid;
    }

    private void closeSegment() throws IOException {
        if (segment != null) {
            segment.close();
            segment = null;
        }
    }

    private void closeMark() throws IOException {
        if (mark != null) {
            mark.close();
            mark = null;
        }
    }

    private void checkUsable() throws IOException {
        if (failure != null) {
            throw new IOException(
                    "The transaction log failed before and cannot be used again; the server must restart and recover",
                    failure);
        }
    }

    private void checkZxid(long zxid, byte[] txn) {
        if (!TxnIterator.follows(appendedZxid, zxid)) {
            throw new IllegalStateException(
                    "zxid to append: " + Zxid.toText(zxid) + " (expected: the next of the epoch or the first of a"
                            + " later one, after " + Zxid.toText(appendedZxid) + ")");
        }
        long inBytes = txn.length < LogFormat.MIN_TXN_BYTES ? -1 : (long) LONG.get(txn, LogFormat.ZXID_OFFSET);
        if (inBytes != zxid) {
            throw new IllegalStateException(
                    "zxid to append: " + Zxid.toText(zxid) + " (expected: the one in the transaction's " + txn.length
                            + " bytes, " + Zxid.toText(inBytes) + ")");
        }
    }

    /**
     * Makes a failure final. A write that failed half-way is undone if that is possible; the next start copes if it is
     * not.
     */
    private void fail(Exception cause) {
        failure = cause;
        if (segment != null) {
            try {
                segment.cutBack();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
