package io.quorate.jute.quorum;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import java.util.ArrayList;
import java.util.List;

/** The sessions that a learner has heard of since the last PING: the data of its answer (spec: zab-protocol §1, §7). */
public record SessionTouches(List<SessionTimeout> sessions) implements JuteRecord {
    /** Takes all bytes that the reader has. */
    public static SessionTouches read(JuteReader in) {
        List<SessionTimeout> sessions = new ArrayList<>();
        while (in.hasRemaining()) {
            sessions.add(SessionTimeout.read(in));
        }
        return new SessionTouches(sessions);
    }

    @Override
    public void write(JuteWriter out) {
        for (SessionTimeout session : sessions) {
            session.write(out);
        }
    }
}
