package io.quorate.txnlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** The log that is being written: an open file, how far it is filled, and how long it is. */
final class LogSegment implements Closeable {
    /** So much room is kept between the end of the records and the end of the file (spec: storage-format §2.2). */
    private static final int MARGIN_BYTES = 4096;

    private final DiskFile file;
    private final long step;
    private long position = LogFormat.HEADER_BYTES;
    private long size;

    private LogSegment(DiskFile file, long step) throws IOException {
        this.file = file;
        this.step = step;
        this.size = file.size();
    }

    /** Makes a log that has a header and no records, durably, of the spare one if there is one. */
    static LogSegment create(Disk disk, Path path, long step) throws IOException {
        if (disk.exists(path)) {
            throw new FileAlreadyExistsException(
                    path + ": a log of this name exists (expected: that recovery moved it away)");
        }
        boolean ready = SpareSegment.takeAs(disk, path);
        LogSegment segment = new LogSegment(ready ? disk.open(path) : disk.create(path), step);
        try {
            if (!ready) {
                segment.writeHeader();
            }
            disk.forceDirectory(path.getParent());
            return segment;
        } catch (IOException | RuntimeException e) {
            segment.file.close();
            throw e;
        }
    }

    private void writeHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(LogFormat.HEADER_BYTES);
        LogFormat.putHeader(header);
        file.writeFully(header.flip(), 0);
        size = LogFormat.HEADER_BYTES;
        grow(0);
        file.force();
    }

    /** The byte behind the last record. */
    long position() {
        return position;
    }

    /** Writes whole records behind the last one. */
    void write(ByteBuffer records) throws IOException {
        grow(records.remaining());
        int count = records.remaining();
        file.writeFully(records, position);
        position += count;
    }

    void force() throws IOException {
        file.force();
    }

    /**
     * Drops what a write left behind that failed half-way, so that nothing can be appended behind half a record
     * (hazards F2, D4).
     */
    void cutBack() throws IOException {
        file.truncate(position);
    }

    private void grow(int count) throws IOException {
        if (step == 0) {
            return;
        }
        long wanted = size;
        while (position + count + MARGIN_BYTES >= wanted) {
            wanted += step;
        }
        if (wanted > size) {
            file.extend(wanted);
            size = wanted;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
