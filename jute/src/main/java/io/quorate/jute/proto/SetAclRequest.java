package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/**
 * Replaces a znode's access control list (setACL).
 *
 * @param version the aversion it must have, -1 for any
 */
public record SetAclRequest(String path, List<Acl> acl, int version) implements NodeRequest {
    public static SetAclRequest read(JuteReader in) {
        return new SetAclRequest(
                in.readString("setAclRequest.path"),
                in.readVector("setAclRequest.acl", Acl::read),
                in.readInt("setAclRequest.version"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(path);
        out.writeVector(acl);
        out.writeInt(version);
    }
}
