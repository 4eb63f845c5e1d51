package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * What precedes every request but connect (spec: client-protocol §3).
 *
 * @param xid the client's number of the request, see {@link io.quorate.jute.Xid}
 * @param type one of {@link io.quorate.jute.OpCode}
 */
public record RequestHeader(int xid, int type) implements JuteRecord {
    /** Length of the encoding. */
    public static final int BYTES = 8;

    public static RequestHeader read(JuteReader in) {
        return new RequestHeader(in.readInt("requestHeader.xid"), in.readInt("requestHeader.type"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(xid);
        out.writeInt(type);
    }
}
