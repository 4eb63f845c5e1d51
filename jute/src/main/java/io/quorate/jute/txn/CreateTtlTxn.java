package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Acl;
import java.util.List;

/**
 * Creates a znode that expires (type 21).
 *
 * @param data may be null
 * @param parentCVersion the parent's persisted cversion after the creation
 * @param ttl ms without a change or a child after which it is deleted
 */
public record CreateTtlTxn(String path, byte[] data, List<Acl> acl, int parentCVersion, long ttl) implements Txn {
    public static CreateTtlTxn read(JuteReader in) {
        return new CreateTtlTxn(
                in.readString("createTtlTxn.path"),
                in.readBuffer("createTtlTxn.data"),
                in.readVector("createTtlTxn.acl", Acl::read),
                in.readInt("createTtlTxn.parentCVersion"),
                in.readLong("createTtlTxn.ttl"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeVector(acl);
        out.writeInt(parentCVersion);
        out.writeLong(ttl);
    }
}
