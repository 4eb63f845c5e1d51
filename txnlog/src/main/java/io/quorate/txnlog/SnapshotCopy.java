package io.quorate.txnlog;

import io.quorate.jute.Zxid;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.tree.DataTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A snapshot file of any name, for tools and backups: read, with all its seals checked (spec: storage-format §4).
 *
 * @param tree as of {@code zxid}; if {@code zxidMax} is greater, with traces of later transactions
 * @param zxid the last transaction that is in it for certain: the one in the file's name, else in its trailer
 * @param zxidMax the last transaction of which there may be traces
 * @param digestZxid the transaction after which {@code digest} holds
 * @param digest what the file says of the whole tree; null if it says nothing that can be compared
 */
public record SnapshotCopy(DataTree tree, long zxid, long zxidMax, long digestZxid, TxnDigest digest) {
    /**
     * Reads a snapshot; whether it is compressed says the suffix of its name.
     *
     * @throws IOException if it is damaged, with the reason
     */
    public static SnapshotCopy read(Disk disk, Path path, RecoveryOptions options) throws IOException {
        String fileName = path.getFileName().toString();
        DataFileName name = DataFileName.parse(fileName);
        boolean named = name != null && name.kind().equals(DataFileName.SNAPSHOT);
        SnapshotFile.Loaded loaded;
        try {
            loaded = SnapshotFile.load(disk, path, compression(fileName), named ? name.zxid() : null, options);
        } catch (TxnLogException e) {
            throw e;
        } catch (IOException e) {
            throw new TxnLogException(path, String.valueOf(e.getMessage()), "It is damaged, or no snapshot");
        }
        SnapshotTrailers trailers = loaded.trailers();
        long zxid = loaded.tree().lastZxid();
        return new SnapshotCopy(
                loaded.tree(),
                zxid,
                Math.max(zxid, trailers.zxid()),
                trailers.digestZxid(),
                trailers.hasComparableDigest() ? trailers.digest() : null);
    }

    /** Writes a tree as a snapshot that is not compressed, as it would be in a file. Does not close the stream. */
    public static void write(DataTree tree, OutputStream out, SnapOptions options) throws IOException {
        new SnapshotWriter(out).write(tree, options.lastProcessedTrailer());
    }

    /** Whether no transaction after {@code zxid} has left traces. */
    public boolean isExact() {
        return zxidMax == zxid || Zxid.counter(zxidMax) == 0;
    }

    /**
     * Whether the tree has the digest that the file says; true also if it says none for just this tree. A new Apache server writes
     * a digest of 0 into its first snapshot (spec: storage-format §4.1).
     */
    public boolean hasRightDigest() {
        return digest == null
                || (digestZxid == 0 && digest.treeDigest() == 0)
                || digestZxid != zxid
                || !tree.options().digestEnabled()
                || digest.treeDigest() == tree.digest();
    }

    private static SnapCompression compression(String fileName) {
        for (SnapCompression each : SnapCompression.values()) {
            if (each != SnapCompression.NONE && fileName.endsWith(each.suffix())) {
                return each;
            }
        }
        return SnapCompression.NONE;
    }
}
