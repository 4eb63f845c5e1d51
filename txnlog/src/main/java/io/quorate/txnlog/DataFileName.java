package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The name of a log or snapshot, which carries a zxid: {@code log.<zxid>}, {@code snapshot.<zxid>[.gz|.snappy]}, in
 * lower-case hex without leading zeros (spec: storage-format §1). A log's zxid is that of its first transaction.
 *
 * @param suffix empty, or the suffix with its dot
 */
record DataFileName(String kind, long zxid, String suffix) {
    static final String LOG = "log";
    static final String SNAPSHOT = "snapshot";

    /**
     * Precedes the name of a log that was set aside. Apache ZooKeeper would read a log with anything behind its zxid.
     */
    static final String TORN_PREFIX = "torn.";

    static final Comparator<DataFileName> BY_ZXID =
            Comparator.comparingLong(DataFileName::zxid).thenComparing(DataFileName::suffix);

    static DataFileName log(long zxid) {
        return new DataFileName(LOG, zxid, "");
    }

    static DataFileName snapshot(long zxid, SnapCompression compression) {
        return new DataFileName(SNAPSHOT, zxid, compression.suffix());
    }

    /** The name's parts, or null if it is not the name of a log or snapshot. */
    static DataFileName parse(String name) {
        String[] parts = name.split("\\.", -1);
        if (parts.length < 2 || parts.length > 3 || !(parts[0].equals(LOG) || parts[0].equals(SNAPSHOT))) {
            return null;
        }
        String suffix = parts.length == 2 ? "" : "." + parts[2];
        if (!suffix.isEmpty() && (parts[0].equals(LOG) || SnapCompression.ofSuffix(suffix) == null)) {
            return null;
        }
        try {
            return new DataFileName(parts[0], Long.parseLong(parts[1], 16), suffix);
        } catch (NumberFormatException notHex) {
            return null;
        }
    }

    /** The logs or snapshots of a directory, oldest first. */
    static List<DataFileName> list(Disk disk, Path directory, String kind) throws IOException {
        List<DataFileName> names = new ArrayList<>();
        for (String name : disk.list(directory)) {
            DataFileName parsed = parse(name);
            if (parsed != null && parsed.kind.equals(kind)) {
                names.add(parsed);
            }
        }
        names.sort(BY_ZXID);
        return names;
    }

    Path in(Path directory) {
        return directory.resolve(toString());
    }

    @Override
    public String toString() {
        return kind + "." + Zxid.toHex(zxid) + suffix;
    }
}
