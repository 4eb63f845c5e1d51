package io.quorate.txnlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a second server out of a data directory: a lock of the operating system on {@code quorate.lock} in both
 * version-2 directories, which ends with the process. Apache ZooKeeper ignores the file and the lock.
 */
public final class DataDirLock implements Closeable {
    private static final String NAME = "quorate.lock";
    private static final int OWNER_BYTES_MAX = 32;

    private final List<FileChannel> locked = new ArrayList<>();

    private DataDirLock() {}

    /**
     * Locks both directories.
     *
     * @throws TxnLogException if another server, or another part of this program, holds the lock
     */
    public static DataDirLock acquire(DataDirs dirs) throws IOException {
        DataDirLock lock = new DataDirLock();
        try {
            lock.lock(dirs.snapDir());
            if (!dirs.logDir().equals(dirs.snapDir())) {
                lock.lock(dirs.logDir());
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void lock(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        locked.add(channel);
        if (tryLock(channel) == null) {
            throw new TxnLogException(
                    path,
                    "locked by the process with id " + owner(channel)
                            + " (expected: no other server on this directory)",
                    "Stop the other server, or give this one its own dataDir and dataLogDir");
        }
        byte[] owner = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(owner), 0);
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(OWNER_BYTES_MAX);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).trim();
    }

    /** Lets go of the directories. */
    @Override
    public void close() throws IOException {
        for (FileChannel channel : locked) {
            channel.close();
        }
    }
}
