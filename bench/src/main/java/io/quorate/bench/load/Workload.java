package io.quorate.bench.load;

/**
 * What is asked of the server.
 *
 * @param op what a request does
 * @param sizeBytes bytes of data per znode
 * @param keys how many znodes the requests spread over
 * @param readPercent share of reads of {@link Op#MIXED}
 * @param opsPerMulti operations wrapped into each multi; 0: plain requests
 * @param root the znode under which all keys live; it is made if missing and left in place
 * @param seed of the choice of keys
 */
public record Workload(Op op, int sizeBytes, int keys, int readPercent, int opsPerMulti, String root, long seed) {
    /** Largest key count that the fixed-width path names can tell apart. */
    public static final int KEYS_MAX = 10_000_000;

    public Workload {
        require(sizeBytes >= 0, "size", sizeBytes, ">= 0 bytes");
        require(keys >= 1 && keys <= KEYS_MAX, "keys", keys, "1.." + KEYS_MAX);
        require(readPercent >= 0 && readPercent <= 100, "read percent", readPercent, "0..100");
        require(opsPerMulti >= 0 && opsPerMulti <= keys, "operations per multi", opsPerMulti, "0..keys");
        boolean mayBatch = op == Op.SET || op == Op.GET || op == Op.CREATE || op == Op.DELETE;
        require(opsPerMulti == 0 || mayBatch, "operations per multi", opsPerMulti, "0 for " + op);
        if (!root.startsWith("/") || root.endsWith("/")) {
            throw new IllegalArgumentException(
                    "root: " + root + " (expected: an absolute path such as /quorate-bench)");
        }
    }

    /** A workload of plain requests under the default root. */
    public static Workload of(Op op, int sizeBytes, int keys) {
        return new Workload(op, sizeBytes, keys, 90, 0, "/quorate-bench", 1);
    }

    /** The same operations, {@code operations} at a time in one multi (or multiRead). */
    public Workload inMultis(int operations) {
        return new Workload(op, sizeBytes, keys, readPercent, operations, root, seed);
    }

    /** The same load under another root. */
    public Workload under(String otherRoot) {
        return new Workload(op, sizeBytes, keys, readPercent, opsPerMulti, otherRoot, seed);
    }

    private static void require(boolean ok, String what, long value, String expected) {
        if (!ok) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
        }
    }
}
