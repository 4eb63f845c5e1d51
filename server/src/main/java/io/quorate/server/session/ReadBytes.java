package io.quorate.server.session;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.MultiRequest;
import io.quorate.jute.proto.Op;
import io.quorate.jute.proto.Request;
import io.quorate.jute.proto.WatchedPathRequest;
import io.quorate.server.meter.Names;

/**
 * How much clients read below each of the root's children, as Apache's monitors have it: the length of the path, data or names of
 * children, and a stat, whether that was asked for or not. What was answered is looked at, so nothing has to be found again.
 */
final class ReadBytes {
    private static final int STAT_BYTES = 68;
    private static final int MULTI_HEADER_BYTES = 9;

    private ReadBytes() {}

    /**
     * Counts a read that succeeded.
     *
     * @param reply where the answer was written
     * @param begin where its body begins
     */
    static void count(Names names, int opCode, Request request, ByteBuf reply, int begin) {
        if (request instanceof WatchedPathRequest read) {
            count(names, opCode, read, reply, begin);
        } else if (opCode == OpCode.MULTI_READ && request instanceof MultiRequest multi) {
            int at = begin;
            for (Op op : multi.ops()) {
                boolean failed = reply.getInt(at) == OpCode.ERROR;
                at += MULTI_HEADER_BYTES;
                at = failed
                        ? at + Integer.BYTES
                        : count(names, op.type(), (WatchedPathRequest) op.request(), reply, at);
            }
        }
    }

    /** Returns where the answer ends. */
    private static int count(Names names, int opCode, WatchedPathRequest read, ByteBuf reply, int begin) {
        int at = begin;
        int bytes = 0;
        if (opCode == OpCode.GET_DATA) {
            bytes = Math.max(0, reply.getInt(at));
            at += Integer.BYTES + bytes;
        } else if (opCode != OpCode.EXISTS) {
            int children = reply.getInt(at);
            at += Integer.BYTES;
            for (int child = 0; child < children; child++) {
                int length = reply.getInt(at);
                bytes += length;
                at += Integer.BYTES + length;
            }
        }
        names.record(read.path(), (long) read.path().length() + bytes + STAT_BYTES);
        return opCode == OpCode.GET_CHILDREN ? at : at + STAT_BYTES;
    }
}
