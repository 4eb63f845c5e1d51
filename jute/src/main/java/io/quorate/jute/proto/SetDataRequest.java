package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Replaces a znode's data (setData).
 *
 * @param data may be null
 * @param version the version it must have, -1 for any
 */
public record SetDataRequest(String path, byte[] data, int version) implements NodeRequest {
    public static SetDataRequest read(JuteReader in) {
        return new SetDataRequest(
                in.readString("setDataRequest.path"),
                in.readBuffer("setDataRequest.data"),
                in.readInt("setDataRequest.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeInt(version);
    }
}
