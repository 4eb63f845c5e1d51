package io.quorate.client;

import io.quorate.jute.Perms;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Id;
import java.util.List;

/** Access control lists for everyday use. */
public final class Acls {
    /** Everybody may do everything. */
    public static final List<Acl> OPEN = List.of(new Acl(Perms.ALL, new Id("world", "anyone")));

    /** Everybody may read; nobody may do anything else, or delete this list. */
    public static final List<Acl> READ_ONLY = List.of(new Acl(Perms.READ, new Id("world", "anyone")));

    /** The identities that the session has proved with {@link ZooKeeper#addAuth} may do everything. */
    public static final List<Acl> CREATOR_ALL = List.of(new Acl(Perms.ALL, new Id("auth", "")));

    private Acls() {}
}
