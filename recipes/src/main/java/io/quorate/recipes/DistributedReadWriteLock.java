package io.quorate.recipes;

/**
 * A lock that many may share for reading, or one has for writing, in the order in which they ask. Shares its znodes with Curator's
 * {@code InterProcessReadWriteLock}.
 *
 * <p>Both sides are re-entrant. A thread that writes may read as well, and keep reading when it has given back the right to write; one that
 * reads cannot come to write without giving back first: it would wait for itself. Readers behind the same writer are let in
 * together when it goes; a writer wakes alone.
 */
public final class DistributedReadWriteLock {
    private final DistributedLock write;
    private final DistributedLock read;

    /** @param path of the parent of the lock's znodes */
    public DistributedReadWriteLock(Sessions sessions, String path) {
        this(sessions, path, Calls.localData());
    }

    /** @param data what this process's znodes hold */
    public DistributedReadWriteLock(Sessions sessions, String path, byte[] data) {
        write = new DistributedLock(sessions, path, data, Line.WRITE, Line.writer(), null);
        read = new DistributedLock(sessions, path, data, Line.READ, Line.reader(), write);
    }

    public DistributedLock readLock() {
        return read;
    }

    public DistributedLock writeLock() {
        return write;
    }
}
