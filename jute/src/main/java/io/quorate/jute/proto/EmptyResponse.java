package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** A reply without a body (delete, check, ping and others). */
public record EmptyResponse() implements Response {
    public static final EmptyResponse INSTANCE = new EmptyResponse();

    /** Reads nothing. */
    public static EmptyResponse read(JuteReader in) {
        return INSTANCE;
    }

    @Override
    public void write(JuteWriter out) {}
}
