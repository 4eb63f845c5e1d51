package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Acl;
import java.util.List;

/**
 * Creates a container znode (type 19).
 *
 * @param data may be null
 * @param parentCVersion the parent's persisted cversion after the creation
 */
public record CreateContainerTxn(String path, byte[] data, List<Acl> acl, int parentCVersion) implements Txn {
    public static CreateContainerTxn read(JuteReader in) {
        return new CreateContainerTxn(
                in.readString("createContainerTxn.path"),
                in.readBuffer("createContainerTxn.data"),
                in.readVector("createContainerTxn.acl", Acl::read),
                in.readInt("createContainerTxn.parentCVersion"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeVector(acl);
        out.writeInt(parentCVersion);
    }
}
