package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Deletes a znode (delete).
 *
 * @param version the version it must have, -1 for any
 */
public record DeleteRequest(String path, int version) implements NodeRequest {
    public static DeleteRequest read(JuteReader in) {
        return new DeleteRequest(in.readString("deleteRequest.path"), in.readInt("deleteRequest.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeInt(version);
    }
}
