package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/** Names of children, and the stat of their parent (getChildren2). */
public record GetChildren2Response(List<String> children, Stat stat) implements Response {
    public static GetChildren2Response read(JuteReader in) {
        return new GetChildren2Response(in.readStrings("getChildren2Response.children"), Stat.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeStrings(children);
        stat.write(out);
    }
}
