package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/** Names of children (getChildren). */
public record GetChildrenResponse(List<String> children) implements Response {
    public static GetChildrenResponse read(JuteReader in) {
        return new GetChildrenResponse(in.readStrings("getChildrenResponse.children"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeStrings(children);
    }
}
