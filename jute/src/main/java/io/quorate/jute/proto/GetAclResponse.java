package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/** Access control list and stat (getACL). */
public record GetAclResponse(List<Acl> acl, Stat stat) implements Response {
    public static GetAclResponse read(JuteReader in) {
        return new GetAclResponse(in.readVector("getAclResponse.acl", Acl::read), Stat.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeVector(acl);
        stat.write(out);
    }
}
