package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * What precedes every reply and notification; a body follows only if err is 0 (spec: client-protocol §3).
 *
 * @param err an {@link io.quorate.jute.ErrorCode}
 */
public record ReplyHeader(int xid, long zxid, int err) implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 16;

    public static ReplyHeader read(JuteReader in) {
        return new ReplyHeader(
                in.readInt("replyHeader.xid"), in.readLong("replyHeader.zxid"), in.readInt("replyHeader.err"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(xid);
        out.writeLong(zxid);
        out.writeInt(err);
    }
}
