package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** A request without a body (ping, closeSession, whoAmI). */
public record EmptyRequest() implements Request {
    public static final EmptyRequest INSTANCE = new EmptyRequest();

    /** Reads nothing. */
    public static EmptyRequest read(JuteReader in) {
        return INSTANCE;
    }

    @Override
    public void write(JuteWriter out) {}
}
