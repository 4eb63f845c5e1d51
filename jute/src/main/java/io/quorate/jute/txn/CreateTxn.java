package io.quorate.jute.txn;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.proto.Acl;
import java.util.List;

/**
 * Creates a persistent or ephemeral znode; the owner of an ephemeral one is the session in the header (types 1 and 15).
 *
 * @param data may be null
 * @param parentCVersion the parent's persisted cversion after the creation; {@link #UNKNOWN_PARENT_CVERSION} in old logs, which
 *     did not say it: then it is the parent's present one + 1
 */
public record CreateTxn(String path, byte[] data, List<Acl> acl, boolean ephemeral, int parentCVersion) implements Txn {
    public static final int UNKNOWN_PARENT_CVERSION = -1;

    public static CreateTxn read(JuteReader in) {
        return read(in, false);
    }

    /** Also takes the form that ends before parentCVersion. */
    static CreateTxn readAllowingOldForm(JuteReader in) {
        return read(in, true);
    }

    private static CreateTxn read(JuteReader in, boolean oldFormAllowed) {
        return new CreateTxn(
                in.readString("createTxn.path"),
                in.readBuffer("createTxn.data"),
                in.readVector("createTxn.acl", Acl::read),
                in.readBool("createTxn.ephemeral"),
                oldFormAllowed && !in.hasRemaining()
                        ? UNKNOWN_PARENT_CVERSION
                        : in.readInt("createTxn.parentCVersion"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeBuffer(data);
        out.writeVector(acl);
        out.writeBool(ephemeral);
        out.writeInt(parentCVersion);
    }
}
