package io.quorate.watch;

import io.quorate.jute.ErrorCode;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.WatchedPathRequest;

/** The kinds of watch that can be registered on a path, and the bit each has in a table (spec: client-protocol §8.2). */
public enum WatchMode {
    /** One-shot, told of the node's creation, deletion and data: set by getData and exists. */
    DATA(Bits.DATA),
    /** One-shot, told of the node's deletion and its list of children: set by getChildren. */
    CHILD(Bits.CHILD),
    /** Stays after it fired, told of what a data and a child watch would be told: addWatch mode 0. */
    PERSISTENT(Bits.PERSISTENT),
    /** Stays, told of creation, deletion and data of the node and all its descendants, never of lists: addWatch mode 1. */
    PERSISTENT_RECURSIVE(Bits.RECURSIVE);

    final int bit;

    WatchMode(int bit) {
        this.bit = bit;
    }

    /** The mode that an addWatch request names, or null for a number that stands for none. */
    static WatchMode ofAddWatch(int mode) {
        return switch (mode) {
            case 0 -> PERSISTENT;
            case 1 -> PERSISTENT_RECURSIVE;
            default -> null;
        };
    }

    /**
     * The watch that a read asked for and, by its outcome, gets: null if it asked for none, or failed in a way that
     * leaves none. Only exists leaves a watch on a node that is not there (spec: client-protocol §8.2).
     *
     * @param err the error code of the read's reply, 0 for success
     */
    public static WatchMode registeredBy(int opCode, Request request, int err) {
        if (!(request instanceof WatchedPathRequest read) || !read.watch()) {
            return null;
        }
        return switch (opCode) {
            case OpCode.EXISTS -> err == 0 || err == ErrorCode.NO_NODE.code() ? DATA : null;
            case OpCode.GET_DATA -> err == 0 ? DATA : null;
            case OpCode.GET_CHILDREN, OpCode.GET_CHILDREN2 -> err == 0 ? CHILD : null;
            default -> null;
        };
    }

    /** The bits of the modes and their combinations. One persistent bit serves both tables: it is only set in both. */
    static final class Bits {
        static final int DATA = 1;
        static final int CHILD = 2;
        static final int PERSISTENT = 4;
        static final int RECURSIVE = 8;
        static final int DATA_TABLE = DATA | PERSISTENT | RECURSIVE;
        static final int CHILD_TABLE = CHILD | PERSISTENT;
        static final int ALL = DATA_TABLE | CHILD_TABLE;

        private Bits() {}
    }
}
