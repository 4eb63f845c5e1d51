package io.quorate.client;

import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.Stat;
import java.util.List;

/** The access control list of a znode. */
public record NodeAcl(List<Acl> acl, Stat stat) {}
