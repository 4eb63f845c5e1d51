package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/** Paths of the session's ephemerals (getEphemerals). */
public record GetEphemeralsResponse(List<String> ephemerals) implements Response {
    public static GetEphemeralsResponse read(JuteReader in) {
        return new GetEphemeralsResponse(in.readStrings("getEphemeralsResponse.ephemerals"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeStrings(ephemerals);
    }
}
