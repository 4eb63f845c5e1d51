package io.quorate.txnlog.sim;

import io.quorate.txnlog.Disk;
import io.quorate.txnlog.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A disk in memory with the manners of a real one: bytes are durable only once their file was forced, names only once
 * their directory was. A crash keeps any subset of the rest: of the bytes in units of pages or sectors, of the name
 * changes in order or not, of a file's growth any part.
 *
 * <p>Everything it chooses comes from its seed, in the order of the calls. It has no clock: a slow force is the
 * business of whoever schedules the calls. Directories are durable once made. For one thread.
 */
public final class SimDisk implements Disk {
    private final SplittableRandom random;
    private final SimFaults faults;
    private final Map<Path, SimDirectory> directories = new HashMap<>();
    private int life;
    private boolean down;

    public SimDisk(long seed) {
        this.random = new SplittableRandom(seed);
        this.faults = new SimFaults(random.split());
    }

    /** What goes wrong from now on. */
    public SimFaults faults() {
        return faults;
    }

    /** Cuts the power and starts again: forgets what was not durable; files that are open stay dead. */
    public void crash() {
        life++;
        down = false;
        for (Path directory : new TreeSet<>(directories.keySet())) {
            directories.get(directory).crash(random);
        }
    }

    /**
     * Ends the process and starts it again with the system still running: nothing is forgotten, open files are dead.
     */
    public void restart() {
        life++;
        down = false;
    }

    /** The whole contents of a file. */
    public byte[] contents(Path file) throws IOException {
        SimInode inode = inode(file);
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(inode.size()));
        inode.read(bytes, 0);
        return bytes.array();
    }

    /** Puts a durable file there, replacing one of that name. */
    public void install(Path file, byte[] contents) {
        SimDirectory directory = directories.computeIfAbsent(parent(file), path -> new SimDirectory());
        SimInode inode = new SimInode();
        inode.write(ByteBuffer.wrap(contents), contents.length, 0);
        inode.force();
        directory.add(name(file), inode);
        directory.force();
    }

    /** Replaces one durable byte by another, as rot does. */
    public void corrupt(Path file, long position, int value) throws IOException {
        SimInode inode = inode(file);
        inode.write(ByteBuffer.wrap(new byte[] {(byte) value}), 1, position);
        inode.force();
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return directory(directory).names();
    }

    @Override
    public boolean exists(Path path) {
        return isDirectory(path) || find(path) != null;
    }

    @Override
    public boolean isDirectory(Path path) {
        return directories.containsKey(path);
    }

    @Override
    public long size(Path file) throws IOException {
        return inode(file).size();
    }

    @Override
    public void createDirectories(Path directory) {
        for (Path path = directory; path != null; path = path.getParent()) {
            directories.computeIfAbsent(path, absent -> new SimDirectory());
        }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        operation("create " + file);
        SimDirectory directory = directory(parent(file));
        if (directory.get(name(file)) != null) {
            throw new FileAlreadyExistsException(file.toString());
        }
        SimInode inode = new SimInode();
        directory.add(name(file), inode);
        return new SimFile(file, inode, life);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new SimFile(file, inode(file), life);
    }

    @Override
    public DiskFile openForRead(Path file) throws IOException {
        return open(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (!parent(from).equals(parent(to))) {
            throw new IllegalArgumentException("rename " + from + " to " + to + " (expected: the same directory)");
        }
        inode(from);
        operation("rename " + from);
        directory(parent(from)).rename(name(from), name(to));
    }

    @Override
    public void delete(Path file) throws IOException {
        inode(file);
        operation("delete " + file);
        directory(parent(file)).remove(name(file));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        operation("force directory " + directory);
        faults.beforeDirectoryForce(directory);
        directory(directory).force();
    }

    @Override
    public long usableSpace(Path directory) {
        return Math.max(0, faults.capacityBytes() - usedBytes());
    }

    private long usedBytes() {
        return directories.values().stream()
                .flatMap(directory -> directory.inodes().stream())
                .mapToLong(inode -> (long) inode.pages() * SimInode.PAGE)
                .sum();
    }

    private void operation(String what) {
        if (down) {
            throw new SimulatedCrash(what + " after the crash");
        }
        if (faults.crashesNow()) {
            down = true;
            throw new SimulatedCrash(what);
        }
    }

    private SimDirectory directory(Path path) throws NoSuchFileException {
        SimDirectory directory = directories.get(path);
        if (directory == null) {
            throw new NoSuchFileException(path.toString());
        }
        return directory;
    }

    private SimInode inode(Path file) throws NoSuchFileException {
        SimInode inode = find(file);
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    private SimInode find(Path file) {
        SimDirectory directory = directories.get(parent(file));
        return directory == null ? null : directory.get(name(file));
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private final class SimFile implements DiskFile {
        private final Path path;
        private final SimInode inode;
        private final int openedIn;
        private boolean closed;

        SimFile(Path path, SimInode inode, int openedIn) {
            this.path = path;
            this.inode = inode;
            this.openedIn = openedIn;
        }

        @Override
        public long size() throws IOException {
            checkOpen();
            return inode.size();
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            checkOpen();
            return inode.read(into, position);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            checkOpen();
            int wanted = from.remaining();
            if (down) {
                throw new SimulatedCrash("write " + path + " after the crash");
            }
            if (faults.crashesNow()) {
                down = true;
                // What a process wrote before it died is in the system's cache.
                inode.write(from, random.nextInt(wanted + 1), position);
                throw new SimulatedCrash("write " + path);
            }
            int count = fitting(faults.writable(wanted), position);
            inode.write(from, count, position);
            return count;
        }

        @Override
        public void truncate(long size) throws IOException {
            checkOpen();
            operation("truncate " + path);
            inode.truncate(size);
        }

        @Override
        public void extend(long size) throws IOException {
            if (size > inode.size()) {
                writeFully(ByteBuffer.allocate(1), size - 1);
            }
        }

        @Override
        public void force() throws IOException {
            checkOpen();
            operation("force " + path);
            if (faults.forceFails()) {
                inode.forceInVain(random);
                throw new IOException("simulated failure to force " + path);
            }
            inode.force();
        }

        @Override
        public void close() {
            closed = true;
        }

        /** As much of a write as there is space for; at least one byte, or the disk is full. */
        private int fitting(int wanted, long position) throws IOException {
            if (faults.capacityBytes() == Long.MAX_VALUE) {
                return wanted;
            }
            int count = wanted;
            long free = usableSpace(path);
            while (count > 0 && (long) inode.missingPages(position, count) * SimInode.PAGE > free) {
                int boundary = (int) ((position + count - 1) % SimInode.PAGE) + 1;
                count -= Math.min(count, boundary);
            }
            if (count == 0 && wanted > 0) {
                throw new IOException("No space left on device (simulated): " + path);
            }
            return count;
        }

        private void checkOpen() throws IOException {
            if (openedIn != life) {
                throw new SimulatedCrash("use of " + path + " after a restart");
            }
            if (closed) {
                throw new IOException("use of closed " + path);
            }
        }
    }
}
