package io.quorate.jute.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/**
 * A session and its timeout: the question of REVALIDATE, and one of the sessions in the answer to PING (spec: zab-protocol §1).
 *
 * @param timeoutMillis as negotiated, ms
 */
public record SessionTimeout(long sessionId, int timeoutMillis) implements JuteRecord {
    public static SessionTimeout read(JuteReader in) {
        return new SessionTimeout(in.readLong("session.id"), in.readInt("session.timeout"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(sessionId);
        out.writeInt(timeoutMillis);
    }
}
