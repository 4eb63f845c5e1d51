package io.quorate.client;

import io.netty.buffer.ByteBuf;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.ConnectRequest;
import io.quorate.jute.proto.RequestHeader;

/** Appends frames: {@code int length | record(s)} (spec: client-protocol §1). */
final class Frames {
    private Frames() {}

    static void appendConnect(ByteBuf out, ConnectRequest request) {
        int start = begin(out);
        request.write(new JuteWriter(out));
        end(out, start);
    }

    /** Returns the length of the frame without that of its length. */
    static int appendRequest(ByteBuf out, int xid, int opCode, JuteRecord body) {
        int start = begin(out);
        JuteWriter writer = new JuteWriter(out);
        new RequestHeader(xid, opCode).write(writer);
        body.write(writer);
        return end(out, start);
    }

    private static int begin(ByteBuf out) {
        int start = out.writerIndex();
        out.writeInt(0);
        return start;
    }

    private static int end(ByteBuf out, int start) {
        int length = out.writerIndex() - start - Integer.BYTES;
        out.setInt(start, length);
        return length;
    }
}
