package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** The number of descendants (getAllChildrenNumber). */
public record GetAllChildrenNumberResponse(int totalNumber) implements Response {
    public static GetAllChildrenNumberResponse read(JuteReader in) {
        return new GetAllChildrenNumberResponse(in.readInt("getAllChildrenNumberResponse.totalNumber"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(totalNumber);
    }
}
