package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;

/** One id of a connection, without its secret. */
public record ClientInfo(String scheme, String user) implements JuteRecord {
    public static ClientInfo read(JuteReader in) {
        return new ClientInfo(in.readString("clientInfo.scheme"), in.readString("clientInfo.user"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(scheme);
        out.writeString(user);
    }
}
