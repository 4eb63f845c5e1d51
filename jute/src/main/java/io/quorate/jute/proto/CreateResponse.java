package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/** The path made, with its sequence number (create). */
public record CreateResponse(String path) implements Response {
    public static CreateResponse read(JuteReader in) {
        return new CreateResponse(in.readString("createResponse.path"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
    }
}
