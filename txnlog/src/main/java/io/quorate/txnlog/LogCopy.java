package io.quorate.txnlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Adler32;

/**
 * Writes a log of given records into a new file, without padding: servers read such a log as any other. What is written is durable
 * after {@link #close}, if nothing failed.
 */
public final class LogCopy implements Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final DiskFile file;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long position;

    private LogCopy(DiskFile file) {
        this.file = file;
        LogFormat.putHeader(buffer);
    }

    /**
     * A log without records.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static LogCopy create(Disk disk, Path path) throws IOException {
        return new LogCopy(disk.create(path));
    }

    /** The bytes of a log of these transactions. */
    public static byte[] toBytes(List<byte[]> txns) {
        long size = LogFormat.HEADER_BYTES;
        for (byte[] txn : txns) {
            size += txn.length + LogFormat.FRAME_BYTES;
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size));
        LogFormat.putHeader(bytes);
        Adler32 adler = new Adler32();
        for (byte[] txn : txns) {
            adler.reset();
            adler.update(txn);
            bytes.putLong(adler.getValue()).putInt(txn.length).put(txn).put(LogFormat.END_BYTE);
        }
        return bytes.array();
    }

    /** Adds a transaction with the checksum that it has to have. */
    public void append(byte[] txn) throws IOException {
        Adler32 adler = new Adler32();
        adler.update(txn);
        append(txn, adler.getValue());
    }

    /** Adds a record with any checksum. */
    public void append(byte[] txn, long checksum) throws IOException {
        int needed = txn.length + LogFormat.FRAME_BYTES;
        if (needed > buffer.remaining()) {
            flush();
        }
        if (needed > buffer.capacity()) {
            buffer = ByteBuffer.allocate(needed);
        }
        buffer.putLong(checksum).putInt(txn.length).put(txn).put(LogFormat.END_BYTE);
    }

    private void flush() throws IOException {
        buffer.flip();
        int count = buffer.remaining();
        file.writeFully(buffer, position);
        position += count;
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            flush();
            file.force();
        }
    }
}
