package io.quorate.jute.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/** The leader's answer to REVALIDATE (spec: zab-protocol §1). */
public record SessionValidity(long sessionId, boolean valid) implements JuteRecord {
    public static SessionValidity read(JuteReader in) {
        return new SessionValidity(in.readLong("revalidate.sessionId"), in.readBool("revalidate.valid"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeLong(sessionId);
        out.writeBool(valid);
    }
}
