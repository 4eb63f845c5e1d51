package io.quorate.txnlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * One of the two files that carry a server's promises across a crash: {@code acceptedEpoch} or {@code currentEpoch}, a
 * decimal number without a newline (spec: zab-protocol §3).
 *
 * <p>A write goes to {@code NAME.tmp}, is forced, renamed, and the name forced (hazard S20). So at every moment of a
 * crash the file holds the old number or the new one.
 */
public final class EpochFile {
    private static final int BYTES_MAX = 32;

    private final Disk disk;
    private final Path path;
    private final Path unfinished;

    private EpochFile(Disk disk, Path path) {
        this.disk = disk;
        this.path = path;
        this.unfinished = path.resolveSibling(path.getFileName() + ".tmp");
    }

    /** The newest epoch this server has promised to a leader. */
    public static EpochFile accepted(Disk disk, DataDirs dirs) {
        return new EpochFile(disk, dirs.snapDir().resolve("acceptedEpoch"));
    }

    /** The epoch whose history this server has. */
    public static EpochFile current(Disk disk, DataDirs dirs) {
        return new EpochFile(disk, dirs.snapDir().resolve("currentEpoch"));
    }

    /** Whether there is such a file, readable or not. */
    public boolean exists() {
        return disk.exists(path);
    }

    /** The number, absent if there is no file or it does not hold one. */
    public OptionalLong read() throws IOException {
        return parse(path);
    }

    /** The number of a write that did not come to its renaming, absent if there is none. */
    public OptionalLong readUnfinished() throws IOException {
        return parse(unfinished);
    }

    /** Replaces the number, durably. */
    public void write(long epoch) throws IOException {
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try (DiskFile file = disk.create(unfinished)) {
            file.writeFully(ByteBuffer.wrap(Long.toString(epoch).getBytes(StandardCharsets.US_ASCII)), 0);
            file.force();
        }
        disk.rename(unfinished, path);
        disk.forceDirectory(path.getParent());
    }

    public Path path() {
        return path;
    }

    private OptionalLong parse(Path file) throws IOException {
        if (!disk.exists(file)) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BYTES_MAX, disk.size(file)));
        try (DiskFile open = disk.openForRead(file)) {
            open.readFully(bytes, 0);
        }
        try {
            return OptionalLong.of(Long.parseLong(new String(bytes.array(), StandardCharsets.US_ASCII).strip()));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }
}
