package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/** Who somebody is, under one authentication scheme. Either part may be null on the wire. */
public record Id(String scheme, String id) implements JuteRecord {
    /** Everybody. */
    public static final Id ANYONE = new Id("world", "anyone");

    /** In a request's ACL: whatever the connection has authenticated as. */
    public static final Id AUTH = new Id("auth", "");

    public static Id read(JuteReader in) {
        return new Id(in.readString("id.scheme"), in.readString("id.id"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(scheme);
        out.writeString(id);
    }
}
