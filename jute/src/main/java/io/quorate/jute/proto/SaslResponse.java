package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * A step of the server in a SASL exchange (sasl).
 *
 * @param token null if the exchange yields nothing
 */
public record SaslResponse(byte[] token) implements Response {
    public static SaslResponse read(JuteReader in) {
        return new SaslResponse(in.readBuffer("saslResponse.token"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeBuffer(token);
    }
}
