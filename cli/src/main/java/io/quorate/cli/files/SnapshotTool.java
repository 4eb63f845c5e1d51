package io.quorate.cli.files;

import io.quorate.txnlog.NioDisk;
import io.quorate.txnlog.SnapshotCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tool that reads snapshots. */
abstract class SnapshotTool extends Tool {
    /** Wrong arguments, or no such file. */
    static final int WRONG_ARGUMENTS = 2;

    /** Reads a snapshot and complains about what is odd in it. */
    final SnapshotCopy read(Path file) throws IOException, ToolException {
        if (!Files.isRegularFile(file)) {
            throw new ToolException(WRONG_ARGUMENTS, "File '" + file + "' does not exist.");
        }
        SnapshotCopy snapshot = SnapshotCopy.read(new NioDisk(), file, reading());
        if (!snapshot.isExact()) {
            err().println(file + " was taken while transactions went on: it holds parts of some up to zxid "
                    + hex(snapshot.zxidMax()) + ". A server replays its log over it.");
        }
        if (!snapshot.hasRightDigest()) {
            err().println(file + ": the digest of its tree is not the one that it was written with.");
        }
        return snapshot;
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
