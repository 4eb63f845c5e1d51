package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** The path made and its stat (create2, createContainer, createTTL). */
public record Create2Response(String path, Stat stat) implements Response {
    public static Create2Response read(JuteReader in) {
        return new Create2Response(in.readString("create2Response.path"), Stat.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        stat.write(out);
    }
}
