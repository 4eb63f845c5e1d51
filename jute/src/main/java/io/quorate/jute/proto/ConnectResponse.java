package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * The answer to {@link ConnectRequest}, which has no header either (spec: client-protocol §2).
 *
 * @param protocolVersion always 0
 * @param timeOut the session timeout granted, ms; 0 if the session is refused or expired
 * @param sessionId 0 if refused
 * @param readOnly whether the server only serves reads
 * @param hasReadOnly whether the readOnly byte is there: only if the request had it
 */
public record ConnectResponse(
        int protocolVersion, int timeOut, long sessionId, byte[] passwd, boolean readOnly, boolean hasReadOnly)
        implements JuteRecord {
    /** Length of a session's password. */
    public static final int PASSWD_BYTES = 16;

    /** The answer to a session that is unknown, expired or not proved by its password. */
    public static ConnectResponse refused(boolean hasReadOnly) {
        return new ConnectResponse(0, 0, 0, new byte[PASSWD_BYTES], false, hasReadOnly);
    }

    public static ConnectResponse read(JuteReader in) {
        int protocolVersion = in.readInt("connectResponse.protocolVersion");
        int timeOut = in.readInt("connectResponse.timeOut");
        long sessionId = in.readLong("connectResponse.sessionId");
        byte[] passwd = in.readBuffer("connectResponse.passwd");
        boolean hasReadOnly = in.hasRemaining();
        boolean readOnly = hasReadOnly && in.readBool("connectResponse.readOnly");
        return new ConnectResponse(protocolVersion, timeOut, sessionId, passwd, readOnly, hasReadOnly);
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(protocolVersion);
        out.writeInt(timeOut);
        out.writeLong(sessionId);
        out.writeBuffer(passwd);
        if (hasReadOnly) {
            out.writeBool(readOnly);
        }
    }
}
