package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** A stat alone (exists, setData, setACL). */
public record StatResponse(Stat stat) implements Response {
    public static StatResponse read(JuteReader in) {
        return new StatResponse(Stat.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        stat.write(out);
    }
}
