package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteRecord;
import io.quorate.jute.JuteWriter;
import io.quorate.jute.Perms;
import java.util.List;

/** One entry of an access control list: the {@link Perms} granted to an id. */
public record Acl(int perms, Id id) implements JuteRecord {
    /** Everything to everybody. */
    public static final List<Acl> OPEN = List.of(new Acl(Perms.ALL, Id.ANYONE));

    /** Reading to everybody. */
    public static final List<Acl> READ = List.of(new Acl(Perms.READ, Id.ANYONE));

    /** Everything to the ids of the connection that asks. */
    public static final List<Acl> CREATOR_ALL = List.of(new Acl(Perms.ALL, Id.AUTH));

    public static Acl read(JuteReader in) {
        return new Acl(in.readInt("acl.perms"), Id.read(in));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeInt(perms);
        id.write(out);
    }
}
