package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Demands that a znode exists and has a version (check, inside multi only).
 *
 * @param version the version it must have, -1 for any
 */
public record CheckVersionRequest(String path, int version) implements NodeRequest {
    public static CheckVersionRequest read(JuteReader in) {
        return new CheckVersionRequest(
                in.readString("checkVersionRequest.path"), in.readInt("checkVersionRequest.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeInt(version);
    }
}
