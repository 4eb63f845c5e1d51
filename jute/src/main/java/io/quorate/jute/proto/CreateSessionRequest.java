package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Starts a session; made by the server that the client connected to (createSession).
 *
 * @param timeout negotiated session timeout, ms
 */
public record CreateSessionRequest(int timeout) implements Request {
    public static CreateSessionRequest read(JuteReader in) {
        return new CreateSessionRequest(in.readInt("createSessionRequest.timeout"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(timeout);
    }
}
