package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * The first message of a client, which has no header (spec: client-protocol §2).
 *
 * @param protocolVersion not used, 0
 * @param lastZxidSeen the highest zxid the client saw
 * @param timeOut the session timeout wanted, ms
 * @param sessionId 0 for a new session
 * @param passwd may be null
 * @param hasReadOnly whether the readOnly byte is there: old clients do not send it
 */
public record ConnectRequest(
        int protocolVersion,
        long lastZxidSeen,
        int timeOut,
        long sessionId,
        byte[] passwd,
        boolean readOnly,
        boolean hasReadOnly)
        implements JuteRecord {

    public static ConnectRequest read(JuteReader in) {
        int protocolVersion = in.readInt("connectRequest.protocolVersion");
        long lastZxidSeen = in.readLong("connectRequest.lastZxidSeen");
        int timeOut = in.readInt("connectRequest.timeOut");
        long sessionId = in.readLong("connectRequest.sessionId");
        byte[] passwd = in.readBuffer("connectRequest.passwd");
        boolean hasReadOnly = in.hasRemaining();
        boolean readOnly = hasReadOnly && in.readBool("connectRequest.readOnly");
        return new ConnectRequest(protocolVersion, lastZxidSeen, timeOut, sessionId, passwd, readOnly, hasReadOnly);
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(protocolVersion);
        out.writeLong(lastZxidSeen);
        out.writeInt(timeOut);
        out.writeLong(sessionId);
        out.writeBuffer(passwd);
        if (hasReadOnly) {
            out.writeBool(readOnly);
        }
    }
}
