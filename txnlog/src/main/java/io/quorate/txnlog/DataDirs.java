package io.quorate.txnlog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a server keeps its files (spec: storage-format §1).
 *
 * @param dataDir what {@code dataDir} names
 * @param dataLogDir what {@code dataLogDir} names, else the same as {@code dataDir}
 */
public record DataDirs(Path dataDir, Path dataLogDir) {
    private static final String VERSION_DIR = "version-2";

    /** Where {@code initialize} is, the marker by which an operator says that an empty database may be trusted. */
    private static final String INITIALIZE = "initialize";

    /**
     * The directories of a server, made if they are missing and that is allowed.
     *
     * @param dataLogDir null if logs are kept with the snapshots
     * @param autocreate {@code zookeeper.datadir.autocreate}
     * @throws TxnLogException if a directory is missing, or holds files that belong into the other
     */
    public static DataDirs open(Disk disk, Path dataDir, Path dataLogDir, boolean autocreate) throws IOException {
        DataDirs dirs = new DataDirs(dataDir, dataLogDir == null ? dataDir : dataLogDir);
        ensure(disk, dirs.snapDir(), "dataDir", autocreate);
        ensure(disk, dirs.logDir(), "dataLogDir", autocreate);
        if (!dirs.snapDir().equals(dirs.logDir())) {
            refuse(disk, dirs.logDir(), DataFileName.SNAPSHOT, "dataLogDir", "dataDir");
            refuse(disk, dirs.snapDir(), DataFileName.LOG, "dataDir", "dataLogDir");
        }
        return dirs;
    }

    /** Where snapshots and epoch files are. */
    public Path snapDir() {
        return dataDir.resolve(VERSION_DIR);
    }

    /** Where logs are. */
    public Path logDir() {
        return dataLogDir.resolve(VERSION_DIR);
    }

    Path initializeMarker() {
        return dataLogDir.resolve(INITIALIZE);
    }

    private static void ensure(Disk disk, Path directory, String key, boolean autocreate) throws IOException {
        if (disk.isDirectory(directory)) {
            return;
        }
        if (!autocreate) {
            throw new TxnLogException(
                    directory,
                    "no such directory (expected: below " + key + ", because datadir.autocreate is false)",
                    "Check " + key + ", mount its disk, or make the directory");
        }
        disk.createDirectories(directory);
    }

    private static void refuse(Disk disk, Path directory, String kind, String key, String otherKey) throws IOException {
        List<DataFileName> found = DataFileName.list(disk, directory, kind);
        if (!found.isEmpty()) {
            throw new TxnLogException(
                    found.get(0).in(directory),
                    "a " + kind + " below " + key + " (expected: below " + otherKey + ")",
                    "Move all " + kind + ".* files to the version-2 directory below " + otherKey
                            + ", or correct the two settings");
        }
    }
}
