package io.quorate.tree;

import java.util.Arrays;

/** The path being worked on, as bytes, with room behind it for what its node's digest needs. Mutable; for one thread. */
final class PathBuffer {
    private static final byte SEPARATOR = '/';
    private static final byte[] SYSTEM_PREFIX = {'/', 'z', 'o', 'o', 'k', 'e', 'e', 'p', 'e', 'r', '/'};

    /** Holds the path first. */
    byte[] bytes = {};

    /** Bytes of the path; 0 for the root. */
    int length;

    void set(String path) {
        int units = path.length();
        if (units + NodeStat.DIGEST_BYTES > bytes.length) {
            bytes = new byte[units + NodeStat.DIGEST_BYTES];
        }
        int encoded = PathBytes.encode(path, 0, units, bytes);
        if (encoded < 0 || encoded + NodeStat.DIGEST_BYTES > bytes.length) {
            byte[] exact = PathBytes.of(path, 0, units);
            encoded = exact.length;
            bytes = Arrays.copyOf(exact, encoded + NodeStat.DIGEST_BYTES);
        }
        length = encoded == 1 && bytes[0] == SEPARATOR ? 0 : encoded;
    }

    /** Where the last slash is; -1 if there is none. */
    int lastSlash() {
        int slash = length - 1;
        while (slash >= 0 && bytes[slash] != SEPARATOR) {
            slash--;
        }
        return slash;
    }

    /** Where the next slash is from some place on, before an end; the end if there is none. */
    int nextSlash(int from, int end) {
        int slash = from;
        while (slash < end && bytes[slash] != SEPARATOR) {
            slash++;
        }
        return slash;
    }

    boolean startsWithSlash() {
        return length > 0 && bytes[0] == SEPARATOR;
    }

    /** Whether the node at the first bytes of the path is one that no digest counts (spec: storage-format §5.1). */
    boolean isSystem(int prefixLength) {
        return isSystem(bytes, 0, prefixLength);
    }

    /** The same of a path in a part of an array. */
    static boolean isSystem(byte[] path, int at, int length) {
        int prefix = SYSTEM_PREFIX.length;
        return length > prefix
                && path[at + 1] == SYSTEM_PREFIX[1]
                && Arrays.equals(path, at, at + prefix, SYSTEM_PREFIX, 0, prefix);
    }

    /** Gives a new cell its digest, that of a node at the first bytes of the path with this stat. */
    int seal(byte[] cell, NodeStat stat, int prefixLength) {
        if (isSystem(prefixLength)) {
            return 0;
        }
        int crc = stat.digest(bytes, prefixLength, length, cell);
        Cell.setDigest(cell, crc);
        return crc;
    }
}
