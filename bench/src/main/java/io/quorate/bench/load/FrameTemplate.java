package io.quorate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.DeleteRequest;
import io.quorate.jute.proto.MultiHeader;
import io.quorate.jute.proto.RequestHeader;
import io.quorate.jute.proto.SetDataRequest;
import io.quorate.jute.proto.WatchedPathRequest;

/**
 * A request encoded once; sending it copies the bytes and patches the xid and the digits of its keys.
 *
 * <pre>
 * int length | int xid | int type | record(s), each beginning with its path
 *              ^ patched                 ^ last digits patched
 * </pre>
 *
 * Spec: client-protocol §1, §3, §5, §7.
 */
final class FrameTemplate {
    /** Every record that carries a path begins with it, after the four bytes of its length. */
    private static final int PATH_IN_RECORD = 4;

    private static final int XID_IN_FRAME = 4;
    private static final int STAT_BYTES = 68;
    private static final int EPHEMERAL = 1;

    private final KeySpace keys;
    private final byte[] frame;
    private final int[] pathOffsets;
    private final int replyBodyBytes;

    private FrameTemplate(KeySpace keys, byte[] frame, int[] pathOffsets, int replyBodyBytes) {
        this.keys = keys;
        this.frame = frame;
        this.pathOffsets = pathOffsets;
        this.replyBodyBytes = replyBodyBytes;
    }

    static FrameTemplate set(KeySpace keys, byte[] data, int opsPerMulti) {
        JuteRecord body = new SetDataRequest(keys.path(0), data, -1);
        return encode(keys, new Part(OpCode.SET_DATA, body, STAT_BYTES), OpCode.MULTI, opsPerMulti);
    }

    static FrameTemplate get(KeySpace keys, int dataBytes, int opsPerMulti) {
        JuteRecord body = new WatchedPathRequest(keys.path(0), false);
        return encode(
                keys, new Part(OpCode.GET_DATA, body, 4 + dataBytes + STAT_BYTES), OpCode.MULTI_READ, opsPerMulti);
    }

    /** getData that leaves a watch. */
    static FrameTemplate watch(KeySpace keys, int dataBytes) {
        JuteRecord body = new WatchedPathRequest(keys.path(0), true);
        return encode(keys, new Part(OpCode.GET_DATA, body, 4 + dataBytes + STAT_BYTES), OpCode.MULTI_READ, 0);
    }

    static FrameTemplate ephemeral(KeySpace keys, byte[] data) {
        JuteRecord body = new CreateRequest(keys.path(0), data, Acl.OPEN, EPHEMERAL);
        return encode(keys, new Part(OpCode.CREATE, body, 4 + keys.pathLength()), OpCode.MULTI, 0);
    }

    static FrameTemplate create(KeySpace keys, byte[] data, int opsPerMulti) {
        JuteRecord body = new CreateRequest(keys.path(0), data, Acl.OPEN, 0);
        return encode(keys, new Part(OpCode.CREATE, body, 4 + keys.pathLength()), OpCode.MULTI, opsPerMulti);
    }

    static FrameTemplate delete(KeySpace keys, int opsPerMulti) {
        JuteRecord body = new DeleteRequest(keys.path(0), -1);
        return encode(keys, new Part(OpCode.DELETE, body, 0), OpCode.MULTI, opsPerMulti);
    }

    /** Appends the frame for keys {@code firstKey}, {@code firstKey + 1}, ... (one per operation). */
    void write(ByteBuf out, int xid, int firstKey) {
        int start = out.writerIndex();
        out.writeBytes(frame);
        out.setInt(start + XID_IN_FRAME, xid);
        for (int i = 0; i < pathOffsets.length; i++) {
            keys.patch(out, start + pathOffsets[i], firstKey + i);
        }
    }

    /** Bytes that follow the header of a reply without error. */
    int replyBodyBytes() {
        return replyBodyBytes;
    }

    /** How many consecutive keys one frame uses. */
    int keysPerFrame() {
        return pathOffsets.length;
    }

    /** A frame with header and body and nothing to patch but the xid. */
    static byte[] plainFrame(int xid, int type, JuteRecord... body) {
        ByteBuf out = Unpooled.buffer();
        out.writeInt(0);
        JuteWriter writer = new JuteWriter(out);
        new RequestHeader(xid, type).write(writer);
        for (JuteRecord part : body) {
            part.write(writer);
        }
        return finish(out);
    }

    /** A create of a directory znode, empty, for the preparation of the tree. */
    static byte[] createFrame(int xid, String path) {
        return plainFrame(xid, OpCode.CREATE, new CreateRequest(path, new byte[0], Acl.OPEN, 0));
    }

    private record Part(int type, JuteRecord body, int replyBytes) {}

    private static FrameTemplate encode(KeySpace keys, Part part, int multiType, int opsPerMulti) {
        ByteBuf out = Unpooled.buffer();
        out.writeInt(0);
        JuteWriter writer = new JuteWriter(out);
        if (opsPerMulti == 0) {
            new RequestHeader(0, part.type).write(writer);
            int[] pathOffsets = {out.writerIndex() + PATH_IN_RECORD};
            part.body.write(writer);
            return new FrameTemplate(keys, finish(out), pathOffsets, part.replyBytes);
        }
        new RequestHeader(0, multiType).write(writer);
        int[] pathOffsets = new int[opsPerMulti];
        for (int i = 0; i < opsPerMulti; i++) {
            new MultiHeader(part.type, false, -1).write(writer);
            pathOffsets[i] = out.writerIndex() + PATH_IN_RECORD;
            part.body.write(writer);
        }
        MultiHeader.END.write(writer);
        int replyBytes = opsPerMulti * (MultiHeader.BYTES + part.replyBytes) + MultiHeader.BYTES;
        return new FrameTemplate(keys, finish(out), pathOffsets, replyBytes);
    }

    private static byte[] finish(ByteBuf out) {
        out.setInt(0, out.readableBytes() - Integer.BYTES);
        return ByteBufUtil.getBytes(out);
    }
}
