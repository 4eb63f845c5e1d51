package io.quorate.tests.sim.check;

/**
 * What one client did to one znode, and when.
 *
 * @param client who, for people
 * @param kind what
 * @param value written or wanted; of no meaning for a delete or read
 * @param expectedVersion of a set or delete; -1: any
 * @param outcome what the client was told
 * @param read the value and version that a read found; null else, or if there was no znode
 * @param invoked when the request left
 * @param completed when the answer came; {@link #NEVER} if none did, so that it may have taken effect at any time or not at all
 */
public record ZnodeOp(
        int client,
        Kind kind,
        int value,
        int expectedVersion,
        Outcome outcome,
        Versioned read,
        long invoked,
        long completed) {
    /** Stands for the time of an answer that never came. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What can be done to a znode without children. */
    public enum Kind {
        CREATE,
        SET,
        DELETE,
        READ
    }

    /** What a client can be told. */
    public enum Outcome {
        DONE,
        NO_NODE,
        NODE_EXISTS,
        BAD_VERSION,
        UNKNOWN
    }

    /** What a znode holds. */
    public record Versioned(int value, int version) {}

    /** Whether the client never learned what became of it. */
    public boolean isUnknown() {
        return outcome == Outcome.UNKNOWN;
    }

    @Override
    public String toString() {
        String what =
                switch (kind) {
                    case CREATE -> "create " + value;
                    case SET -> "set " + value + (expectedVersion < 0 ? "" : " if version " + expectedVersion);
                    case DELETE -> "delete" + (expectedVersion < 0 ? "" : " if version " + expectedVersion);
                    case READ -> "read " + (read == null ? "" : read.value() + " version " + read.version());
                };
        return "client " + client + ": " + what + " -> " + outcome + " [" + invoked + ", "
                + (completed == NEVER ? "never" : completed) + "]";
    }
}
