package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/**
 * Creates a znode that expires (createTTL).
 *
 * @param data may be null
 * @param flags one of {@link io.quorate.jute.CreateFlags}, if valid
 * @param ttl ms without a change or a child after which it is deleted
 */
public record CreateTtlRequest(String path, byte[] data, List<Acl> acl, int flags, long ttl) implements NodeRequest {
    public static CreateTtlRequest read(JuteReader in) {
        return new CreateTtlRequest(
                in.readString("createTtlRequest.path"),
                in.readBuffer("createTtlRequest.data"),
                in.readVector("createTtlRequest.acl", Acl::read),
                in.readInt("createTtlRequest.flags"),
                in.readLong("createTtlRequest.ttl"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeVector(acl);
        out.writeInt(flags);
        out.writeLong(ttl);
    }
}
