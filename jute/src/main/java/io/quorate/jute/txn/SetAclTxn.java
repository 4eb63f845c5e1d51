package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Acl;
import java.util.List;

/**
 * Replaces a znode's access control list (type 7).
 *
 * @param version the aversion after the change
 */
public record SetAclTxn(String path, List<Acl> acl, int version) implements Txn {
    public static SetAclTxn read(JuteReader in) {
        return new SetAclTxn(
                in.readString("setAclTxn.path"),
                in.readVector("setAclTxn.acl", Acl::read),
                in.readInt("setAclTxn.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeVector(acl);
        out.writeInt(version);
    }
}
