package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/**
 * Creates a znode (create, create2, createContainer).
 *
 * @param data may be null
 * @param flags one of {@link io.quorate.jute.CreateFlags}, if valid
 */
public record CreateRequest(String path, byte[] data, List<Acl> acl, int flags) implements NodeRequest {
    public static CreateRequest read(JuteReader in) {
        return new CreateRequest(
                in.readString("createRequest.path"),
                in.readBuffer("createRequest.data"),
                in.readVector("createRequest.acl", Acl::read),
                in.readInt("createRequest.flags"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeVector(acl);
        out.writeInt(flags);
    }
}
