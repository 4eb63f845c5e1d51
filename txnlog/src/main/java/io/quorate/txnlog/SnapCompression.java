package io.quorate.txnlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.SnappyOutputStream;

/** How a snapshot file is compressed; readers decide by the suffix of its name (spec: storage-format §4.1). */
public enum SnapCompression {
    NONE(""),
    GZ(".gz"),
    SNAPPY(".snappy");

    private static final int BUFFER_BYTES = 1 << 16;

    private final String suffix;

    SnapCompression(String suffix) {
        this.suffix = suffix;
    }

    /** What {@code zookeeper.snapshot.compression.method} names: empty, {@code gz} or {@code snappy}. */
    public static SnapCompression ofMethod(String method) {
        SnapCompression found = method.isEmpty() ? NONE : ofSuffix("." + method);
        if (found == null) {
            throw new IllegalArgumentException(
                    "snapshot.compression.method: " + method + " (expected: gz, snappy or empty)");
        }
        return found;
    }

    /** The compression with this suffix, null if there is none. */
    static SnapCompression ofSuffix(String suffix) {
        for (SnapCompression each : values()) {
            if (each.suffix.equals(suffix)) {
                return each;
            }
        }
        return null;
    }

    /** Empty, or begins with a dot. */
    String suffix() {
        return suffix;
    }

    OutputStream wrap(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZ -> new GZIPOutputStream(out, BUFFER_BYTES);
            case SNAPPY -> new SnappyOutputStream(out);
        };
    }

    InputStream wrap(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZ -> new GZIPInputStream(in, BUFFER_BYTES);
            case SNAPPY -> new SnappyBlocks(in);
        };
    }
}
