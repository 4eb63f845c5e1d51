package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.Adler32;

/**
 * A small file beside the logs, {@code txnlog.mark}, that says up to where the newest log is known to be forced. It
 * tells rot from a torn tail: what is damaged before the mark was once durable, perhaps acknowledged, and must not be
 * dropped; what lies behind it was, as far as anybody was told, never written (hazard D3).
 *
 * <p>The log's bytes alone cannot tell the two apart, because a power cut keeps any subset of the pages that were not
 * forced, so that whole records may follow a hole. The mark is written after each force of the log, but is not forced
 * itself: it may lag behind, after a power cut by as long as the system holds back writes, and is true whatever version
 * of it survives. It is forced when it moves to another file. Apache ZooKeeper ignores the file; a log that it cut back
 * is shorter than the mark says and is believed.
 *
 * <pre>
 * "QMRK" | int 1 | long first zxid of the log | long offset | long last zxid before it | long Adler-32 of these
 * </pre>
 */
final class DurableMark implements Closeable {
    static final String NAME = "txnlog.mark";

    private static final int MAGIC = 0x514d524b;
    private static final int VERSION = 1;
    private static final int BODY_BYTES = 32;
    private static final int BYTES = BODY_BYTES + Long.BYTES;

    private final DiskFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private final Adler32 adler = new Adler32();
    private long logZxid;

    /**
     * What a mark says.
     *
     * @param logZxid the first zxid of the log, which is in its name
     * @param offset all bytes of the log before this one are durable
     * @param lastZxid the last zxid that is durable
     */
    record Position(long logZxid, long offset, long lastZxid) {
        @Override
        public String toString() {
            return "byte " + offset + " of log." + Zxid.toHex(logZxid) + ", zxid " + Zxid.toText(lastZxid);
        }
    }

    private DurableMark(DiskFile file) {
        this.file = file;
    }

    /** What the mark of a directory says; null if there is none, or one that was torn when it was made. */
    static Position read(Disk disk, Path logDir) throws IOException {
        Path path = logDir.resolve(NAME);
        if (!disk.exists(path) || disk.size(path) < BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        try (DiskFile file = disk.openForRead(path)) {
            file.readFully(bytes, 0);
        }
        bytes.flip();
        if (bytes.getInt() != MAGIC || bytes.getInt() != VERSION || bytes.getLong(BODY_BYTES) != checksum(bytes)) {
            return null;
        }
        return new Position(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    /** Puts the mark of a directory at a position, durably. The caller keeps it open to advance it. */
    static DurableMark moveTo(Disk disk, Path logDir, Position position) throws IOException {
        Path path = logDir.resolve(NAME);
        boolean isNew = !disk.exists(path);
        DurableMark mark = new DurableMark(isNew ? disk.create(path) : disk.open(path));
        mark.logZxid = position.logZxid;
        mark.advance(position.offset, position.lastZxid);
        mark.file.force();
        if (isNew) {
            disk.forceDirectory(logDir);
        }
        return mark;
    }

    /** Says that the log is now durable up to here. */
    void advance(long offset, long lastZxid) throws IOException {
        buffer.clear();
        buffer.putInt(MAGIC).putInt(VERSION).putLong(logZxid).putLong(offset).putLong(lastZxid);
        buffer.flip();
        adler.reset();
        adler.update(buffer);
        buffer.limit(BYTES).position(BODY_BYTES);
        buffer.putLong(adler.getValue()).flip();
        file.writeFully(buffer, 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static long checksum(ByteBuffer bytes) {
        Adler32 adler = new Adler32();
        adler.update(bytes.duplicate().position(0).limit(BODY_BYTES));
        return adler.getValue();
    }
}
