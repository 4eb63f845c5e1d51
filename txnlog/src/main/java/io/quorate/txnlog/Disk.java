package io.quorate.txnlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What this package needs of a file system. It exists so that a simulator can lose what was not forced; {@link NioDisk}
 * is the real one.
 *
 * <p>Two kinds of durability are kept apart, because power cuts keep them apart: {@link DiskFile#force} makes a file's
 * bytes durable, {@link #forceDirectory} makes the names in a directory durable. A created, renamed or deleted name may
 * be undone by a power cut until its directory was forced (hazard F5).
 *
 * <p>Paths are plain values here. Implementations hold no state per caller and can be shared by threads.
 */
public interface Disk {
    /**
     * The names in a directory, sorted.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     */
    List<String> list(Path directory) throws IOException;

    /** Whether there is a file or directory of this name. */
    boolean exists(Path path);

    boolean isDirectory(Path path);

    /** The length of a file in bytes. */
    long size(Path file) throws IOException;

    /** Makes a directory and its missing parents, durably. Does nothing if it is there. */
    void createDirectories(Path directory) throws IOException;

    /**
     * Makes an empty file and opens it for reading and writing.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the name is taken
     */
    DiskFile create(Path file) throws IOException;

    /**
     * Opens a file for reading and writing.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    DiskFile open(Path file) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    DiskFile openForRead(Path file) throws IOException;

    /** Gives a file a new name in the same file system at one instant, replacing a file that has it. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Removes a file.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     */
    void delete(Path file) throws IOException;

    /** Makes the names in a directory durable as they are now. */
    void forceDirectory(Path directory) throws IOException;

    /** Bytes that can still be written below a directory. */
    long usableSpace(Path directory) throws IOException;
}
