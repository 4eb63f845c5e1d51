package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** A step of the client in a SASL exchange (sasl). */
public record SaslRequest(byte[] token) implements Request {
    public static SaslRequest read(JuteReader in) {
        return new SaslRequest(in.readBuffer("saslRequest.token"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeBuffer(token);
    }
}
