package io.quorate.txnlog;

import io.quorate.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Saves trees as snapshot files (spec: storage-format §4).
 *
 * <p>A file is complete and durable before it has its name (hazard F3): it is written under another one, forced,
 * renamed, and the name is forced. As a tree is a value, what is saved is exactly the state after one transaction,
 * however long it takes.
 *
 * <p>For one thread at a time; it may be another one than the log's, but not while the log is truncated.
 */
public final class FileSnap {
    /** No ZooKeeper takes such a name for a snapshot. */
    private static final String UNFINISHED_PREFIX = "tmp.";

    private final Disk disk;
    private final DataDirs dirs;
    private final SnapOptions options;

    public FileSnap(Disk disk, DataDirs dirs, SnapOptions options) {
        this.disk = disk;
        this.dirs = dirs;
        this.options = options;
    }

    /**
     * A snapshot that was saved.
     *
     * @param bytes length of the file
     */
    public record Saved(Path path, long zxid, long bytes, int nodes) {}

    /**
     * Saves a tree under its last zxid, durably. A snapshot of that zxid is replaced. On a failure nothing has changed.
     */
    public Saved save(DataTree tree) throws IOException {
        Path path =
                DataFileName.snapshot(tree.lastZxid(), options.compression()).in(dirs.snapDir());
        Path unfinished = path.resolveSibling(UNFINISHED_PREFIX + path.getFileName());
        if (disk.exists(unfinished)) {
            disk.delete(unfinished);
        }
        try {
            long bytes = SnapshotFile.write(disk, unfinished, tree, options);
            disk.rename(unfinished, path);
            disk.forceDirectory(dirs.snapDir());
            return new Saved(path, tree.lastZxid(), bytes, tree.nodeCount());
        } catch (IOException e) {
            deleteQuietly(unfinished, e);
            throw e;
        }
    }

    /** A snapshot that is on disk. */
    public record Newest(Path path, long zxid) {}

    /** The newest snapshot, whole or not; null if there is none. */
    public static Newest newest(Disk disk, DataDirs dirs) throws IOException {
        List<DataFileName> names = DataFileName.list(disk, dirs.snapDir(), DataFileName.SNAPSHOT);
        if (names.isEmpty()) {
            return null;
        }
        DataFileName last = names.get(names.size() - 1);
        return new Newest(last.in(dirs.snapDir()), last.zxid());
    }

    /** Removes what crashes left behind half written. */
    static void cleanUp(Disk disk, DataDirs dirs) throws IOException {
        for (String name : disk.list(dirs.snapDir())) {
            if (name.startsWith(UNFINISHED_PREFIX + DataFileName.SNAPSHOT)) {
                disk.delete(dirs.snapDir().resolve(name));
            }
        }
    }

    private void deleteQuietly(Path file, IOException cause) {
        try {
            if (disk.exists(file)) {
                disk.delete(file);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
