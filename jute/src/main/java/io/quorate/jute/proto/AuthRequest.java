package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Adds an id to the connection (auth; spec: client-protocol §9).
 *
 * @param type not used, 0
 */
public record AuthRequest(int type, String scheme, byte[] auth) implements Request {
    public static AuthRequest read(JuteReader in) {
        return new AuthRequest(
                in.readInt("authRequest.type"), in.readString("authRequest.scheme"), in.readBuffer("authRequest.auth"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(type);
        out.writeString(scheme);
        out.writeBuffer(auth);
    }
}
